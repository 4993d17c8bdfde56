import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("docs/errors.md has every code of the tools, and no other", () => {
  const type = /export type ToolErrorCode =(.*?);/s.exec(readFileSync("toolchain/errors.ts", "utf8"));
  const codes = [...(type?.[1] ?? "").matchAll(/"([a-z-]+)"/g)].map(([, code]) => code);
  const section = readFileSync("docs/errors.md", "utf8").split(/^## Tools$/m)[1] ?? "";
  const listed = [...(section.split(/^## /m)[0] ?? "").matchAll(/^### (\S+)$/gm)].map(([, code]) => code);
  expect(codes).not.toEqual([]);
  expect(listed.sort()).toEqual(codes.sort());
});
