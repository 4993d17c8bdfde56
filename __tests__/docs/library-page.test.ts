import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { documentedConstructs, libraryPage } from "../../docs/library-page";

const constructs = documentedConstructs();

describe("docs/library.md", () => {
  const page = readFileSync("docs/library.md", "utf8");

  test("has every construct of modules/, in the words of its docstring: `npm run docs` writes it", () => {
    expect(libraryPage(page)).toBe(page);
    expect(constructs.length).toBeGreaterThan(20);
    expect(page).toContain("| `OriginBucket` | A private, versioned and encrypted bucket. |");
  });

  test("has none that the package does not export", () => {
    const report = readFileSync("library/outlast.api.md", "utf8");
    expect(constructs.filter(([name]) => !report.includes(`\nexport class ${name} `))).toEqual([]);
  });
});
