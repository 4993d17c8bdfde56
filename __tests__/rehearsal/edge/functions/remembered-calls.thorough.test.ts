import { array, assert as check, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { viewerRequestBundle } from "../../../../modules/edge-bundle";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { parseFunction } from "../../../../rehearsal/edge/functions/cloudfront/language";
import { moduleState } from "../../../../rehearsal/edge/functions/cloudfront/module-state";
import { siteWith } from "../../../support/sites";
import { cloudFrontFunction, context, viewerRequest } from "./support/cloudfront-function";

const state = (code: string) => moduleState(parseFunction(code, "cloudfront-js-2.0"));
const returning = (expression: string, before = "") =>
  `${before} async function handler(event) { event.request.uri = "/" + (${expression}); return event.request; }`;
const cf = 'import cf from "cloudfront";';

/** Code whose answers are the request's and the store's. */
const alike: Readonly<Record<string, string>> = {
  "an index document": `function handler(event) {
    var request = event.request;
    if (request.uri.endsWith("/")) request.uri += "index.html";
    return request;
  }`,
  "a table": `const moved = { "/a": "/b", "/b": "/c" };
    const handler = (event) => {
      const to = moved[event.request.uri];
      if (to) return { statusCode: 301, headers: { location: { value: to } } };
      return event.request;
    };`,
  "a value of the store": `${cf} async function handler(event) {
    let found = "none";
    try { found = await cf.kvs().get("key"); } catch (error) { found = "missing"; }
    event.request.headers["x-found"] = { value: found };
    return event.request;
  }`,
  "another order of origins": `${cf} async function handler(event) {
    if (await cf.kvs().exists("key")) cf.selectRequestOriginById("other");
    return event.request;
  }`,
  "a line in the log": returning('console.log(event.request.uri) || "logged"'),
  "numbers and texts that are worked out": returning(
    "event.request.uri.length > longest ? named : prefix",
    "const part = 4, longest = 1 + 3 * part, prefix = 'p' + longest; const list = [part + 1, -1]; const named = `n` + prefix;",
  ),
  "the viewer's address": returning('event.viewer.ip.split(".").join("-")'),
  "what it throws":
    "function handler(event) { if (event.request.uri === '/b') throw new Error('b'); return event.request; }",
};

/** Code whose answers may differ from call to call. */
const unlike: Readonly<Record<string, string>> = {
  "a counter": returning("n++", "let n = 0;"),
  "a list that grows": returning("seen.push(1)", "const seen = [];"),
  "a list that grows under another name": returning(
    "(() => { const all = seen; return all.push(1); })()",
    "const seen = [];",
  ),
  "an object that is written under another name": returning(
    "(() => { const all = kept; all.n = (all.n || 0) + 1; return all.n; })()",
    "const kept = {};",
  ),
  "a property of a function": returning("handler.n = (handler.n || 0) + 1"),
  "a property of a function under another name": returning(
    "(() => { const all = kept; all.n = (all.n || 0) + 1; return all.n; })()",
    "function kept() {}",
  ),
  "a counter in a closure": returning("next()", "const next = (() => { let n = 0; return () => ++n; })();"),
  "an expression that goes on where it stopped": returning(
    "every.test('aa') + '-' + every.lastIndex",
    "const every = /a/g;",
  ),
  "the time": returning("Date.now()"),
  "the time when it was loaded": returning("loaded", "const loaded = 1 + Date.now();"),
  "a number out of what is worked out later": returning(
    "(() => { const all = kept; all.n = (all.n || 0) + 1; return all.n; })()",
    "const sum = 1 + (() => 2)(); const kept = {};",
  ),
  "the time by another name": returning("new (event.request.constructor.constructor, Object)['D' + 'ate']()"),
  "the id of the request": returning("event.context.requestId"),
  "the whole event": returning("JSON.stringify(event).length + JSON.stringify(event).slice(90)"),
  "a global": returning("(globalThis.n = (globalThis.n || 0) + 1)"),
  "a prototype": returning("(Array.prototype.n = (Array.prototype.n || 0) + 1)"),
  "a property of a list's method": returning("([].map.n = ([].map.n || 0) + 1)"),
  "a property of a list's method, by its text": returning("([]['map'].n = ([]['map'].n || 0) + 1)"),
  "a property of a list's method, by a text that is put together": returning(
    "([]['m' + 'ap'].n = ([]['m' + 'ap'].n || 0) + 1)",
  ),
  "a property of a method under another name": returning(
    "(() => { const all = event.request.uri.split; all.n = (all.n || 0) + 1; return all.n; })()",
  ),
  "how many keys the store has": `${cf} async function handler(event) {
    event.request.uri = "/" + await cf.kvs().count();
    return event.request;
  }`,
};

const requests = [
  ...["/a", "/b", "/docs/", "/a%20b"].map((uri) => viewerRequest({ uri })),
  viewerRequest({ query: "a=1" }),
  viewerRequest({ headers: new HeaderMap({ host: "example.com", cookie: "a=1" }) }),
  viewerRequest({ headers: new HeaderMap({ host: "www.example.com", "user-agent": "x".repeat(3_000) }) }),
];

/** A function and its store, of which every call is seen from outside. */
function called(code: string) {
  const lines: string[] = [];
  const stored = new Map<string, string>();
  const broken = { is: false };
  const store = {
    get(key: string) {
      if (broken.is) throw new Error("unreadable");
      return stored.get(key);
    },
    count: () => stored.size,
    meta: () => ({ creationDateTime: "c", lastUpdatedDateTime: "u", keyCount: stored.size }),
  };
  const functions = new EdgeFunctions({ store: () => store, onLog: (_, line) => lines.push(line) });
  const fn = cloudFrontFunction(code);
  return { stored, broken, call };

  function call(at: number, which: number) {
    const asked = requests[which] ?? viewerRequest();
    const clientIp = `192.0.2.${which % 2}`;
    const outcome = functions.onRequest(
      fn,
      { ...context, requestId: `r${at}`, clientIp, now: context.now + at },
      asked,
    );
    return JSON.stringify([outcome, lines.splice(0)], (_, value) =>
      value instanceof HeaderMap ? value.flat : value,
    );
  }
}

const steps = array(
  record({
    which: integer({ min: 0, max: requests.length - 1 }),
    store: constantFrom("as it is", "as it is", "other", "none", "broken"),
  }),
  { minLength: 3, maxLength: 30 },
);

describe("calls of a CloudFront Function that came before", () => {
  // What is no declaration has the code called each time.
  it.each([
    ...Object.entries({ ...alike, ...unlike }),
    ["the site's own", viewerRequestBundle(siteWith({})).code],
  ])("come to what they would come to once more: %s", (_, code) => {
    check(
      property(steps, (all) => {
        const [one, each] = [called(code), called(`${code}\n;void 0;`)];
        for (const [at, { store, which }] of all.entries()) {
          for (const { broken, stored } of [one, each]) {
            broken.is = store === "broken";
            if (store === "other")
              stored.set("key", `value ${at}`).set("serve-from", at % 2 ? "replica" : "primary");
            if (store === "none") stored.clear();
          }
          expect(one.call(at, which)).toBe(each.call(at, which));
        }
      }),
      { numRuns: 8 },
    );
  });

  it.each(Object.entries(alike))("are remembered where the code shows that they may be: %s", (_, code) => {
    expect(state(code)).toBeDefined();
    expect(state(`${code}\n;void 0;`)).toBeUndefined();
  });

  it("are remembered of the site's own function", () => {
    expect(state(viewerRequestBundle(siteWith({})).code)).toContain("SETTINGS");
  });

  it("are none where the code asks for the time, or keeps what cannot be told", () => {
    for (const name of ["a counter", "the time", "the id of the request", "the whole event", "a global"])
      expect([name, state(unlike[name] as string)]).toEqual([name, undefined]);
  });
});
