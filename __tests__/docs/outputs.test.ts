import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The keys of the output of every stack that is kept, with those of objects in it. */
function outputKeys(): string[] {
  const folder = "__tests__/fixtures/golden/synthesis";
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".tf.json"),
  );
  const all = files.flatMap((file) => {
    const { output } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
    return leavesOf(output?.outlast?.value ?? {});
  });
  return [...new Set(all)].sort();
}

function leavesOf(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** The keys of the page's first table: `.arn` after `distribution.id` is of the same object. */
function shownKeys(): string[] {
  const [table = ""] = readFileSync("docs/outputs.md", "utf8").split(/^## /m);
  return [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) => {
    const [first = "", ...others] = [...cell.matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key);
    return [
      first,
      ...others.map((other) => other.replace(/^\./, `${first.split(".").slice(0, -1).join(".")}.`)),
    ];
  });
}

test("docs/outputs.md has every key of a site's output, and no other", () => {
  expect(shownKeys().sort()).toEqual(outputKeys());
});
