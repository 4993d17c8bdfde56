import { asJson, isList, isMap, type Json, own, parseJson, type Value } from "../../terraform/value";

/** Values of a change, each with its marks. */
export type Sides = Readonly<
  Record<"before" | "after" | "unknown" | "was_sensitive" | "sensitive", Value | undefined>
>;

/** What a plan finds: the values of what it leaves as it is, and each resource as it is configured, both by address. */
export interface Ground {
  readonly standing: ReadonlyMap<string, Value | undefined>;
  readonly configured: ReadonlyMap<string, Json>;
}

/** A deed that a plan had before a part of it was carried out. */
interface Reviewed {
  readonly actions: string;
  readonly sides: Sides;
}

/** Whether a deed of a reviewed plan, which is planned no more, has been done: what it wanted is there as it wanted it. */
export function isDone(name: string, { actions, sides }: Reviewed, { standing }: Ground): boolean {
  if (actions === "read") return true;
  if (actions === "delete") return !standing.has(name);
  return standing.has(name) && isCovered(standing.get(name), sides.after, sides.unknown);
}

/**
 * Of which attributes a plan may know what the reviewed one did not: those that refer to what has been done since, through
 * whatever stands between. Modules have none: no stack of a site is made of any.
 */
export function resolvedBy(
  done: ReadonlySet<string>,
  { configured }: Ground,
): (name: string, attribute: string) => boolean {
  const asked = new Map<string, boolean>();
  const isResolved = (references: readonly string[]): boolean =>
    references.some((reference) => {
      const address = withoutKey(/^(?:data\.)?[^.]+\.[^.]+/.exec(reference)?.[0] ?? "");
      if (done.has(address)) return true;
      // A circle leads nowhere.
      if (!asked.has(address)) {
        asked.set(address, false);
        asked.set(address, isResolved(referencesIn(configured.get(address))));
      }
      return asked.get(address) === true;
    });
  return (name, attribute) => {
    const resource = configured.get(withoutKey(name));
    const { expression, expressions } = asJson(resource);
    const references = referencesIn(expression ?? own(asJson(expressions), attribute));
    const isOfEach = references.some((one) => one.startsWith("each."));
    return isResolved(isOfEach ? referencesIn(resource) : references);
  };
}

/** `aws_route53_record.site["www.example.com"]` -> `aws_route53_record.site` */
export function withoutKey(address: string): string {
  return address.replace(/\[.*$/s, "");
}

/** All that an expression, a block or a resource refers to. */
function referencesIn(written: Value | undefined): string[] {
  if (isList(written)) return written.flatMap(referencesIn);
  if (!isMap(written)) return [];
  return Object.entries(written).flatMap(([name, value]) =>
    name === "references" && isList(value) ? value.map(String) : referencesIn(value),
  );
}

/**
 * Whether a value is what a plan said of it, where the plan did not say that it is not known. What a plan leaves out,
 * providers read as empty; the order of a list may be a set's.
 */
export function isCovered(
  value: Value | undefined,
  planned: Value | undefined,
  unknown: Value | undefined,
): boolean {
  if (unknown === true || value === planned || (isEmpty(value) && isEmpty(planned))) return true;
  if (isList(value)) return isList(planned) && areCovered(value, planned, unknown);
  if (isMap(value) && !isList(planned)) {
    const names = new Set([...Object.keys(value), ...Object.keys(asJson(planned))]);
    return [...names].every((name) =>
      isCovered(own(value, name), own(asJson(planned), name), own(asJson(unknown), name)),
    );
  }
  const [document, intended] = [value, planned].map((text) =>
    typeof text === "string" && /^\s*[[{]/.test(text) ? parseJson(text) : undefined,
  );
  return document !== undefined && intended !== undefined && isCovered(document, intended, false);
}

function areCovered(
  values: readonly Value[],
  planned: readonly Value[],
  unknown: Value | undefined,
): boolean {
  const marks = isList(unknown) ? unknown : [];
  const left = planned.map((one, at) => [one, marks[at]] as const);
  const fits = (value: Value) => left.findIndex(([one, mark]) => isCovered(value, one, mark));
  const isTaken = (value: Value) => {
    const at = fits(value);
    return at >= 0 && left.splice(at, 1).length === 1;
  };
  return values.length === planned.length && values.every(isTaken);
}

function isEmpty(value: Value | undefined): boolean {
  if (isList(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return !value;
}
