import { unzipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { headerFunctionArchive } from "../../../../modules/edge-bundle";
import { InPlaceFunction } from "../../../../rehearsal/edge/functions/lambda/in-place";
import type { RememberedEvents } from "../../../../rehearsal/edge/functions/lambda/remembered-events";
import { selfContained } from "../../../../rehearsal/edge/functions/lambda/self-contained";
import { headerRule, siteWith } from "../../../support/sites";
import { called, comesToTheSame, eachTime, lambda, responding, telling } from "./support/remembered";

/** Code whose answers are the event's. */
const alike: Readonly<Record<string, string>> = {
  "what is always the same": telling('"same"'),
  "the path": telling("request.uri"),
  "the status": responding('if (response.status === "404") response.statusDescription = "Gone";'),
  "an answer of its own": 'exports.handler = async () => ({ status: "200", body: "own", headers: {} });',
  "an answer by the callback":
    "exports.handler = (event, context, callback) => { callback(null, event.Records[0].cf.response); };",
  "a header that is taken away": responding(
    'delete response.headers["x-powered-by"]; delete response.nothing;',
  ),
  "a header that is written anew": responding(
    "const { date } = response.headers; delete response.headers.date; response.headers.date = date;",
  ),
  "a header that is changed where it is": responding(
    'if (response.headers.date) response.headers.date[0].value += "!"; response.headers.etag?.push({ value: "2" });',
  ),
  "every header": telling("Object.entries(response.headers).map(([, [{ value }]]) => value).join('-')"),
  "names of headers": telling("Object.keys(response.headers).concat(Object.keys(request.headers)).join('-')"),
  "whether there is a header": telling(
    "'date' in response.headers && Object.hasOwn(response.headers, 'etag')",
  ),
  "other headers in their place": responding("response.headers = { etag: response.headers.etag ?? [] };"),
  "the request's headers": responding("response.headers = request.headers;"),
  "a copy of the answer": `exports.handler = async (event) => {
    const { response } = event.Records[0].cf;
    return { ...response, headers: { ...response.headers, "x-a": [{ value: "a" }] } };
  };`,
  "all of the event": telling("JSON.stringify(event.Records[0].cf.request).length"),
  "a fresh object with old headers":
    'exports.handler = async (e) => ({ status: "200", headers: e.Records[0].cf.response.headers });',
  "rules that closures keep": telling(
    "rules.map((matches) => matches(request.uri)).join('-')",
    `const rules = [];
     for (const end of ["a", "/"]) rules.push((uri) => uri.endsWith(end));`,
  ),
  "a list that is frozen": responding(
    "Object.freeze(response.headers.date); Object.freeze(response.headers);",
  ),
  "what is read once it is frozen": telling(
    "Object.freeze(response).status + Object.freeze(response.headers).date[0].value",
  ),
  "what is read once it is written": telling(
    "(response.status = '404') + (response.headers.date = [{ value: 'd' }])[0].value",
  ),
  "what it throws": responding('if (request.uri === "/b") throw new Error("b");'),
  "a bundle's exports": `var d = Object.defineProperty, has = Object.prototype.hasOwnProperty, made = {};
    d(made, "handler", { get: () => handler, enumerable: true });
    module.exports = made;
    async function handler(event) { return has.call(event, "Records") && event.Records[0].cf.response; }`,
  "exports that are written over": `exports = module.exports = { handler: async (event) => event.Records[0].cf.response };`,
  "a header that is frozen before it is taken away": responding(
    "Object.freeze(response.headers); delete response.headers.etag; response.headers.date = [];",
  ),
  "a field that is frozen before it is taken away": telling(
    "(Object.freeze(response), delete response.status, response.status)",
  ),
  "an accessor that gives the request": telling(
    "(Object.defineProperty(request, 'raw', { get: ({}).valueOf }), request.raw.uri)",
  ),
  "an accessor that gives the headers": telling(
    "(Object.defineProperty(response.headers, 'raw', { get: ({}).valueOf }), response.headers.raw.date[0].value)",
  ),
  "a table of a hundred entries": telling(
    "table[request.uri]",
    `const table = { ${Array.from({ length: 100 }, (_, i) => `"/${i}": "/to/${i}"`).join()} };`,
  ),
  "an expression": telling("end.test(request.uri)", "const end = /a$/;"),
};

/**
 * Code whose answers may differ from call to call, and that has no name by which its text shows that; what makes every
 * list slow is in setters-of-lists.process.test.ts.
 */
const kept: Readonly<Record<string, string>> = {
  "a list that grows": telling("seen.push(1)", "const seen = [];"),
  "a list that grows in a closure": telling(
    "next()",
    "const next = (() => { const seen = []; return () => seen.push(1); })();",
  ),
  "a list that grows in a loop's closure": telling(
    "all[0]()",
    "const all = []; for (const seen of [[]]) all.push(() => seen.push(1));",
  ),
  "a list that grows in the body of a loop": telling(
    "all[0]()",
    "const all = []; for (var n = 0, i = []; n < 1; n++) all.push(() => i.push(1));",
  ),
  "a list of a parameter": telling("next()", "const next = ((seen) => () => seen.push(1))([]);"),
  "a list of what is caught": telling(
    "next()",
    "let next; try { throw []; } catch (seen) { next = () => seen.push(1); }",
  ),
  "a list of the rest": telling("next()", "const next = ((...seen) => () => seen.push(1))();"),
  "an object under another name": telling(
    "(() => { const all = kept; all.n = (all.n || 0) + 1; return all.n; })()",
    "const kept = {};",
  ),
  "a property of a function": telling("(kept.n = (kept.n || 0) + 1)", "function kept() {}"),
  "a property of its exports": telling("(exports.n = (exports.n || 0) + 1)"),
  "a property of everybody's function": telling("((f) => (f.n = (f.n || 0) + 1))([].map)"),
  "a property of a prototype by a name that is worked out": telling(
    "((p) => (p.n = (p.n || 0) + 1))([]['__pro' + 'to__'])",
  ),
  "a prototype of what it keeps by a name that is worked out": telling(
    "((name) => { kept[name] = { n: (kept.n || 0) + 1 }; return kept.n; })('__pro' + 'to__')",
    "const kept = {};",
  ),
  "an expression that goes on where it stopped": telling(
    "every.test('aa') + '-' + every.lastIndex",
    "const every = /a/g;",
  ),
  "a map": telling("seen.set(seen.size, 1).size", "const seen = new Map();"),
  "an iterator": telling("next.next().value", "const next = [1, 2, 3, 4, 5].values();"),
  "a map under its exports": `exports = { seen: [] }; module.exports.handler = async (event) => {
    const { response } = event.Records[0].cf;
    response.headers["x-told"] = [{ value: String(exports.seen.push(1)) }];
    return response;
  };`,
  "a function of a block, seen from outside": telling(
    "(seen.n = (seen.n || 0) + 1)",
    "{ function seen() {} seen = []; }",
  ),
  "whether it is extensible": telling(
    "(() => { const was = Object.isExtensible(k); Object.preventExtensions(k); return was; })()",
    "const k = {};",
  ),
  "whether it is sealed": telling(
    "(() => { const was = Object.isSealed(k); Object.seal(k); return was; })()",
    "const k = { a: 1 };",
  ),
  "what every list does": telling("seen.push([]['__pro' + 'to__'].every = () => true)", "const seen = [];"),
  "what every list does, as it throws": telling(
    "seen.push([]['__pro' + 'to__'].every = () => { throw 1; })",
    "const seen = [];",
  ),
  "what sets do": responding("(new Set)['__pro' + 'to__'].has = ''.includes;", "const a = {}; a.a = a;"),
  "the name of everybody's function": telling(
    "((f) => Object.defineProperty(f, 'name', { value: f.name + 'p' }).name)([].map)",
  ),
  "a property of a prototype without a name": telling(
    "((p) => (p.n = (p.n || 0) + 1))([].values()['__pro' + 'to__'])",
  ),
  "the last match": telling(
    "(() => { const was = R.$1; /(.*)/.test(request.uri); return was; })()",
    "const R = /a/['con' + 'structor'];",
  ),
  "the last match by a name that is worked out": telling(
    "(() => { const was = /a/['con' + 'structor'].$1; /(.*)/.test(request.uri); return was; })()",
  ),
  "an expression that becomes another": telling(
    "(() => { const was = k.source + k.flags; k['com' + 'pile'](k.source + 'a', 'g'); return was; })()",
    "const k = /a/;",
  ),
  "a map that looks like an object": telling(
    "(() => { Map.prototype.set.call(k, Map.prototype.has.call(k, 0) ? 1 : 0, 0); return Map.prototype.has.call(k, 1); })()",
    "const k = new Map(); k['__pro' + 'to__'] = ({})['__pro' + 'to__'];",
  ),
  "an iterator that looks like an object": telling(
    "[].values().next.call(k).value",
    "const k = [1, 2, 3, 4, 5].values(); k['__pro' + 'to__'] = ({})['__pro' + 'to__'];",
  ),
  "a set": telling("seen.add(seen.size).size", "const seen = new Set();"),
  "a weak map": telling(
    "(() => { const was = seen.get(key); seen.set(key, (was || 0) + 1); return was; })()",
    "const seen = new WeakMap(), key = {};",
  ),
  "numbers of one kind": telling("k[0]++", "const k = new Uint8Array(1);"),
  "a list bound by a name that is worked out": telling(
    "push(1)",
    "const push = []['pu' + 'sh']['bi' + 'nd']([]);",
  ),
  "a line in the log": responding("console.log(request.uri);"),
  "Lambda's context": `exports.handler = async (event, context) => {
    const { response } = event.Records[0].cf;
    response.headers["x-told"] = [{ value: context.awsRequestId.slice(0, 0) + context.functionName }];
    return response;
  };`,
};

/** Code that has such a name, or writes to a variable that stays. */
const named: Readonly<Record<string, string>> = {
  "a counter": telling("n++", "let n = 0;"),
  "a counter in a closure": telling("next()", "const next = (() => { let n = 0; return () => ++n; })();"),
  "a counter by a pattern": telling("([n] = [n + 1])[0]", "let n = 0;"),
  "a counter of a loop": telling("(() => { for (n of [n + 1]); return n; })()", "let n = 0;"),
  "a counter of the same name": telling("(() => { { let n = 5; n++; } return n++; })()", "let n = 0;"),
  "a function that replaces itself": telling("f()", "function f() { f = () => 2; return 1; }"),
  "a global": telling("(typeof n === 'undefined' ? (n = 1) : n++)"),
  "a global of the load": telling("seen.set(seen.size, 1).size", "seen = new Map();"),
  "an object in a global of the load": telling("st.a.b.c.n++", "st = { a: { b: { c: { n: 0 } } } };"),
  "a global of a pattern": telling("seen.push(1)", "[seen] = [[]];"),
  "an expression of a text": telling("end.test(request.uri)", "const end = new RegExp('a$');"),
  "a property of a global": telling("(Math.n = (Math.n || 0) + 1)"),
  "a global under another name": telling("(m.n = (m.n || 0) + 1)", "const m = Math;"),
  "a prototype": telling("(Array.prototype.n = (Array.prototype.n || 0) + 1)"),
  "the time": telling("Date.now() > 0"),
  chance: telling("Math.random() < 2"),
  "a generator": telling(
    "next.next().value",
    "const next = (function* () { for (let n = 0; ; n++) yield n; })();",
  ),
  "a class": telling("A.next()", "class A { static #n = 0; static next() { return ++A.#n; } }"),
  "a bound list": telling("push(1)", "const push = [].push.bind([]);"),
};

const remembers = (code: string | Uint8Array) => selfContained(lambda(code))?.events;

const { zip } = headerFunctionArchive(siteWith({ headers: { rules: [headerRule] } }));
const own = Buffer.from(unzipSync(zip)["index.js"] as Uint8Array).toString();

describe("events of a Lambda@Edge function that came before", () => {
  const all = { ...alike, ...kept, ...named, "the site's own": own };
  const compared = new Set<string>();

  it.each(Object.entries(all))("come to what they would come to once more: %s", (name, code) => {
    expect(remembers(eachTime(code))).toBeUndefined();
    if (comesToTheSame(code)) compared.add(name);
  });

  it("are compared so of all but those whose first call another thread answers", () => {
    expect(Object.keys(all).filter((name) => !compared.has(name))).toEqual([
      "the last match",
      "the last match by a name that is worked out",
      "an expression that becomes another",
      "a list bound by a name that is worked out",
      "an expression of a text",
    ]);
  });

  it.each(Object.entries({ ...alike, "the site's own": own }))(
    "are remembered where nothing else can show in an answer: %s",
    (_, code) => {
      const call = called(code);
      for (let at = 0; at < 6; at++) call(at, 0, 0);
      const events = remembers(code) as RememberedEvents;
      expect(events.isKept).toBe(true);
      const find = vi.spyOn(events, "find");
      for (let again = 0; again < 2; again++) call(7, 0, 0);
      expect(find.mock.results.at(-1)?.value).toBeDefined();
    },
  );

  it("need no loaded function, which logs what it logs when it is loaded all the same", () => {
    const quiet = telling('"by anybody"');
    const load = vi.spyOn(InPlaceFunction, "load");
    try {
      const answers = [called(quiet), called(quiet)].map((call) => call(1, 0, 0));
      expect(answers[1]).toBe(answers[0]);
      expect(load).toHaveBeenCalledTimes(1);
    } finally {
      load.mockRestore();
    }
    const loud = telling('"by anybody"', 'console.log("loaded");');
    for (const call of [called(loud), called(loud)]) expect(call(1, 0, 0)).toContain('["loaded"]');
  });

  it("are none where it keeps a table through which it takes long to look", () => {
    const entries = Array.from({ length: 1_000 }, (_, i) => `"/${i}": "/to/${i}"`);
    const alone = selfContained(
      lambda(telling("table[request.uri]", `const table = { ${entries.join()} };`)),
    );
    const inPlace = alone && InPlaceFunction.load(alone, 5_000, () => undefined);
    expect(inPlace?.remembers).toBe(false);
  });

  it.each(Object.entries(named))("are none where the code says what it depends on besides: %s", (_, code) => {
    expect(remembers(code)).toBeUndefined();
  });
});
