import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EdgeBundleError } from "../../../modules/edge-bundle/errors";
import { bundleCloudFrontFunction } from "../../../modules/edge-bundle/generic-function";

const folder = mkdtempSync(join(tmpdir(), "edge-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles a handler that has `statement` in its fourth line, beside what the statement may need. */
function bundle(statement: string, before = ""): string {
  const source = [
    'import cf from "cloudfront";',
    before,
    "export async function handler(event) {",
    `  ${statement}`,
    "  await cf.kvs().get(event.x);",
    "  return event.request;",
    "}",
  ];
  writeFileSync(join(folder, "function.ts"), source.join("\n"));
  const { head, body } = bundleCloudFrontFunction("fixture", "function.ts", folder);
  return head + body;
}

function problemsOf(statement: string, before?: string) {
  try {
    bundle(statement, before);
  } catch (error) {
    if (error instanceof EdgeBundleError)
      return error.problems.map(({ code, file, line, value }) => ({ code, file, line, value }));
    throw error;
  }
  return [];
}

describe("the check for CloudFront Functions' runtime 2.0", () => {
  test.each([
    ["EDGE_RUNTIME_SYNTAX", "class", "event.x = class extends event.y {};"],
    ["EDGE_RUNTIME_SYNTAX", "for-of", "for (const x of event.list) event.y = x;"],
    ["EDGE_RUNTIME_SYNTAX", "destructuring", "const { a, b } = event; event.y = a + b;"],
    ["EDGE_RUNTIME_SYNTAX", "destructuring", "const [a, b] = event.list; event.y = a + b;"],
    ["EDGE_RUNTIME_SYNTAX", "spread", "event.f(...event.list);"],
    ["EDGE_RUNTIME_SYNTAX", "spread", "event.y = { ...event.x, z: 1 };"],
    ["EDGE_RUNTIME_SYNTAX", "generator", "event.y = function* () { event.z = 1; };"],
    ["EDGE_RUNTIME_SYNTAX", "tagged template", "event.tag`x`;"],
    ["EDGE_RUNTIME_SYNTAX", "BigInt", "event.y = event.x + 1n;"],
    ["EDGE_RUNTIME_SYNTAX", "meta property", "event.y = function () { return new.target; };"],
    ["EDGE_RUNTIME_SYNTAX", "debugger", "debugger;"],
    ["EDGE_RUNTIME_REGEXP", "lookbehind", "event.y = /(?<=a)b/.test(event.x);"],
    ["EDGE_RUNTIME_REGEXP", "flag u", "event.y = /a/u.test(event.x);"],
    ["EDGE_RUNTIME_REGEXP", "flag s", "event.y = /a./s.test(event.x);"],
    ["EDGE_RUNTIME_ASYNC", "await in an argument", "event.f(1, await event.x);"],
    ["EDGE_RUNTIME_ASYNC", "async function within a function", "event.y = async () => event.x;"],
    ["EDGE_RUNTIME_DYNAMIC_CODE", "eval", "event.y = (0, eval)(event.x);"],
    ["EDGE_RUNTIME_DYNAMIC_CODE", "Function", "event.y = new Function(event.x);"],
    ["EDGE_RUNTIME_TIMER", "setTimeout", "setTimeout(event.x, 1);"],
    ["EDGE_RUNTIME_GLOBAL", "fetch", "event.y = fetch(event.x);"],
    ["EDGE_RUNTIME_GLOBAL", "process", "event.y = process.env.HOME;"],
    ["EDGE_RUNTIME_GLOBAL", "Map", "event.y = new Map();"],
    ["EDGE_RUNTIME_GLOBAL", "URL", "event.y = new URL(event.x);"],
    ["EDGE_RUNTIME_SYNTAX", "default parameter", "event.f = (a = 1) => a;"],
    ["EDGE_RUNTIME_MODULE", "require()", 'event.y = require("fs");'],
    ["EDGE_RUNTIME_METHOD", ".at", "event.y = event.list.at(-1);"],
    ["EDGE_RUNTIME_METHOD", ".flatMap", "event.y = event.list.flatMap(event.f);"],
    ["EDGE_RUNTIME_METHOD", "Object.fromEntries", "event.y = Object.fromEntries(event.list);"],
    ["EDGE_RUNTIME_METHOD", "Array.from", "event.y = Array.from(event.list);"],
    ["EDGE_RUNTIME_METHOD", "console.error", "console.error(event.x);"],
    ["EDGE_RUNTIME_METHOD", "console.log with several arguments", "console.log(event.x, event.y);"],
  ])("refuses with %s: %s", (code, value, statement) => {
    expect(problemsOf(statement)).toContainEqual({ code, file: "function.ts", line: 4, value });
  });

  test("refuses await outside a function", () => {
    expect(problemsOf("event.y = top;", "const top = await cf.kvs().get('k');")).toContainEqual(
      expect.objectContaining({
        code: "EDGE_RUNTIME_ASYNC",
        line: 2,
        value: "await outside an async function",
      }),
    );
  });

  test("refuses a module that the runtime has not", () => {
    expect(problemsOf("event.y = readFileSync(event.x);", 'import { readFileSync } from "node:fs";')).toEqual(
      [{ code: "EDGE_RUNTIME_MODULE", file: "function.ts", line: 2, value: 'module "node:fs"' }],
    );
  });

  test.each([
    ["event.y = { m() { return 1; } };", "EDGE_RUNTIME_SYNTAX"],
    ["event.y = { [event.x]: 1 };", "EDGE_RUNTIME_SYNTAX"],
    ["event.y = ;", "EDGE_BUILD"],
  ])("passes on what esbuild refuses, with its line: %s", (statement, code) => {
    expect(problemsOf(statement)).toContainEqual(
      expect.objectContaining({ code, file: "function.ts", line: 4 }),
    );
  });

  test("tells every problem at once, with the line of each, in the message too", () => {
    const statement = "event.y = new Map();\n  for (const x of event.list) event.z = x;";
    expect(problemsOf(statement).map(({ line, value }) => [line, value])).toEqual([
      [4, "Map"],
      [5, "for-of"],
    ]);
    expect(() => bundle(statement)).toThrow(
      /function\.ts:4: EDGE_RUNTIME_GLOBAL: Map[\s\S]*function\.ts:5: /,
    );
  });

  test.each([
    "event.y = event.x?.y?.[0] ?? event.z;",
    "event.x ??= 1; event.y ||= 2;",
    "const y = event.y; event.z = { y };",
    "try { event.f(); } catch { event.y = 1; }",
    "event.y = 1_000_000 ** event.x;",
    "outer: for (;;) { for (;;) { if (event.f()) break outer; } }",
    "event.y = `a\nb`; event.f = (...rest) => rest.length;",
    "event.y = /(?<year>\\d+)/.exec(event.x); event.z = /[(?<=a)]/g.test(event.x);",
    "event.y = { get x() { return event.z; } };",
    "event.y = Object.entries(event.x).map((pair) => String.fromCharCode(Math.imul(pair[1], 3)));",
  ])("takes what the runtime has or esbuild lowers: %s", (statement) => {
    expect(problemsOf(statement)).toEqual([]);
    expect(bundle(statement)).toMatch(/^import \w+ from"cloudfront";[\s\S]*async function handler\(/);
  });
});
