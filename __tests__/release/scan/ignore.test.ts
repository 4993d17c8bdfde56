import { describe, expect, it } from "vitest";
import { createIgnore } from "../../../release/scan/ignore";

/** Keys of a folder; what ends with a slash is one. */
const keys = [
  "a.js",
  "A.js",
  "app.js.map",
  "build.log",
  "deep/build.log",
  "deep/keep.log",
  "drafts/",
  "deep/drafts/",
  "deep/er/x.map",
  "keep.log",
  "#notes",
  "!now",
  "trailing ",
  "[x].js",
  "x.js",
  "caf\u00e9",
];

/** By `git check-ignore --no-index`, but for those that begin with `./`. */
const cases: readonly (readonly [lines: string, leftOut: readonly string[]])[] = [
  ["", []],
  ["# a comment\n\n   \n", []],
  ["./drafts", ["drafts/"]],
  ["./drafts/", ["drafts/"]],
  ["/drafts", ["drafts/"]],
  ["drafts", ["drafts/", "deep/drafts/"]],
  ["drafts/", ["drafts/", "deep/drafts/"]],
  ["keep.log/", []],
  ["deep/drafts", ["deep/drafts/"]],
  ["*.log\n!keep.log", ["build.log", "deep/build.log"]],
  ["*.log\n!/keep.log", ["build.log", "deep/build.log", "deep/keep.log"]],
  ["*.log\n!./keep.log", ["build.log", "deep/build.log", "deep/keep.log"]],
  ["!keep.log\n*.log", ["build.log", "deep/build.log", "deep/keep.log", "keep.log"]],
  ["deep/\n!deep/keep.log", ["deep/build.log", "deep/keep.log", "deep/drafts/", "deep/er/x.map"]],
  ["/*.log", ["build.log", "keep.log"]],
  ["deep/*.map", []],
  ["deep/**/*.map", ["deep/er/x.map"]],
  ["**/drafts", ["drafts/", "deep/drafts/"]],
  ["deep/**", ["deep/build.log", "deep/keep.log", "deep/drafts/", "deep/er/x.map"]],
  ["a.js", ["a.js"]],
  ["[aA].js", ["a.js", "A.js"]],
  ["[!a].js", ["A.js", "x.js"]],
  ["?.js", ["a.js", "A.js", "x.js"]],
  ["\\#notes", ["#notes"]],
  ["\\!now", ["!now"]],
  ["trailing ", []],
  ["trailing\\ ", ["trailing "]],
  ["\\[x].js", ["[x].js"]],
  ["a.js\r\nx.js\r\n", ["a.js", "x.js"]],
  ["cafe\u0301", ["caf\u00e9"]],
];

describe("the lines of .outlastignore", () => {
  it.each(cases)("%j leave out what they do in a .gitignore", (lines, leftOut) => {
    const ignored = createIgnore(lines);
    expect(keys.filter((key) => ignored(key.replace(/\/$/, ""), key.endsWith("/")))).toEqual(leftOut);
  });

  it("bring back nothing that is left out by its name", () => {
    const ignored = createIgnore("!.env\n!.*\n!Thumbs.db");
    expect([".env", "a/.git", "Thumbs.db", ".outlastignore"].filter((key) => !ignored(key, false))).toEqual(
      [],
    );
  });
});
