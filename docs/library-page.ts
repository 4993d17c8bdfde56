import { readdirSync, readFileSync } from "node:fs";

/** A construct of `modules/` or a stack: its name there, and the first sentence of its docstring. */
type Documented = readonly [name: string, what: string];

/** Constructs that are made of others, which are what one imports. */
const parts = /(?:^|[^\w.])extends Construct\b/;

/** docs/library.md with the table of the constructs that there are. */
export function libraryPage(page: string): string {
  const rows = documentedConstructs().map(([name, what]) => `| \`${name}\` | ${what} |`);
  const table = ["| construct | is |", "|---|---|", ...rows].join("\n");
  return page.replace(/(<!-- constructs -->\n)[\s\S]*?(\n<!-- \/constructs -->)/, `$1${table}$2`);
}

/** Those that a folder of `modules/` shows to the others. */
export function documentedConstructs(): readonly Documented[] {
  const folders = readdirSync("modules", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name: folder }) => {
    const shown = readFileSync(`modules/${folder}/index.ts`, "utf8");
    return readdirSync(`modules/${folder}`).flatMap((file) => {
      const text = readFileSync(`modules/${folder}/${file}`, "utf8");
      return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport class (\w+) (.*)\{/g)]
        .filter(([, , name = "", heritage = ""]) => parts.test(heritage) && shown.includes(name))
        .map(([, docstring = "", name = ""]) => [name, firstSentence(docstring)] as const);
    });
  });
}

function firstSentence(docstring: string): string {
  const text = docstring.replace(/\s*\n\s*\* ?/g, " ").trim();
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}
