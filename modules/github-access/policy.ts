import { siteTag } from "../../config/names";
import type { SiteConfig } from "../../config/schema";

/** What the roles need to know of a site. */
export type ManagedSite = SiteConfig;

/** Condition operator, key and its values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of an IAM policy. */
export interface Statement {
  /** What it is for; statements of one purpose are joined where they can be. */
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** A policy of these statements. */
export function policyOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** A statement that allows. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Condition,
): Statement {
  return {
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(condition && { Condition: condition }),
  };
}

/** That a resource has the tag which the stacks of these sites give to all that they make. */
export function taggedAs(
  sites: readonly ManagedSite[],
  operator: "StringEquals" | "StringEqualsIfExists" = "StringEquals",
): Condition {
  return { [operator]: { [`aws:ResourceTag/${siteTag}`]: sites.map(({ name }) => name) } };
}
