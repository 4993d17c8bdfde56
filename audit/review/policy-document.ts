import { readPolicyDocument, valuesOf } from "../../facts/s3/policy-document";
import { keysOf, modulesOf } from "../../terraform/plan/plan-configuration";
import { isRecord, Unknown } from "../../terraform/value";
import type { Change } from "./change";
import type { PlanContext } from "./rule";
import { blocks, type ResourceValues, stringsAt, textAt } from "./values";

/** A text of a policy, or what stands for one that is known only after the apply. */
export type Part = string | Unknown;

/** CloudFront, as a principal. */
export const cloudFrontService = "Service:cloudfront.amazonaws.com";

/** One statement of an IAM policy, in one shape whether it was written as JSON or as blocks. */
export interface PolicyStatement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** "*", "Service:cloudfront.amazonaws.com", "AWS:arn:aws:iam::1:root" */
  readonly principals: readonly Part[];
  readonly actions: readonly string[];
  readonly resources: readonly Part[];
  /** Condition key in lower case, operator and values. */
  readonly conditions: readonly PolicyCondition[];
}

export interface PolicyCondition {
  readonly operator: Part;
  readonly key: Part;
  readonly values: readonly Part[];
}

/** Parts as people read them. */
export function shownParts(parts: readonly Part[]): string[] {
  return parts.map((part) => (part instanceof Unknown ? "(unknown)" : part));
}

/** The statements of a policy's JSON; none for a text that is no policy. */
export function policyStatements(json: unknown): PolicyStatement[] {
  const read = readPolicyDocument(json);
  if ("problem" in read) return [];
  return read.statements.map((statement) => ({
    sid: textAt(statement, "Sid") ?? "",
    effect: statement.Effect === "Deny" ? "Deny" : "Allow",
    principals: principalsOf(statement.Principal),
    actions: stringsAt(statement, "Action"),
    resources: stringsAt(statement, "Resource"),
    conditions: conditionsOf(statement.Condition),
  }));
}

/**
 * The policy that a resource will have. While it depends on something that is only made by the apply, its JSON is
 * unknown; if it comes from an `aws_iam_policy_document`, that document's blocks are in the plan. Undefined if
 * nothing can be told.
 */
export function plannedPolicy(
  change: Change,
  attribute: string,
  context: PlanContext,
): PolicyStatement[] | undefined {
  if (!change.isUnknown(attribute)) return policyStatements(change.after[attribute]);
  const document = documentBehind(change, attribute, context);
  return document && statementsOf(document.after);
}

function documentBehind(
  change: Change,
  attribute: string,
  { changes, configuration }: PlanContext,
): Change | undefined {
  const place = { ...change, mode: change.isData ? "data" : "managed" } as const;
  const target = configuration
    .targets(configuration.written(place)[attribute], place)
    .find(({ mode, type }) => mode === "data" && type === "aws_iam_policy_document");
  if (target === undefined) return undefined;
  return changes.find(
    ({ address, isData, type, name }) =>
      isData &&
      type === target.type &&
      name === target.name &&
      modulesOf(address).join() === target.modules.join() &&
      target.keys.every((key) => keysOf(address).includes(key)),
  );
}

/** The blocks of an `aws_iam_policy_document` as statements. */
function statementsOf(document: ResourceValues): PolicyStatement[] {
  return blocks(document, "statement").map((statement) => ({
    sid: textAt(statement, "sid") ?? "",
    effect: statement.effect === "Deny" ? "Deny" : "Allow",
    principals: blocks(statement, "principals").flatMap((principal) => {
      const type = textAt(principal, "type") ?? new Unknown();
      const identifiers = known(stringsAt(principal, "identifiers"));
      return identifiers.map((identifier) => principalName(type, identifier));
    }),
    actions: stringsAt(statement, "actions"),
    resources: known(stringsAt(statement, "resources")),
    conditions: blocks(statement, "condition").map((condition) => ({
      operator: textAt(condition, "test") ?? new Unknown(),
      key: textAt(condition, "variable")?.toLowerCase() ?? new Unknown(),
      values: known(stringsAt(condition, "values")),
    })),
  }));
}

/** What the blocks need to have, and so will have. */
function known(values: readonly string[]): readonly Part[] {
  return values.length > 0 ? values : [new Unknown()];
}

function principalsOf(principal: unknown): Part[] {
  if (principal === "*") return ["*"];
  if (!isRecord(principal)) return [];
  return Object.entries(principal).flatMap(([type, identifiers]) =>
    valuesOf(identifiers)
      .map((identifier) => principalName(type, String(identifier)))
      .sort(),
  );
}

function principalName(type: Part, identifier: Part): Part {
  if (type instanceof Unknown) return type;
  if (identifier instanceof Unknown) return new Unknown(`which ${type} is known only after the apply`);
  return identifier === "*" && (type === "AWS" || type === "*") ? "*" : `${type}:${identifier}`;
}

function conditionsOf(condition: unknown): PolicyCondition[] {
  if (!isRecord(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: valuesOf(values).map(String).sort(),
        }))
      : [],
  );
}
