import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const files = [
  ...["delivery", "operations/verify", "audit/review"].flatMap(filesIn),
  ...["cli/terminal/ask.ts", "project/stacks.ts"],
];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** Codes that errors of the delivery's verbs are made with. */
function thrown(): string[] {
  const codes = files.flatMap((file) => [
    ...readFileSync(file, "utf8").matchAll(/(?:new CliError\(|readonly code =)\s*"([A-Z_]+)"/g),
  ]);
  return [...new Set(codes.map(([, code = ""]) => code))].sort();
}

test("docs/errors.md has every code of the delivery, no other, each with its rule and mend", () => {
  const section = readFileSync("docs/errors.md", "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith("Delivery\n"));
  const entries = (section ?? "").split(/^### /m).slice(1);
  expect(entries.map((entry) => entry.split("\n", 1)[0]).sort()).toEqual(thrown());
  for (const entry of entries) expect(entry).toMatch(/^[A-Z_]+\n\nError\. .+\n\n\*\*Mend:\*\* .+\n*$/);
});
