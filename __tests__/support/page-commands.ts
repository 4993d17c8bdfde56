import { readFileSync } from "node:fs";

/** What a page tells its reader to type, in a code span or a block of a shell. */
export function commandsOf(page: string): string[] {
  const text = readFileSync(page, "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) =>
    block
      .replace(/\\\n/g, " ")
      .split("\n")
      .map((line) => line.replace(/\s#.*$/, "")),
  );
  // A span may go on in the next line, and ends with its paragraph.
  const spans = [...text.replace(/^```.*?^```/gms, "").matchAll(/`((?:[^`\n]|\n(?!\n))+)`/g)].map(
    ([, span = ""]) => span.replaceAll("\n", " "),
  );
  return [...blocks, ...spans].flatMap(
    (line) => /(?:^|\s)(?:npx )?outlast ((?:[a-z]|-).*)$/.exec(asVerb(line.trim()))?.[1] ?? [],
  );
}

/** Options of `npm start` are those of the verb. */
const asVerb = (line: string) => line.replace(/\bnpm start -- /, "npx outlast start ");

/** A command as a shell would split it; quotes stay. */
export function wordsOf(command: string): string[] {
  return command.match(/"[^"]*"|\S+/g) ?? [];
}
