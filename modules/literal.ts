/** Text that Terraform must take as it is: `${` and `%{` would begin a template (Terraform language, Strings). */
export function literal(text: string): string {
  return text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}
