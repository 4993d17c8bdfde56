import { planDocument } from "../../terraform/plan/plan-json";
import { asJson, isList, isMap, type Json, listOf, own, type Value } from "../../terraform/value";
import { type Ground, isCovered, isDone, resolvedBy, type Sides, withoutKey } from "./carried-out";
import { hasMark } from "./change";
import { ofPlan } from "./plan";

/** What a plan does: two plans that do the same have the same `byName`. */
export interface Deeds {
  /** By address; outputs and what else a plan has are named as Terraform's JSON names them. */
  readonly byName: ReadonlyMap<string, Deed>;
  /** What it leaves as it is. */
  readonly ground: Ground;
}

/** What is done to one resource or output. */
interface Deed {
  /** "create", "delete and create" */
  readonly actions: string;
  /** What else is said of it: its provider, what it moved from, what replaces it, what it is imported from. */
  readonly facts: Json;
  /** Attributes that do not stay as they are, each with its values and marks before and after. */
  readonly attributes: Json;
  /** All of it, before and after. */
  readonly sides: Sides;
}

/**
 * Parts of a plan that do nothing themselves: what they lead to is in its changes, which begin with what is there now,
 * whoever changed it. A part that nobody knows yet is compared as it is.
 */
const idle = new Set([
  ...["format_version", "terraform_version", "timestamp", "applyable", "complete", "errored", "checks"],
  ...["configuration", "planned_values", "prior_state", "relevant_attributes", "resource_drift"],
  ...["resource_changes", "output_changes"],
]);

/**
 * What the plan in a text does.
 *
 * @throws {OutlastError} REVIEW_NOT_A_PLAN
 */
export function deedsOf(text: string, file: string): Deeds {
  const document = ofPlan(file, () => planDocument(text));
  const byName = new Map<string, Deed>();
  const standing = new Map<string, Value | undefined>();
  const changes = isList(document.resource_changes) ? document.resource_changes.map(asJson) : [];
  for (const resource of changes) {
    const { change, ...rest } = resource;
    const deed = deedOf(asJson(change), rest);
    const name = `${textOf(resource.address)}${resource.deposed ? ` (deposed ${textOf(resource.deposed)})` : ""}`;
    if (deed) byName.set(name, deed);
    else standing.set(name, asJson(change).after);
  }
  for (const [output, change] of Object.entries(asJson(document.output_changes))) {
    const deed = deedOf({ ...asJson(change) }, {});
    const name = `output.${output}`;
    if (deed) byName.set(name, deed);
    else standing.set(name, asJson(change).after);
  }
  for (const [name, value] of Object.entries(document))
    if (!idle.has(name))
      byName.set(name, { actions: "given", facts: { value }, attributes: {}, sides: noSides });
  return { byName, ground: { standing, configured: configuredIn(document) } };
}

/** Resources and outputs as they are configured: an output's expression is what its value refers to. */
function configuredIn(document: Json): Ground["configured"] {
  const root = asJson(asJson(document.configuration).root_module);
  const outputs = Object.entries(asJson(root.outputs)).map(([name, output]): [string, Json] => [
    `output.${name}`,
    asJson(output),
  ]);
  return new Map([
    ...listOf(root.resources).map((one): [string, Json] => [textOf(one.address), one]),
    ...outputs,
  ]);
}

/** Undefined for what stays as it is and where it is. */
function deedOf(change: Json, rest: Json): Deed | undefined {
  const { actions, before, after, after_unknown, before_sensitive, after_sensitive, ...more } = change;
  const done = isList(actions) ? actions.map(textOf).join(" and ") : "unknown";
  const moves = rest.previous_address !== undefined || more.importing !== undefined;
  if (done === "no-op" && !moves) return undefined;
  const sides = {
    before,
    after,
    unknown: after_unknown,
    was_sensitive: before_sensitive,
    sensitive: after_sensitive,
  };
  return { actions: done, facts: { ...rest, ...more }, attributes: changing(sides), sides };
}

const noSides: Sides = {
  ...{ before: undefined, after: undefined, unknown: undefined },
  ...{ was_sensitive: undefined, sensitive: undefined },
};

