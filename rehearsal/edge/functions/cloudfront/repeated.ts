import type { HeaderMap } from "../../../../facts/http/header-map";
import type { EventValue } from "./event";

/**
 * The values of a name that an event has more than once. A changed `multiValue` counts, and `value` does not; where
 * `multiValue` is as it was, a changed `value` takes the first one's place (CloudFront guide, "Duplicate query strings,
 * headers, and cookies").
 */
export function changedValues(entry: EventValue, before: readonly string[]): readonly EventValue[] {
  const { multiValue = [] } = entry;
  const [first, ...others] = multiValue;
  const isAsBefore =
    multiValue.length === before.length && multiValue.every(({ value }, at) => value === before[at]);
  if (!isAsBefore || first === undefined || typeof entry.value !== "string") return multiValue;
  return [{ ...first, value: entry.value }, ...others];
}

/** What a query has under a name, as it was sent. */
export function queryValues(query: string, name: string): string[] {
  return valuesOf(query.split("&"), name);
}

/** What a request's cookies have under a name. */
export function cookieValues(headers: HeaderMap, name: string): string[] {
  return valuesOf(
    headers.getAll("cookie").flatMap((line) => line.split(";")),
    name,
  );
}

/** What a response's cookies have under a name, without their attributes. */
export function setCookieValues(headers: HeaderMap | undefined, name: string): string[] {
  const pairs = headers?.getAll("set-cookie").map((text) => text.split(";", 1)[0] as string) ?? [];
  return valuesOf(pairs, name);
}

function valuesOf(pairs: readonly string[], name: string): string[] {
  return pairs.flatMap((pair) => {
    const at = pair.indexOf("=");
    const found = (at < 0 ? pair : pair.slice(0, at)).trim();
    return found === name ? [at < 0 ? "" : pair.slice(at + 1).trim()] : [];
  });
}
