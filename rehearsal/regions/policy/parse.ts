import { isJsonObject } from "../../../facts/s3/policy-document";
import { narrows } from "../../../facts/s3/public-policy";
import { regionsError } from "../errors";
import { type ConditionTest, compileCondition, conditionOperators, valueFits } from "./conditions";
import { eitherOf, statementsOf } from "./document";
import { type Report, strings } from "./json";
import { anyOf, type BucketPolicy, type CompiledStatement } from "./policy";
import { parsePrincipal } from "./principal";

const elements = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** Keys that an origin request carries, and keys that AWS has but such a request never carries. */
const conditionKeys = anyOf([
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:securetransport",
  "aws:sourceip",
  "aws:referer",
  "aws:useragent",
  "aws:principalservicename",
  "aws:principalisawsservice",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpcsourceip",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principaltag/*",
  "aws:principaltype",
  "aws:userid",
  "aws:username",
  "aws:viaawsservice",
  "aws:calledvia",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "s3:prefix",
  "s3:delimiter",
  "s3:max-keys",
  "s3:versionid",
  "s3:existingobjecttag/*",
  "s3:resourceaccount",
  "s3:x-amz-*",
  "s3:tlsversion",
  "s3:requestobjecttag*",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
  "s3:accesspointnetworkorigin",
]);

/**
 * A bucket policy document, ready to be evaluated. Throws REGIONS_POLICY with every problem: what is not
 * understood (operators, condition keys, policy variables, elements) is refused, never ignored.
 */
export function parseBucketPolicy(document: string | object, bucketArn: string): BucketPolicy {
  const problems: string[] = [];
  const rawStatements = statementsOf(document, (problem) => problems.push(problem));
  const statements = rawStatements.map((raw, at) =>
    readStatement(raw, bucketArn, (problem) => problems.push(`Statement ${at + 1}: ${problem}`)),
  );
  if (problems.length > 0) throw regionsError("REGIONS_POLICY", problems);
  return { statements, isPublic: statements.some((statement) => statement.isPublic) };
}

function readStatement(raw: Record<string, unknown>, bucketArn: string, report: Report): CompiledStatement {
  for (const name of Object.keys(raw)) if (!elements.has(name)) report(`unknown element ${name}`);
  const effect = raw.Effect;
  if (effect !== "Allow" && effect !== "Deny") report(`Effect is ${JSON.stringify(effect)}: Allow or Deny`);
  const principal = parsePrincipal(raw, report);
  const actions = eitherOf(raw, "Action", "NotAction", report);
  const resources = eitherOf(raw, "Resource", "NotResource", report);
  for (const resource of resources.values) {
    if (resource.includes("${")) report(`Resource ${resource} has a policy variable, which is not supported`);
    else if (
      resource !== bucketArn &&
      !resource.startsWith(`${bucketArn}/`) &&
      !resource.startsWith(`${bucketArn}*`)
    )
      report(`Resource ${resource} is not of this bucket: S3 takes ${bucketArn} and ${bucketArn}/...`);
  }
  const { tests, narrowed } = readConditions(raw.Condition, report);
  const action = anyOf(actions.values.map((value) => value.toLowerCase()));
  const resource = anyOf(resources.values);
  return {
    effect: effect === "Deny" ? "Deny" : "Allow",
    principal: principal.matches,
    action: actions.negated ? (text) => !action(text) : action,
    resource: resources.negated ? (text) => !resource(text) : resource,
    conditions: tests,
    isPublic: effect === "Allow" && principal.everyone && !narrowed,
  };
}

function readConditions(raw: unknown, report: Report): { tests: ConditionTest[]; narrowed: boolean } {
  const tests: ConditionTest[] = [];
  let narrowed = false;
  if (raw === undefined) return { tests, narrowed };
  if (!isJsonObject(raw)) {
    report("Condition is not an object");
    return { tests, narrowed };
  }
  for (const [operator, keys] of Object.entries(raw)) {
    for (const [key, given] of Object.entries(isJsonObject(keys) ? keys : {})) {
      const values = strings(given, `Condition ${operator} ${key}`, report);
      if (!conditionKeys(key.toLowerCase())) report(`condition key ${key} is not supported`);
      for (const value of values) {
        if (value.includes("${")) report(`${key} has a policy variable (${value}), which is not supported`);
        if (!valueFits(operator, value)) report(`${operator} cannot take the value "${value}"`);
      }
      const fit = values.every((value) => valueFits(operator, value));
      const test = fit ? compileCondition(operator, key, values) : () => false;
      if (test) tests.push(test);
      else
        report(
          `condition operator ${operator} is not supported: ${conditionOperators.join(", ")}, each also with IfExists (but Null)`,
        );
      narrowed ||= narrows(operator, key, values);
    }
  }
  return { tests, narrowed };
}
