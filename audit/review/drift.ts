import type { PlanConfiguration } from "../../terraform/plan/plan-configuration";
import type { PlanJson, ResourceChangeJson } from "../../terraform/plan/plan-json";
import { asJson, isList, isMap, type Json, own, parseJson, type Value } from "../../terraform/value";

/**
 * What somebody changed outside Terraform since the last apply: a resource that is gone, a value that the configuration
 * writes and that is another one, or one that this plan takes back. Most of what a refresh reports is neither: it fills in
 * what the provider left out (`null` becomes `{}`), defaults of AWS, and what is computed.
 */
export function driftedAddresses(plan: PlanJson, configuration: PlanConfiguration): string[] {
  const planned = new Map(plan.resource_changes.map((resource) => [resource.address, resource]));
  const drifted = plan.resource_drift.filter((resource) =>
    isDrift(resource, planned.get(resource.address), configuration),
  );
  return drifted.map(({ address }) => address).sort();
}

function isDrift(
  resource: ResourceChangeJson,
  planned: ResourceChangeJson | undefined,
  configuration: PlanConfiguration,
): boolean {
  const { actions, after, before } = resource.change;
  if (actions.includes("delete")) return true;
  if (!isMap(before) || !isMap(after)) return false;
  const written = configuration.written({ ...resource, mode: "managed" });
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.some((name) => {
    const [was, is] = [own(before, name), own(after, name)];
    if (isSame(was, is)) return false;
    return isTakenBack(planned, name) || isOther(own(written, name), was, is);
  });
}

/** Whether the plan changes the attribute of what is there now. */
function isTakenBack(planned: ResourceChangeJson | undefined, name: string): boolean {
  if (planned === undefined || !planned.change.actions.includes("update")) return false;
  const { after, after_unknown, before } = planned.change;
  if (isMap(after_unknown) && own(after_unknown, name) === true) return false;
  return !isSame(own(asJson(before), name), own(asJson(after), name));
}

/** Whether a value that is written, an expression or blocks of them, is another one. What was empty has been filled in. */
function isOther(written: Value | undefined, was: Value | undefined, is: Value | undefined): boolean {
  if (written === undefined || isEmpty(was)) return false;
  if (isList(written) && isList(was) && isList(is)) {
    return was.length !== is.length || was.some((block, index) => isOther(written[index], block, is[index]));
  }
  if (!isMap(written) || isExpression(written) || !isMap(was) || !isMap(is)) return !isSame(was, is);
  return Object.entries(written).some(([name, part]) => isOther(part, own(was, name), own(is, name)));
}

/** `constant_value` or `references`, or neither where an expression has none of both; a block has names of its own. */
function isExpression(written: Json): boolean {
  return Object.keys(written).every((name) => name === "constant_value" || name === "references");
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(significant(a)) === JSON.stringify(significant(b));
}

/** A value without what is empty in it, names in order; the text of a JSON document as what it says. */
function significant(value: Value | undefined): Value | null {
  if (value === undefined || isEmpty(value)) return null;
  if (isList(value)) return value.map(significant);
  if (isMap(value)) {
    const entries = Object.entries(value).map(([name, item]) => [name, significant(item)] as const);
    return Object.fromEntries(
      entries.filter(([, item]) => item !== null).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  const document = typeof value === "string" && /^\s*[{[]/.test(value) ? parseJson(value) : undefined;
  return document === undefined ? value : significant(document);
}

function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return isList(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}
