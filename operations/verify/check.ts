/** One thing that was asked, and whether it holds. */
export interface VerifyCheck {
  /** What the check is about; the table has one row for each. */
  readonly group: CheckGroup;
  /** What was asked for: a URL. */
  readonly url: string;
  /** What does not hold, each as "expected this, found that"; nothing if all does. */
  readonly failures: readonly string[];
}

export const checkGroups = [
  "bytes, type and lifetime",
  "compression",
  "security headers",
  "unknown pages",
  "redirects",
  "HTTP to HTTPS",
  "regions by themselves",
] as const;

export type CheckGroup = (typeof checkGroups)[number];

/** A group that was not asked, and why. */
export interface NotAsked {
  readonly group: CheckGroup;
  readonly why: string;
}

/** "expected this, found that", if they differ. */
export function difference(what: string, expected: unknown, found: unknown): string[] {
  if (expected === found) return [];
  return [`${what}: expected ${shown(expected)}, found ${shown(found)}`];
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "nothing";
  const text = String(value).replace(/[\p{Cc}\p{Cf}]/gu, "?");
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
