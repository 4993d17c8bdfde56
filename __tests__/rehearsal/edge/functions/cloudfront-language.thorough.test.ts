import { afterAll, describe, expect, it } from "vitest";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import {
  cloudFrontFunction,
  context,
  inside,
  returnsRequest,
  run,
  viewerRequest,
} from "./support/cloudfront-function";

describe("the language of a CloudFront Function", () => {
  it.each([
    ["a loop", "function handler() { while (true) {} }"],
    [
      "a loop that swallows the end",
      "function handler() { while (true) { try { for (;;) {} } catch (e) {} } }",
    ],
    [
      "a chain of promises",
      "function f() { return Promise.resolve().then(f); } async function handler() { return f(); }",
    ],
    ["a comparison that never ends", "function handler() { [2, 1].sort(() => { for (;;) {} }); }"],
    ["a getter on what it returns", "function handler() { return { get uri() { for (;;) {} } }; }"],
    ["toJSON on what it returns", "function handler() { return { toJSON() { for (;;) {} } }; }"],
    ["a backtracking regular expression", `function handler() { /^(a+)+$/i.test("${"a".repeat(40)}!"); }`],
    [
      "an expression built at run time",
      `function handler() { RegExp("^(?=a)(a+)+$").test("${"a".repeat(40)}!"); }`,
    ],
    ["a string used as an expression", `function handler() { "${"a".repeat(40)}!".match("^(?=a)(a+)+$"); }`],
  ])("ends %s and is throttled, 503", (_, code) => {
    expect(run(code)).toMatchObject({ type: "error", status: 503, result: "FunctionThrottledError" });
  });

  it("answers at once where a regular expression backtracks but could be matched in linear time", () => {
    expect(inside(`/^(a+)+$/.test("${"a".repeat(60)}!")`)).toBe("false");
  });

  it("ends a module that never finishes loading", () => {
    expect(run(`for (;;) {} ${returnsRequest}`)).toMatchObject({ type: "error", status: 503 });
  });

  it.each([
    ["classes", "class A {}"],
    ["for-of", "for (var a of []) {}"],
    ["destructuring", "var { a } = {};"],
    ["default parameters", "function f(a = 1) {}"],
    ["spread", "Math.max(...[1]);"],
    ["optional chaining", "var a = null; a?.b;"],
    ["nullish coalescing", "var a = null ?? 1;"],
    ["generators", "function* g() {}"],
    ["top-level export", "export var a = 1;"],
    ["BigInt", "var a = 1n;"],
    ["lookbehind", "var a = /(?<=a)b/;"],
    ["lookbehind", "var a = /(?<!a)b/;"],
  ])("cannot use %s: the runtime does not load it", (feature, code) => {
    const outcome = run(`var line1;\n${code}\n${returnsRequest}`);
    expect(outcome).toMatchObject({ status: 503, result: "FunctionExecutionError" });
    expect(outcome).toHaveProperty(
      "reason",
      expect.stringMatching(new RegExp(`^line 2: .*${feature.split(" ").pop()}`, "i")),
    );
  });

  const unlisted = [
    "[[1]].flat()",
    "[1].at(0)",
    "[[1]].flatMap((a) => a)",
    "[1].findLast((a) => a)",
    "Array.from([1])",
    "[1].keys()",
    'Object.fromEntries([["a", 1]])',
    'Object.hasOwn({}, "a")',
    '"a".matchAll(/a/g)',
    '"a".at(0)',
    '"a".normalize()',
    "String.raw`a`",
    "new Uint8Array(1).at(0)",
    "new ArrayBuffer(1).resize(1)",
  ];
  // One for all, since each has a process to start.
  const uses = ["1", ...unlisted].map((expression) => `function () { return ${expression}; }`);
  const using = cloudFrontFunction(
    `var uses = [${uses}]; function handler(event) { uses[event.request.uri.slice(1)](); return event.request; }`,
  );
  const apart = new EdgeFunctions({ store: () => undefined, apart: true });
  afterAll(() => apart.close());

  it.each(unlisted.map((expression, at) => [expression, at + 1] as const))(
    "has no %s, which its runtime does not list",
    async (expression, at) => {
      const error = { type: "error", status: 503, result: "FunctionExecutionError" };
      expect(inside(expression)).toMatchObject(error);
      const used = async (which: number) =>
        await apart.onRequest(using, context, viewerRequest({ uri: `/${which}` }));
      expect(await used(at)).toMatchObject(error);
      expect(await used(0)).toMatchObject({ type: "request" });
    },
  );

  it("has what ES 5.1 and the list have: nothing else would do without", () => {
    const used = [
      '"a".charCodeAt(0)',
      '"a,b".split(",").concat(["c"]).sort().reverse().join("")',
      '"abc".replaceAll("b", "x").padEnd(5, "-")',
      "Object.entries({ a: 1 }).map((pair) => pair.join('')).join()",
      "Object.assign({}, { a: 1 }).a",
      "Uint8Array.from([1, 2]).map((a) => a + 1).join()",
      "(5).toString(2)",
      '"a1".match(/(?<digit>[0-9])/).groups.digit',
    ];
    expect(used.map((expression) => inside(expression))).toEqual([
      ...["97", "cba", "axc--", "a1", "1", "2,3", "101", "1"],
    ]);
  });

  it("knows less in runtime 1.0", () => {
    const old = { runtime: "cloudfront-js-1.0" } as const;
    expect(run(returnsRequest, viewerRequest(), old)).toMatchObject({ type: "request" });
    const querystring = `var q = require("querystring"); function handler(event) { event.request.uri = "/" + q.parse("a=b+c").a.split(" ").length; return event.request; }`;
    expect(run(querystring, viewerRequest(), old)).toMatchObject({ request: { uri: "/2" } });
    for (const code of [
      "const a = 1;",
      "async function f() {}",
      'import cf from "cloudfront";',
      '"a".replaceAll("a", "b");',
    ]) {
      expect(run(`${code}\n${returnsRequest}`, viewerRequest(), old)).toMatchObject({ status: 503 });
    }
  });

  it.each(["process", "setTimeout", "fetch", "eval", "Map", "Proxy", "WebAssembly", "structuredClone"])(
    "has no %s",
    (name) => {
      expect(inside(`typeof ${name}`)).toBe("undefined");
    },
  );

  it.each([
    'console.log.constructor("return process")()',
    '(async function () {}).constructor("return process")()',
    'event.constructor.constructor("return process")()',
    'require("fs")',
    'require("child_process")',
  ])("cannot get out by %s", (expression) => {
    expect(inside(expression)).toMatchObject({ type: "error", result: "FunctionExecutionError" });
  });

  it("sees a clock that stands still at the start of the event", () => {
    expect(inside("Date.now() + '/' + new Date().getTime() + '/' + new Date(5).getTime()")).toBe(
      `${context.now}/${context.now}/5`,
    );
  });

  it("has crypto, querystring, Buffer and the text globals of runtime 2.0", () => {
    const modules = 'var crypto = require("crypto"); import querystring from "querystring";';
    expect(inside('crypto.createHash("sha256").update("a").digest("hex").slice(0, 8)', modules)).toBe(
      "ca978112",
    );
    expect(inside('crypto.createHmac("sha1", "k").update("a").digest("base64url").length', modules)).toBe(
      "27",
    );
    expect(
      inside('querystring.parse("a=1&a=2").a.join("+") + querystring.stringify({ b: ["x y"] })', modules),
    ).toBe("1+2b=x%20y");
    expect(inside('Buffer.from("hi").toString("base64") + atob("aGk=") + btoa("hi")')).toBe("aGk=hiaGk=");
    const decoded = 'new TextDecoder().decode(new TextEncoder().encode("é"))';
    expect(inside(`encodeURIComponent(${decoded})`)).toBe("%C3%A9");
  });
});
