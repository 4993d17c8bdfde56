import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesWithin } from "../../terraform/fileset";

const folder = mkdtempSync(join(tmpdir(), "outlast-fileset-"));
beforeAll(() => {
  mkdirSync(join(folder, "site/blog/2026"), { recursive: true });
  for (const name of [
    "site/index.html",
    "site/a.css",
    "site/blog/index.html",
    "site/blog/2026/x.html",
    "main.tf",
  ])
    writeFileSync(join(folder, name), "");
  symlinkSync("/etc", join(folder, "site/etc"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("fileset", () => {
  test.each([
    ["*", ["a.css", "index.html"]],
    ["**", ["a.css", "blog/2026/x.html", "blog/index.html", "index.html"]],
    ["**/*.html", ["blog/2026/x.html", "blog/index.html", "index.html"]],
    ["blog/**/x.html", ["blog/2026/x.html"]],
    ["{a,b}.css", ["a.css"]],
    ["*.{css,html}", ["a.css", "index.html"]],
    ["etc/**", []],
  ])("%s", (pattern, files) => {
    expect(filesWithin(folder, "site", pattern)).toEqual(files);
  });

  test.each([
    ["..", "*", "outside"],
    ["site/etc", "*", "outside"],
    ["site", "../*", "not evaluated"],
    ["site", "[a-z]", "not evaluated"],
    ["site", "{a,b}".repeat(9), "more than"],
  ])("%s, %s is refused", (path, pattern, why) => {
    expect(() => filesWithin(folder, path, pattern)).toThrow(why);
  });

  test("many stars take no longer than few", () => {
    expect(filesWithin(folder, "site", `${"**/".repeat(40)}*a*a*a*a*a*a*b`)).toEqual([]);
  });

  test("a folder that is not there has none", () => {
    expect(filesWithin(folder, "nowhere", "**")).toEqual([]);
  });
});
