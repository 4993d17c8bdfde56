import { compileWildcard } from "../../../facts/wildcard";
import type { ConditionTest } from "./conditions";

/** Who asks a bucket. */
export type Principal =
  | { readonly type: "anonymous" }
  | { readonly type: "service"; readonly service: string }
  /** An origin access identity: its id, and its canonical user id where that is known. */
  | { readonly type: "oai"; readonly id: string; readonly canonicalUserId?: string }
  /** A role of an account, by its ARN. */
  | { readonly type: "role"; readonly arn: string };

export interface AccessRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context: (key: string) => string | undefined;
}

export type Matcher = (text: string) => boolean;

/** A statement whose patterns are compiled. */
export interface CompiledStatement {
  readonly effect: "Allow" | "Deny";
  readonly principal: (principal: Principal) => boolean;
  /** Lower-case action. */
  readonly action: Matcher;
  readonly resource: Matcher;
  readonly conditions: readonly ConditionTest[];
  /** Whether an Allow is open to the world (Block Public Access). */
  readonly isPublic: boolean;
}

export interface BucketPolicy {
  readonly statements: readonly CompiledStatement[];
  readonly isPublic: boolean;
}

/** An explicit Deny wins over any Allow (IAM user guide, "Policy evaluation logic"). */
export function evaluatePolicy(policy: BucketPolicy, request: AccessRequest): "allow" | "deny" | "none" {
  const action = request.action.toLowerCase();
  let decision: "allow" | "none" = "none";
  for (const statement of policy.statements) {
    if (decision === "allow" && statement.effect === "Allow") continue;
    if (!applies(statement, request, action)) continue;
    if (statement.effect === "Deny") return "deny";
    decision = "allow";
  }
  return decision;
}

function applies(statement: CompiledStatement, request: AccessRequest, action: string): boolean {
  return (
    statement.action(action) &&
    statement.resource(request.resource) &&
    statement.principal(request.principal) &&
    statement.conditions.every((test) => test(request.context))
  );
}

/** Matches when any of the patterns does. */
export function anyOf(patterns: readonly string[]): Matcher {
  const matchers = patterns.map(compileWildcard);
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1) return only;
  return (text) => matchers.some((matches) => matches(text));
}
