import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { selfContained } from "../../../../rehearsal/edge/functions/lambda/self-contained";
import type { LambdaFunction } from "../../../../rehearsal/edge/model";

const context = {
  ...{ distributionDomainName: "d111111abcdef8.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 0 },
};
const request = { method: "GET", uri: "/a", query: "", headers: new HeaderMap({ accept: "*/*" }) };

function lambda(code: string): LambdaFunction {
  return {
    ...{ type: "lambda", eventType: "origin-request", name: "f", runtime: "nodejs22.x", timeout: 5 },
    ...{ handler: "index.handler", memorySize: 128, includeBody: false },
    arn: "arn:aws:lambda:us-east-1:123456789012:function:f:1",
    files: new Map([["index.js", Buffer.from(code)]]),
  };
}

const functions = new EdgeFunctions({ store: () => undefined });
afterAll(() => functions.close());

async function outcomeOf(fn: LambdaFunction): Promise<unknown> {
  const outcome = await functions.onRequest(fn, context, request);
  if (outcome.type !== "response") return outcome;
  const { headers, ...others } = outcome.response;
  return { ...others, headers: headers.flat };
}

/** What comes of an answer by the way of JSON alone: only of ordinary objects are the headers told. */
const byJson = (answer: string) =>
  outcomeOf(lambda(`exports.handler = async () => Object.setPrototypeOf(${answer}, null);`));

const answerAtOnce = (code: string) => selfContained(lambda(code))?.codeAtOnce !== undefined;

describe("what a Lambda@Edge function returns", () => {
  const word = fc.constantFrom("x-a", "X-A", "x-b", "1", "via", "__proto__", "connection", "x a", "é", "");
  const value = fc.oneof(
    fc.constantFrom('"v"', '"a\\u0000b"', '"\\n"', '"é"', '"Ā"', "1", "null", "undefined", "[]", '""'),
    fc.string().map((text) => JSON.stringify(text)),
  );
  const key = fc.oneof(
    word.map((text) => `key: ${JSON.stringify(text)},`),
    fc.constantFrom("", "key: 1,"),
  );
  const field = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(key, value).map(([named, text]) => `{ ${named} value: ${text} }`) },
    fc.constantFrom("null", '"v"', "{}", '{ value: "v", toJSON: () => ({ value: "w" }) }'),
    fc.constant('Object.create({ key: "x-a", value: "v" })'),
  );
  const list = fc.oneof(
    { weight: 6, arbitrary: fc.array(field, { maxLength: 3 }).map((all) => `[${all.join()}]`) },
    fc.constantFrom('"v"', "[,]", 'Object.assign([{ value: "v" }], { toJSON: () => [] })'),
  );
  const headers = fc
    .array(fc.tuple(word, list), { maxLength: 4 })
    .map((all) => `{ ${all.map(([name, of]) => `[${JSON.stringify(name)}]: ${of}`).join()} }`);

  it("is the same whether its headers are told or come by JSON", async () => {
    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.constantFrom("", 'body: "b",', "body: 1,", "a: {},"),
        async (all, more) => {
          const answer = `{ status: "200", headers: ${all}, ${more} }`;
          const expected = await byJson(answer);
          expect(await outcomeOf(lambda(`exports.handler = async () => (${answer});`))).toEqual(expected);
          const waits = `exports.handler = async () => { await 0; return ${answer}; };`;
          expect(await outcomeOf(lambda(waits))).toEqual(expected);
        },
      ),
    );
  });

  it.each(["null", "undefined", "1", "[]", "{}", "{ toJSON: () => 1 }", '{ status: "200", headers: [] }'])(
    "is refused by the same rule: %s",
    async (answer) => {
      const waits = await outcomeOf(lambda(`exports.handler = async () => { await 0; return ${answer}; };`));
      expect(await outcomeOf(lambda(`exports.handler = async () => (${answer});`))).toEqual(waits);
    },
  );
});

describe("a handler that waits for nothing", () => {
  const showing = (shown: string) => `({ status: "200", headers: {}, body: String(${shown}) })`;
  const bodyOf = async (fn: LambdaFunction) =>
    Buffer.from(((await outcomeOf(fn)) as { body: Uint8Array }).body).toString();

  it.each([
    ["an arrow", "exports.handler = async () => 1;"],
    ["a function", "async function f() { return 1; } exports.handler = f;"],
    ["what a bundler makes of it", "async function f() { return 1; } module.exports = { handler: f };"],
  ])("answers at once: %s", (_, code) => {
    expect(answerAtOnce(code)).toBe(true);
  });

  it.each([
    ["waits", "exports.handler = async () => { await 1; };"],
    ["waits in a loop", "exports.handler = async () => { for await (const a of []) a; };"],
    ["has promises", "exports.handler = async () => Promise.resolve(1);"],
    ["has what may be one", "exports.handler = async (event) => event.then;"],
    ["is not the only async one", "const f = async () => 1; exports.handler = async () => f();"],
    ["is a generator", "exports.handler = async function* () {};"],
  ])("which one that %s is not", (_, code) => {
    expect(answerAtOnce(code)).toBe(false);
  });

  it("throws as one that is waited for", async () => {
    const code = 'exports.handler = async () => { throw new Error("no"); };';
    expect(await outcomeOf(lambda(code))).toMatchObject({ result: "LambdaExecutionError", reason: "no" });
  });

  it("keeps what its module keeps", async () => {
    const fn = lambda(`let n = 0; exports.handler = async () => ${showing("++n")};`);
    expect([await bodyOf(fn), await bodyOf(fn), await bodyOf(fn)]).toEqual(["1", "2", "3"]);
  });

  it.each([
    [
      "is called by another one",
      `const f = async () => 1; exports.handler = (e, c, done) => done(null, ${showing("f()")});`,
    ],
    ["calls itself", `const f = async (e) => e === 1 ? 1 : ${showing("f(1)")}; exports.handler = f;`],
    [
      "was called before",
      `const f = async () => 1; const p = f(); exports.handler = (e, c, done) => done(null, ${showing("p")});`,
    ],
  ])("gives its promise where it %s", async (_, code) => {
    expect(answerAtOnce(code)).toBe(true);
    expect(await bodyOf(lambda(code))).toBe("[object Promise]");
  });
});
