import type { HeaderChange } from "../../facts/site/header-rules";

/** Headers of a Lambda@Edge event: lower-case name to its values, each with the name as it is sent. */
export type OriginHeaders = Record<string, { key?: string; value: string }[]>;

/** The first value of a header, or "". */
export function firstValue(headers: OriginHeaders, name: string): string {
  return headers[keyOf(headers, name)]?.[0]?.value ?? "";
}

/** Applies the changes in order. A header that is set has one value, whatever it had before. */
export function applyChanges(headers: OriginHeaders, changes: readonly HeaderChange[]): void {
  for (const { name, value } of changes) {
    const lowerName = name.toLowerCase();
    delete headers[keyOf(headers, lowerName)];
    if (value !== undefined) headers[lowerName] = [{ key: name, value }];
  }
}

/** CloudFront's keys are in lower case; a function before this one may have added another spelling. */
function keyOf(headers: OriginHeaders, lowerName: string): string {
  if (Object.hasOwn(headers, lowerName)) return lowerName;
  return Object.keys(headers).find((key) => key.toLowerCase() === lowerName) ?? lowerName;
}
