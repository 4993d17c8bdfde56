import type { Explanation, Fact } from "./explanation";
import { documentedAt } from "./lines";

/** Where a resource stands, by its address: `<stack>/content.tf:12`. */
export type Lines = ReadonlyMap<string, string>;

/** An explanation with a line for each address, for a machine. */
export function explanationJson(explanation: Explanation, lines: Lines): object {
  const withLines = <T extends { readonly by: readonly string[] }>(facts: readonly T[]) =>
    facts.map((fact) => ({ ...fact, lines: fact.by.map((address) => lines.get(address) ?? null) }));
  return {
    site: explanation.site,
    access: withLines(explanation.access),
    regions: withLines(explanation.regions),
    logs: withLines(explanation.logs),
    failover: withLines(explanation.failover),
    defaults: explanation.defaults.map((one) => ({ ...one, documented: documentedAt(one.key) })),
  };
}

/** The same to read, as plain text or as Markdown. */
export function explanationText(explanation: Explanation, lines: Lines, markdown: boolean): string {
  const title = (text: string) => (markdown ? `## ${text}\n` : `${text}\n`);
  const code = (text: string) => (markdown ? `\`${text.replaceAll("`", "'")}\`` : text);
  const item = (text: string, places: readonly string[]) => {
    const known = [...new Set(places)];
    return `${markdown ? "- " : "  "}${text}${known.length > 0 ? ` (${known.join(", ")})` : ""}`;
  };
  const facts = (list: readonly Fact[]) => list.map(({ text, by }) => item(text, placesOf(by, lines)));
  const access = explanation.access.map(({ bucket, who, may, by }) =>
    item(
      `${code(bucket)}: ${who} ${may.length > 0 ? may.join(", ") : "may do nothing"}`,
      placesOf(by, lines),
    ),
  );
  const defaults = explanation.defaults.map(({ key, value }) =>
    item(`${code(key)} is ${code(JSON.stringify(value))}`, [documentedAt(key)]),
  );
  const sections = [
    ["Who can read and write what", access],
    ["Which data leaves which region", facts(explanation.regions)],
    ["What is logged, and for how long", facts(explanation.logs)],
    ["What fails over, and what does not", facts(explanation.failover)],
    ["Defaults that were not chosen", defaults],
  ] as const;
  const head = markdown ? `# ${explanation.site}` : explanation.site;
  return `${[head, ...sections.map(([name, rows]) => `${title(name)}${rows.length > 0 && markdown ? "\n" : ""}${rows.join("\n")}`)].join("\n\n")}\n`;
}

function placesOf(addresses: readonly string[], lines: Lines): string[] {
  return addresses.flatMap((address) => lines.get(address) ?? []);
}
