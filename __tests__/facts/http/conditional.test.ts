import { describe, expect, test } from "vitest";
import { conditionalHeaders, isNotModified } from "../../../facts/http/conditional";
import { HeaderMap } from "../../../facts/http/header-map";

const DATE = "Thu, 01 Jan 2026 00:00:00 GMT";
const LATER = "Fri, 02 Jan 2026 00:00:00 GMT";
const stored = new HeaderMap({ ETag: '"a,b"', "Last-Modified": DATE });
const is304 = (headers: Record<string, string>) => isNotModified(new HeaderMap(headers), stored);

describe("isNotModified", () => {
  test("If-None-Match is a list, compared weakly, or *", () => {
    const values = ['"x", W/"a,b"', '"a,b"', "*", '"x"', "a,b"];
    expect(values.map((value) => is304({ "If-None-Match": value }))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
  test("If-Modified-Since counts only without If-None-Match, and only as a date", () => {
    expect(is304({ "If-Modified-Since": DATE })).toBe(true);
    expect(is304({ "If-Modified-Since": LATER, "If-None-Match": '"x"' })).toBe(false);
    expect(is304({ "If-Modified-Since": "2026" })).toBe(false);
  });
});

test("conditionalHeaders come from both validators", () => {
  expect(Object.fromEntries(conditionalHeaders(stored))).toEqual({
    "if-none-match": '"a,b"',
    "if-modified-since": DATE,
  });
});
