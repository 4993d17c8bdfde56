import { canonicalJson } from "../facts/canonical-json";

/** A document in a string, byte by byte as `jsonencode` makes it, which stands in its place in HCL. */
export function jsonText(value: unknown): string {
  return canonicalJson(value);
}

/** Code that ends its last line, as a file does. */
export function codeText(code: string): string {
  return `${terraformLiteral(code)}\n`;
}

/** Text that Terraform must take as it is: `${` and `%{` would begin a template (Terraform language, Strings). */
export function terraformLiteral(text: string): string {
  return text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}
