import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCacheControl } from "../../../facts/http/cache-control";
import { HeaderMap } from "../../../facts/http/header-map";

const parse = (value: string) => parseCacheControl(new HeaderMap({ "cache-control": value }), 0);
const plain = {
  ...{ noCache: false, keepsOutCookies: false, noStore: false, isPrivate: false },
  ...{ mustRevalidate: false, immutable: false, isUncertain: false },
};

describe("parseCacheControl", () => {
  it.each([
    ["public, max-age=31536000, immutable", { maxAge: 31_536_000, immutable: true }],
    ['MAX-AGE=60 , S-MaxAge = "5",,', { maxAge: 60, sMaxAge: 5 }],
    ['x="max-age=5, no-store", max-age=100', { maxAge: 100 }],
    ["max-age=60, max-age=60", { maxAge: 60 }],
    ["no-store", { noStore: true }],
    ["private, no-cache", { noStore: true, isPrivate: true, noCache: true }],
    ["private, no-store", { noStore: true }],
    ["stale-while-revalidate=3, stale-if-error=0", { staleWhileRevalidate: 3, staleIfError: 0 }],
    ["must-revalidate", { mustRevalidate: true }],
    ["", {}],
  ])("reads %s", (value, expected) => {
    expect(parse(value)).toEqual({ ...plain, ...expected });
  });

  it.each([
    ["max-age=60, max-age=0", { maxAge: 0 }],
    ["max-age=0, max-age=60", { maxAge: 0 }],
    ["no-store; max-age=3600", { noStore: true }],
    ["public; max-age=3600", { noStore: true }],
    ["max-age=3600 no-store", { noStore: true }],
    ['max-age="60', { noStore: true }],
    ["max-age=-1", { maxAge: 0 }],
    ["max-age", { maxAge: 0 }],
    ['no-cache="Set-Cookie", max-age=60', { maxAge: 60, keepsOutCookies: true }],
    ['no-cache="X-Own", max-age=60', { maxAge: 60, noCache: true }],
    ['private="Set-Cookie", max-age=60', { maxAge: 60, noStore: true, isPrivate: true }],
    ["private; max-age=60", { noStore: true }],
  ])("fails closed on %s, and says that it can be read otherwise", (value, expected) => {
    expect(parse(value)).toEqual({ ...plain, isUncertain: true, ...expected });
  });

  it("keeps nothing longer than either of two former readers, who went by the first and by the last of two", () => {
    const names = ["max-age", "s-maxage", "stale-if-error"] as const;
    const said = fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(2)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(said, fc.constantFrom(", ", "; "), (list, separator) => {
        const read = parse(list.map(([name, value]) => `${name}=${value}`).join(separator));
        if (separator === "; " && list.length > 1) {
          // To the one they were directives, to the other the first one's value.
          expect(read).toEqual({ ...plain, noStore: true, isUncertain: true });
          return;
        }
        const values = names.map((name) => list.flatMap(([other, value]) => (other === name ? [value] : [])));
        expect([read.maxAge, read.sMaxAge, read.staleIfError]).toEqual(
          values.map(([first, ...others]) => (others.every((value) => value === first) ? first : 0)),
        );
        expect(read.isUncertain).toBe(values.some((all) => new Set(all).size > 1));
      }),
    );
  });

  it("reads what it is sure of from any order and spacing of the directives", () => {
    const space = fc.stringMatching(/^[ \t]{0,2}$/);
    const pairs = fc.uniqueArray(
      fc.tuple(fc.constantFrom("max-age", "s-maxage", "stale-if-error", "x-other"), fc.nat(99)),
      { selector: ([name]) => name, minLength: 1 },
    );
    fc.assert(
      fc.property(pairs, space, fc.boolean(), (list, gap, loud) => {
        const written = list.map(
          ([name, value]) => `${gap}${loud ? name.toUpperCase() : name}=${value}${gap}`,
        );
        const read = parse(written.join(","));
        const given = new Map<string, number>(list);
        expect(read.isUncertain).toBe(false);
        expect([read.maxAge, read.sMaxAge, read.staleIfError]).toEqual(
          ["max-age", "s-maxage", "stale-if-error"].map((name) => given.get(name)),
        );
      }),
    );
  });
});
