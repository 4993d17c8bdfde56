/**
 * JSON over several lines: as HCL, CDKTF writes such text as a heredoc, and breaks the quotes of one on a single line.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 1);
}

/** Code that ends its last line, for the same reason. */
export function codeText(code: string): string {
  return `${terraformLiteral(code)}\n`;
}

/** Text that Terraform must take as it is: `${` and `%{` would begin a template (Terraform language, Strings). */
export function terraformLiteral(text: string): string {
  return text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}
