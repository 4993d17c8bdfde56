import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { HclParser, parseHcl } from "../../../terraform/hcl/hcl-parser";

const folder = mkdtempSync(join(tmpdir(), "outlast-parser-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A parser whose calls do what is written, which may ask how many threads have begun by then. */
function parserOf(name: string, parse: string): HclParser {
  const module = join(folder, `${name}.cjs`);
  writeFileSync(
    module,
    `const { threadId } = require("node:worker_threads");
     const { appendFileSync, readFileSync } = require("node:fs");
     const began = () => { appendFileSync(__filename + ".began", threadId + "\\n"); return new Set(readFileSync(__filename + ".began", "utf8").trim().split("\\n")).size; };
     exports.parse = async (name, text) => { if (name === "empty.tf") return {}; ${parse} };`,
  );
  return new HclParser(module);
}

test("one that its runtime has ended has a successor, for this text and the next", async () => {
  for (const end of ['throw new WebAssembly.RuntimeError("unreachable")', "process.exit(2)"]) {
    const parser = parserOf(`ends-${end.length}`, `if (began() === 1) ${end}; return { text };`);
    expect(await parser.parse("a", "a.tf")).toEqual({ text: "a" });
    expect(await parser.parse("b", "b.tf")).toEqual({ text: "b" });
  }
});

test("a text that ends each is an error, and the next one is parsed", async () => {
  const parser = parserOf(
    "always",
    'if (text === "a") throw new Error("Go program has already exited"); return {};',
  );
  const [first, second] = await Promise.allSettled([parser.parse("a", "a.tf"), parser.parse("b", "b.tf")]);
  expect(String((first as PromiseRejectedResult).reason)).toContain("a.tf ends the parser of HCL");
  expect(second).toMatchObject({ value: {} });
});

test("a text that holds it has a deadline, and the next one is parsed", async () => {
  const parser = parserOf("hangs", 'while (text === "a"); return {};');
  await expect(parser.parse("a", "a.tf", 100)).rejects.toThrow(
    "a.tf takes the parser of HCL more than 100 ms",
  );
  expect(await parser.parse("b", "b.tf")).toEqual({});
});

test("what is no HCL is said with its place", async () => {
  await expect(new HclParser().parse('resource "a" {', "a.tf")).rejects.toThrow(
    /a\.tf is not HCL: .*a\.tf:1/,
  );
});

test("a text that was parsed is what it was, whatever its file is called, and one that was refused is refused by its own name", async () => {
  const text = 'resource "a" "b" {}';
  expect(await parseHcl(text, "a.tf")).toBe(await parseHcl(text, "b.tf"));
  await expect(parseHcl("a {", "a.tf")).rejects.toThrow("a.tf is not HCL");
  await expect(parseHcl("a {", "b.tf")).rejects.toThrow("b.tf is not HCL");
});
