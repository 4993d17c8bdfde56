import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = [
  ...["release/csp/folder.ts", "operations/invalidate.ts", "cli/terminal/interruption.ts"],
  ...["operations/outputs.ts", "project/sites.ts", "cli/output/usage-errors.ts"],
];

test("docs/errors.md has every code of the content verbs, and no other", () => {
  const thrown = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/(?:new CliError\(\s*|code: )"([A-Z_]+)"/g)].map(
      ([, code]) => code,
    ),
  );
  const section = readFileSync("docs/errors.md", "utf8").split(/^## Content verbs$/m)[1] ?? "";
  const listed = [...(section.split(/^## /m)[0]?.matchAll(/^### ([A-Z_]+)$/gm) ?? [])].map(
    ([, code]) => code,
  );
  expect(listed.sort()).toEqual([...new Set(thrown)].sort());
});
