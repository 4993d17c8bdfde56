import { expect, it } from "vitest";
import { Browser } from "../../../../rehearsal/drill/traffic/browser";
import { HeaderMap, type ViewerResponse } from "../../../../rehearsal/edge";

function answer(status: number, headers: Readonly<Record<string, string>>): ViewerResponse {
  const trace = {} as ViewerResponse["trace"];
  return { ...{ status, statusText: "", body: new Uint8Array() }, headers: new HeaderMap(headers), trace };
}

const kept = answer(200, { "cache-control": "max-age=60", age: "10", etag: '"a"' });

it("a browser shows what it has without a request for as long as Cache-Control lets it, less its age", () => {
  const browser = new Browser();
  browser.keep("/", kept, ["live"], 1_000);
  expect(browser.fresh("/", 50_999)?.states).toEqual(["live"]);
  expect(browser.fresh("/", 51_000)).toBeUndefined();
  expect(browser.fresh("/other", 1_000)).toBeUndefined();
});

it("a browser asks with the ETag that it has, and a 304 says that it may go on with that", () => {
  const browser = new Browser();
  browser.keep("/", kept, ["live"], 0);
  expect([browser.etag("/"), browser.states("/")]).toEqual(['"a"', ["live"]]);
  browser.keep("/", answer(304, { "cache-control": "max-age=60" }), ["live"], 100_000);
  expect(browser.etag("/")).toBe('"a"');
  expect(browser.fresh("/", 159_999)).toBeDefined();
});

it.each([
  ["no-cache, max-age=60", '"a"'],
  ["max-age=0", '"a"'],
  ["no-store", undefined],
] as const)("a browser asks each time where %s is said", (control, etag) => {
  const browser = new Browser();
  browser.keep("/", kept, ["live"], 0);
  browser.keep("/", answer(200, { "cache-control": control, etag: '"a"' }), ["live"], 0);
  expect([browser.fresh("/", 0), browser.etag("/")]).toEqual([undefined, etag]);
});

it("a browser keeps what no cache between may", () => {
  const browser = new Browser();
  browser.keep("/", answer(200, { "cache-control": "private, max-age=60", etag: '"a"' }), ["live"], 0);
  expect([browser.fresh("/", 59_999)?.states, browser.fresh("/", 60_000)]).toEqual([["live"], undefined]);
  browser.keep("/", answer(200, { "cache-control": "private, no-store", etag: '"a"' }), ["live"], 0);
  expect(browser.etag("/")).toBeUndefined();
});

it("a browser keeps no error", () => {
  const browser = new Browser();
  browser.keep("/", answer(404, { "cache-control": "max-age=60", etag: '"a"' }), [], 0);
  expect(browser.etag("/")).toBeUndefined();
});