/** Attributes that change. An output, which has none, counts as one that is called "value". */
function changing(sides: Sides): Json {
  const values = [sides.before, sides.after].filter((side) => side !== undefined && side !== null);
  if (!values.every((side) => isMap(side)) || sides.unknown === true) return { value: { ...known(sides) } };
  const names = new Set(Object.values(sides).flatMap((side) => Object.keys(asJson(side))));
  const found = [...names].map((name): [string, Sides] => [name, attribute(sides, name)]);
  return Object.fromEntries(found.filter(([, one]) => !stays(one)).map(([name, one]) => [name, known(one)]));
}

function attribute(sides: Sides, name: string): Sides {
  const of = (side: Value | undefined) => own(asJson(side), name);
  const { after, before, sensitive, unknown, was_sensitive } = sides;
  return {
    ...{ before: of(before), after: of(after), unknown: of(unknown) },
    ...{ was_sensitive: of(was_sensitive), sensitive: of(sensitive) },
  };
}

function stays({ after, before, sensitive, unknown, was_sensitive }: Sides): boolean {
  return same(before, after) && !hasMark(unknown) && hasMark(was_sensitive) === hasMark(sensitive);
}

function known(sides: Sides): Json {
  return Object.fromEntries(
    Object.entries(sides).flatMap(([side, value]) => (value === undefined ? [] : [[side, value] as const])),
  );
}

/**
 * How what is planned now differs from what was reviewed, a line each, by address; none where both do the same, or where
 * what was reviewed has been done in part, and the rest is what is planned now. Values are not shown: some are secrets, and
 * all of them are in the review of the plan.
 */
export function differences({ byName, ground }: Deeds, reviewed: Deeds): string[] {
  const names = [...new Set([...byName.keys(), ...reviewed.byName.keys()])].sort();
  const done = new Set(
    [...reviewed.byName].flatMap(([name, deed]) =>
      !byName.has(name) && isDone(name, deed, ground) ? [name, withoutKey(name)] : [],
    ),
  );
  const isResolved = resolvedBy(done, ground);
  return names.flatMap((name) => {
    const [fresh, seen] = [byName.get(name), reviewed.byName.get(name)];
    if (done.has(name)) return [];
    if (!fresh) return [`${name}: ${seen?.actions}, as it was reviewed, is planned no more`];
    if (!seen) return [`${name}: ${fresh.actions}, which nobody has reviewed`];
    if (fresh.actions !== seen.actions)
      return [`${name}: ${fresh.actions}, and was reviewed as ${seen.actions}`];
    const attributes = differing(fresh.attributes, seen.attributes).filter(
      (one) => !(isResolved(name, one) && isKnownNow(sidesOf(fresh, one), sidesOf(seen, one))),
    );
    const other = [...differing(fresh.facts, seen.facts), ...attributes];
    return other.length === 0 ? [] : [`${name}: ${fresh.actions} with another ${other.join(", ")}`];
  });
}

/** The sides of an attribute, or of the whole of what has none. */
function sidesOf({ sides }: Deed, name: string): Sides {
  return isMap(sides.after) || isMap(sides.before) ? attribute(sides, name) : sides;
}

/** Whether one attribute is the other, but for what the other did not know. */
function isKnownNow(fresh: Sides, seen: Sides): boolean {
  return (
    same(fresh.before ?? null, seen.before ?? null) &&
    hasMark(fresh.sensitive) === hasMark(seen.sensitive) &&
    areWithin(fresh.unknown, seen.unknown) &&
    isCovered(fresh.after, seen.after, seen.unknown)
  );
}

/** Whether nothing is marked that the other marks leave out. */
function areWithin(marks: Value | undefined, others: Value | undefined): boolean {
  if (others === true || !hasMark(marks)) return true;
  if (isList(marks)) return isList(others) && marks.every((one, at) => areWithin(one, others[at]));
  return (
    isMap(marks) && Object.entries(marks).every(([name, one]) => areWithin(one, own(asJson(others), name)))
  );
}

function differing(a: Json, b: Json): string[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names.filter((name) => !same(own(a, name), own(b, name)));
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return canonical(a) === canonical(b);
}

/** What a plan does, as one text: the same for the same. */
export function canonicalDeeds({ byName }: Deeds): string {
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  return canonical(
    sorted.map(([name, { actions, attributes, facts }]) => [name, actions, attributes, facts]),
  );
}

/** JSON in which the order of keys says nothing. */
function canonical(value: Value | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value) ?? "";
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : canonical(value);
}
