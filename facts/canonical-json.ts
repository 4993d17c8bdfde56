/** What Terraform's `jsonencode` escapes in text besides what JSON has to: it is safe inside HTML. */
const escaped = /[<>&\u2028\u2029]/g;

/** Where the order of UTF-8 may be another than JavaScript's own. */
const surrogate = /[\ud800-\uffff]/;

/** A value of JSON in the one form that Terraform's `jsonencode` gives it: keys sorted, no white space. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return scalar(value);
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += text === "" ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `[${text}]`;
  }
  for (const key of sorted(Object.keys(value))) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item !== undefined) text += `${text === "" ? "" : ","}${scalar(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** In the order of UTF-8. */
function sorted(keys: string[]): string[] {
  if (!keys.some((key) => surrogate.test(key))) return keys.sort();
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function scalar(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (typeof value !== "string") return text;
  return text.replace(escaped, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
