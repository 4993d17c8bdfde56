import { isJsonObject } from "../../../facts/s3/policy-document";
import { regionsError } from "../errors";
import { type ConditionTest, compileCondition, conditionOperators, valueFits } from "./conditions";
import { eitherOf, statementsOf } from "./document";
import { type Report, strings } from "./json";
import { anyOf, type Matcher } from "./policy";

/** What a caller wants to do; the caller's own policies are asked. */
export interface IdentityRequest {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case, each with its values; a key that is not here is not in the request. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** A statement of a policy that is attached to a role, its patterns compiled. */
interface IdentityStatement {
  readonly effect: "Allow" | "Deny";
  readonly action: Matcher;
  readonly resource: Matcher;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly key: string;
  readonly set: "one" | "all" | "any";
  readonly test: ConditionTest;
}

/** A policy of a role, or the boundary of one. */
export type IdentityPolicy = readonly IdentityStatement[];

/** What a role may do at the most, and by which policies. */
export interface Identity {
  readonly policies: readonly IdentityPolicy[];
  /** Nothing is allowed that it does not allow as well. @default - no boundary */
  readonly boundary?: IdentityPolicy;
}

const elements = new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]);

/** Throws REGIONS_POLICY with every problem: what is not understood is refused, never ignored. */
export function parseIdentityPolicy(document: string | object): IdentityPolicy {
  const problems: string[] = [];
  const raw = statementsOf(document, (problem) => problems.push(problem));
  const statements = raw.map((one, at) =>
    readStatement(one, (problem) => problems.push(`Statement ${at + 1}: ${problem}`)),
  );
  if (problems.length > 0) throw regionsError("REGIONS_POLICY", problems);
  return statements;
}

/**
 * Whether a role may do it: an explicit Deny anywhere wins, and a boundary has to allow what a policy allows
 * (IAM user guide, "Policy evaluation logic").
 */
export function decide(
  { policies, boundary }: Identity,
  request: IdentityRequest,
): "allow" | "deny" | "none" {
  const effects = policies.flatMap((policy) => effectsOf(policy, request));
  const bounds = boundary === undefined ? undefined : effectsOf(boundary, request);
  if ([...effects, ...(bounds ?? [])].includes("Deny")) return "deny";
  const isAllowed = effects.includes("Allow") && (bounds?.includes("Allow") ?? true);
  return isAllowed ? "allow" : "none";
}

function effectsOf(policy: IdentityPolicy, { action, resource, context = {} }: IdentityRequest) {
  const asked = action.toLowerCase();
  return policy
    .filter(
      (statement) =>
        statement.action(asked) &&
        statement.resource(resource) &&
        statement.conditions.every((condition) => holds(condition, context[condition.key])),
    )
    .map(({ effect }) => effect);
}

/** "Set operators for multivalued context keys": of all values, which may be none; of any; or of the one there is. */
function holds({ set, test }: Condition, values: readonly string[] | undefined): boolean {
  if (set === "one") return test(() => values?.[0]);
  const of = values ?? [];
  return set === "all" ? of.every((value) => test(() => value)) : of.some((value) => test(() => value));
}

function readStatement(raw: Record<string, unknown>, report: Report): IdentityStatement {
  for (const name of Object.keys(raw)) if (!elements.has(name)) report(`unknown element ${name}`);
  const effect = raw.Effect;
  if (effect !== "Allow" && effect !== "Deny") report(`Effect is ${JSON.stringify(effect)}: Allow or Deny`);
  const actions = eitherOf(raw, "Action", "NotAction", report);
  const resources = eitherOf(raw, "Resource", "NotResource", report);
  const action = anyOf(actions.values.map((value) => value.toLowerCase()));
  const resource = anyOf(resources.values);
  for (const value of resources.values)
    if (value.includes("${")) report(`Resource ${value} has a policy variable`);
  return {
    effect: effect === "Deny" ? "Deny" : "Allow",
    action: actions.negated ? (text) => !action(text) : action,
    resource: resources.negated ? (text) => !resource(text) : resource,
    conditions: readConditions(raw.Condition, report),
  };
}

function readConditions(raw: unknown, report: Report): Condition[] {
  if (raw === undefined) return [];
  if (!isJsonObject(raw)) {
    report("Condition is not an object");
    return [];
  }
  return Object.entries(raw).flatMap(([operator, keys]) =>
    Object.entries(isJsonObject(keys) ? keys : {}).flatMap(([key, given]) => {
      const values = strings(given, `Condition ${operator} ${key}`, report);
      const [, qualifier, base = operator] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(operator) ?? [];
      for (const value of values) if (!valueFits(base, value)) report(`${operator} cannot take "${value}"`);
      const test = compileCondition(base, key, values);
      if (test === undefined)
        report(`condition operator ${operator} is none of ${conditionOperators.join(", ")}`);
      const set = qualifier === undefined ? "one" : qualifier === "ForAllValues" ? "all" : "any";
      return test === undefined ? [] : [{ key: key.toLowerCase(), set, test } satisfies Condition];
    }),
  );
}
