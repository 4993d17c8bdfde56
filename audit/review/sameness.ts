import { asJson, isList, isMap, type Json, own, type Value } from "../../terraform/value";
import { planDocument } from "./plan";

/** What a plan does, and nothing of what it leaves as it is: two plans that do the same have the same. */
export interface Deeds {
  /** By address; outputs and what else a plan has are named as Terraform's JSON names them. */
  readonly byName: ReadonlyMap<string, Deed>;
}

/** What is done to one resource or output. */
interface Deed {
  /** "create", "delete and create" */
  readonly actions: string;
  /** What else is said of it: its provider, what it moved from, what replaces it, what it is imported from. */
  readonly facts: Json;
  /** Attributes that do not stay as they are, each with its values and marks before and after. */
  readonly attributes: Json;
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
  const document = planDocument(text, file);
  const byName = new Map<string, Deed>();
  const changes = isList(document.resource_changes) ? document.resource_changes.map(asJson) : [];
  for (const resource of changes) {
    const { change, ...rest } = resource;
    const deed = deedOf(asJson(change), rest);
    const name = `${textOf(resource.address)}${resource.deposed ? ` (deposed ${textOf(resource.deposed)})` : ""}`;
    if (deed) byName.set(name, deed);
  }
  for (const [name, change] of Object.entries(asJson(document.output_changes))) {
    const deed = deedOf({ ...asJson(change) }, {});
    if (deed) byName.set(`output.${name}`, deed);
  }
  for (const [name, value] of Object.entries(document))
    if (!idle.has(name)) byName.set(name, { actions: "given", facts: { value }, attributes: {} });
  return { byName };
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
  return { actions: done, facts: { ...rest, ...more }, attributes: changing(sides) };
}

type Sides = Readonly<
  Record<"before" | "after" | "unknown" | "was_sensitive" | "sensitive", Value | undefined>
>;

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
  return same(before, after) && !isMarked(unknown) && isMarked(was_sensitive) === isMarked(sensitive);
}

function known(sides: Sides): Json {
  return Object.fromEntries(
    Object.entries(sides).flatMap(([side, value]) => (value === undefined ? [] : [[side, value] as const])),
  );
}

/** Whether `true` stands anywhere in marks. */
function isMarked(marks: Value | undefined): boolean {
  if (isList(marks)) return marks.some(isMarked);
  return isMap(marks) ? Object.values(marks).some(isMarked) : marks === true;
}

/**
 * How what is planned now differs from what was reviewed, a line each, by address; none where both do the same. Values
 * are not shown: some are secrets, and all of them are in the review of the plan.
 */
export function differences(now: Deeds, reviewed: Deeds): string[] {
  const names = [...new Set([...now.byName.keys(), ...reviewed.byName.keys()])].sort();
  return names.flatMap((name) => {
    const [fresh, seen] = [now.byName.get(name), reviewed.byName.get(name)];
    if (!fresh) return [`${name}: ${seen?.actions}, as it was reviewed, is planned no more`];
    if (!seen) return [`${name}: ${fresh.actions}, which nobody has reviewed`];
    if (fresh.actions !== seen.actions)
      return [`${name}: ${fresh.actions}, and was reviewed as ${seen.actions}`];
    const other = [...differing(fresh.facts, seen.facts), ...differing(fresh.attributes, seen.attributes)];
    return other.length === 0 ? [] : [`${name}: ${fresh.actions} with another ${other.join(", ")}`];
  });
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
