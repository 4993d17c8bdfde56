/** What Terraform's `jsonencode` escapes in text besides what JSON has to: it is safe inside HTML. */
const escaped = /[<>&\u2028\u2029]/g;

/** A value of JSON in the one form that Terraform's `jsonencode` gives it: keys sorted, no white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return scalar(value);
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  members.sort(([a], [b]) => byBytes(a, b));
  return `{${members.map(([key, item]) => `${scalar(key)}:${canonicalJson(item)}`).join(",")}}`;
}

/** In the order of UTF-8, which JavaScript's own is but for surrogates. */
function byBytes(a: string, b: string): number {
  if (/[\ud800-\uffff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : Number(a > b);
}

function scalar(value: unknown): string {
  return JSON.stringify(value ?? null).replace(
    escaped,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
