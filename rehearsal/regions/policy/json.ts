/** Takes one problem of a policy document, in words. */
export type Report = (problem: string) => void;

/** A string, or a list of them, as policy documents write values; booleans and numbers count as their text. */
export function strings(value: unknown, name: string, report: Report): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.map((item) =>
    typeof item === "boolean" || typeof item === "number" ? String(item) : item,
  );
  if (texts.every((item) => typeof item === "string")) return texts;
  report(`${name} takes strings`);
  return [];
}
