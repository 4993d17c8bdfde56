import type { SiteConfig } from "../../config/schema";

/** What the roles need to know of a site. */
export type ManagedSite = Pick<SiteConfig, "name" | "bucketSuffix" | "domain" | "distribution">;

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | "*";
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** The account that policies speak of, as Terraform references: no account id is written down. */
export interface Account {
  readonly id: string;
  /** "aws", "aws-cn" or "aws-us-gov" */
  readonly partition: string;
}

/** A policy of these statements. */
export function policyOf(statements: readonly Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}
