import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadModule } from "../../project/load-module";

const folder = mkdtempSync(join(tmpdir(), "outlast-module-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, ...lines: string[]): string {
  writeFileSync(join(folder, name), lines.join("\n"));
  return join(folder, name);
}

/** What loading a file of these lines ends with. */
function refusal(...lines: string[]): unknown {
  try {
    return loadModule(write("site.config.ts", ...lines));
  } catch (error) {
    return error;
  }
}

describe("what site.config.ts throws", () => {
  test("is the user's to mend, with the line of the source", () => {
    const lines = ["interface Named { name?: { first: string } }", "const none: Named = {};"];
    expect(refusal(...lines, "export default none.name!.first;")).toMatchObject({
      ...{ code: "PROJECT_FILE_THROWS", exitCode: 2 },
      value: "site.config.ts:3:27: TypeError: Cannot read properties of undefined (reading 'first')",
    });
  });

  test("has the line of the file that it imports", () => {
    write(
      "pages.ts",
      "",
      "export function pages(): string[] {",
      '  throw new Error("no pages\\nat all");',
      "}",
    );
    const value = refusal('import { pages } from "./pages";', "export default { paths: pages() };");
    expect(value).toMatchObject({ value: "pages.ts:3:9: Error: no pages" });
  });

  test("has its line where a package is not there, and the file alone where it is no Error", () => {
    expect(refusal('import none from "no-such-package";', "export default none;")).toMatchObject({
      value: expect.stringMatching(/^site\.config\.ts:1:\d+: Error: Cannot find module 'no-such-package'/),
    });
    expect(refusal('throw "a word";')).toMatchObject({ value: "site.config.ts: a word" });
  });
});
