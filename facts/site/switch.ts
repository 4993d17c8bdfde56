/** The two regions of a site: the one that is written to and asked first, and the one that stands in for it. */
export const sides = ["primary", "replica"] as const;

export type Side = (typeof sides)[number];

/** Key of the KeyValueStore that says which side is asked first; docs/edge-functions.md. */
export const switchKey = "serve-from";

/** Key of the lines that say who threw the switch, when and why. */
export const auditKey = "serve-from-audit";

/** The keys of a switch in its store. */
export interface SwitchKeys {
  readonly side: string;
  readonly audit: string;
}

/** Those that every edge goes by. */
export const servingKeys: SwitchKeys = { side: switchKey, audit: auditKey };

/** Those that the sentinel tries itself at: no edge reads them. */
export const canaryKeys: SwitchKeys = { side: "canary", audit: "canary-audit" };

/** What the switch's value means. Normal service is whatever does not say otherwise: no key, a store that cannot be read. */
export function sideOf(value: string | undefined): Side {
  return value === "replica" ? "replica" : "primary";
}

/** What the switch's key has to hold for a side; undefined is no such key. */
export function switchValue(side: Side): string | undefined {
  return side === "replica" ? side : undefined;
}
