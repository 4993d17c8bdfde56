import { compilePathPattern } from "../../../facts/cloudfront/path-pattern";
import type { Selection } from "../model";

/** Whether a name is taken. `normalize` folds names that count as one (header names). */
export function compileSelection(
  selection: Selection,
  normalize: (name: string) => string = (name) => name,
): (name: string) => boolean {
  if (selection.behavior === "none") return () => false;
  if (selection.behavior === "all") return () => true;
  const names = new Set(selection.items.map(normalize));
  const isListed = (name: string) => names.has(normalize(name));
  return selection.behavior === "whitelist" ? isListed : (name) => !isListed(name);
}

/** Cookie names may be listed with `*` and `?`. CloudFront guide, "Cache content based on cookies". */
export function compileCookieSelection(selection: Selection): (name: string) => boolean {
  if (!selection.items.some((item) => /[*?]/.test(item))) return compileSelection(selection);
  const patterns = selection.items.map(compilePathPattern);
  const isListed = (name: string) => patterns.some((matches) => matches(name));
  return selection.behavior === "whitelist" ? isListed : (name) => !isListed(name);
}

/** The selected parameters in the viewer's order, raw: order, case and encoding make different variants. */
export function selectQuery(query: string, isSelected: (name: string) => boolean): string {
  if (query === "") return "";
  return query
    .split("&")
    .filter((pair) => isSelected(nameOf(pair)))
    .join("&");
}

/**
 * The selected cookies, sorted by name; what is no name-value pair is dropped, and so are `$Version` and all others
 * whose name begins with `$`. CloudFront guide, "Cache content based on cookies".
 */
export function selectCookies(fields: readonly string[], isSelected: (name: string) => boolean): string {
  if (fields.length === 0) return "";
  return fields
    .flatMap((field) => field.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair.indexOf("=") > 0 && !pair.startsWith("$") && isSelected(nameOf(pair)))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0))
    .join("; ");
}

function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return equals < 0 ? pair : pair.slice(0, equals);
}
