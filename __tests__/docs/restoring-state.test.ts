import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the guide to an empty state says of every type that a stack makes by which id it is imported", () => {
  const page = readFileSync("docs/guides/restoring-state.md", "utf8");
  const rows = [...page.matchAll(/^\| (`aws_.*`) \|/gm)].flatMap(
    ([, types = ""]) => types.match(/aws_\w+/g) ?? [],
  );
  const folder = "__tests__/fixtures/golden/synthesis";
  const made = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const { resource = {} } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { resource?: object };
      return Object.keys(resource);
    });
  expect(made.length).toBeGreaterThan(100);
  expect([...rows].sort()).toEqual([...new Set(made)].sort());
});
