import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = [
  ...["run-cloud", "kept-folder", "stand-ins"].map((file) => `rehearsal/session/cloud/${file}.ts`),
  ...[
    "operations/switch/throw-switch.ts",
    "operations/switch/switch-store.ts",
    "operations/status/status.ts",
  ],
];

test("docs/errors.md has every code of the operations, and no other", () => {
  const thrown = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/new CliError\(\s*"([A-Z_]+)"/g)].map(([, code]) => code),
  );
  const section = readFileSync("docs/errors.md", "utf8").split(/^## Operations$/m)[1] ?? "";
  const listed = [...(section.split(/^## /m)[0]?.matchAll(/^### ([A-Z_]+)$/gm) ?? [])].map(
    ([, code]) => code,
  );
  expect(listed.sort()).toEqual([...new Set(thrown)].sort());
});
