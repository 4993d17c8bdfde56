import { modulesOf } from "../../terraform/plan/plan-configuration";
import { isRecord, parseJson } from "../../terraform/value";
import type { Change } from "./change";
import type { ConfiguredResourceJson, ModuleJson } from "./plan";
import type { PlanContext } from "./rule";
import { blocks, strings, text, type Values } from "./values";

/** One statement of an IAM policy, in one shape whether it was written as JSON or as blocks. */
export interface PolicyStatement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** "*", "Service:cloudfront.amazonaws.com", "AWS:arn:aws:iam::1:root"; a value not known yet is "(unknown)". */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition key in lower case, operator and values. */
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The statements of a policy's JSON; none for a text that is no policy. */
export function parsePolicy(json: unknown): PolicyStatement[] {
  const document = typeof json === "string" ? parseJson(json) : json;
  if (!isRecord(document)) return [];
  return listOf(document.Statement)
    .filter(isRecord)
    .map((statement) => ({
      sid: text(statement, "Sid") ?? "",
      effect: statement.Effect === "Deny" ? "Deny" : "Allow",
      principals: principalsOf(statement.Principal),
      actions: strings(statement, "Action"),
      resources: strings(statement, "Resource"),
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
  if (!change.isUnknown(attribute)) return parsePolicy(change.after[attribute]);
  const document = documentBehind(change, attribute, context);
  return document && statementsOf(document.after);
}

function documentBehind(change: Change, attribute: string, context: PlanContext): Change | undefined {
  const resources = moduleAt(context.configuration, change.moduleAddress)?.resources ?? [];
  const own = `${change.type}.${change.name}`;
  const configured = resources.find(({ address }) => address === own);
  const reference = referencesOf(configured, attribute)
    .map((name) => /^data\.aws_iam_policy_document\.[^.[]+/.exec(name)?.[0])
    .find((name) => name !== undefined);
  if (reference === undefined) return undefined;
  const prefix = change.moduleAddress ? `${change.moduleAddress}.` : "";
  return context.changes.find(({ address }) => address === `${prefix}${reference}`);
}

function referencesOf(resource: ConfiguredResourceJson | undefined, attribute: string): string[] {
  return strings(resource?.expressions?.[attribute], "references");
}

/** "module.a[0].module.b" by its calls. */
function moduleAt(root: ModuleJson | undefined, address: string): ModuleJson | undefined {
  return modulesOf(address).reduce<ModuleJson | undefined>(
    (module, name) => module?.module_calls?.[name]?.module,
    root,
  );
}

const unknown = "(unknown)";

/** The blocks of an `aws_iam_policy_document` as statements. */
function statementsOf(document: Values): PolicyStatement[] {
  return blocks(document, "statement").map((statement) => ({
    sid: text(statement, "sid") ?? "",
    effect: statement.effect === "Deny" ? "Deny" : "Allow",
    principals: blocks(statement, "principals").flatMap((principal) => {
      const type = text(principal, "type") ?? unknown;
      const identifiers = known(strings(principal, "identifiers"));
      return identifiers.map((identifier) => principalName(type, identifier));
    }),
    actions: strings(statement, "actions"),
    resources: known(strings(statement, "resources")),
    conditions: blocks(statement, "condition").map((condition) => ({
      operator: text(condition, "test") ?? unknown,
      key: (text(condition, "variable") ?? unknown).toLowerCase(),
      values: known(strings(condition, "values")),
    })),
  }));
}

function known(values: readonly string[]): readonly string[] {
  return values.length > 0 ? values : [unknown];
}

function principalsOf(principal: unknown): string[] {
  if (principal === "*") return ["*"];
  if (!isRecord(principal)) return [];
  return Object.entries(principal).flatMap(([type, identifiers]) =>
    listOf(identifiers)
      .map((identifier) => principalName(type, String(identifier)))
      .sort(),
  );
}

function principalName(type: string, identifier: string): string {
  return identifier === "*" && (type === "AWS" || type === "*") ? "*" : `${type}:${identifier}`;
}

function conditionsOf(condition: unknown): Condition[] {
  if (!isRecord(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: listOf(values).map(String).sort(),
        }))
      : [],
  );
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
