import type { HeaderChange } from "../../facts/site/header-rules";

/** Headers of a Lambda@Edge event: lower-case name to its values, each with the name as it is sent. */
export type OriginHeaders = Record<string, { key?: string; value: string }[]>;

/** Keys that are not in lower case: CloudFront's are, and a function before this one may have added others. */
export function otherSpellings(headers: OriginHeaders): readonly string[] {
  return Object.keys(headers).filter((key) => key !== key.toLowerCase());
}

/** The first value of a header, or "". */
export function firstValue(headers: OriginHeaders, others: readonly string[], name: string): string {
  return headers[keyOf(headers, others, name)]?.[0]?.value ?? "";
}

/** Applies the changes in order. A header that is set has one value, whatever it had before. */
export function applyChanges(
  headers: OriginHeaders,
  others: readonly string[],
  changes: readonly HeaderChange[],
): void {
  for (const { name, value } of changes) {
    const lowerName = name.toLowerCase();
    delete headers[keyOf(headers, others, lowerName)];
    if (value !== undefined) headers[lowerName] = [{ key: name, value }];
  }
}

function keyOf(headers: OriginHeaders, others: readonly string[], lowerName: string): string {
  if (Object.hasOwn(headers, lowerName)) return lowerName;
  return others.find((key) => key.toLowerCase() === lowerName) ?? lowerName;
}
