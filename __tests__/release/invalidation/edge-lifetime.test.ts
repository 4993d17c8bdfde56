import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../facts/http/header-map";
import { lifetime } from "../../../rehearsal/edge/lifetime/freshness";
import type { CachePolicy } from "../../../rehearsal/edge/model";
import { isImmutable, mayAnswerUnasked } from "../../../release/invalidation/edge-lifetime";

const nothing = { behavior: "none", items: [] } as const;

/** As the site stack makes them: minimum 0, and a maximum that lets stale windows work. */
const policy: CachePolicy = {
  ...{ id: "p", name: "p", minTtl: 0, defaultTtl: 60, maxTtl: 31_536_000 },
  ...{ enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true },
  ...{ queryStrings: nothing, headers: nothing, cookies: nothing },
};

/** Whether the edge answers with its copy before S3 has been asked. */
function edgeHolds(cacheControl: string): boolean {
  const held = lifetime(policy, 200, new HeaderMap({ "cache-control": cacheControl }), 0);
  return held.storable && !held.revalidateAlways && (held.ttl > 0 || held.staleWhileRevalidate > 0);
}

const name = fc.constantFrom(
  ...["max-age", "s-maxage", "no-store", "no-cache", "private", "public", "stale-while-revalidate"],
);
const directive = fc
  .tuple(name, fc.constantFrom("", "=0", "=60", '="60"', "=x", "=-1"))
  .map(([key, value]) => key + value);
const written = fc
  .tuple(fc.array(directive, { maxLength: 4 }), fc.constantFrom(", ", ",", "; ", " "))
  .map(([list, separator]) => list.join(separator));

describe("mayAnswerUnasked", () => {
  it("says so of everything that the edge holds, however the header is written", () => {
    fc.assert(
      fc.property(written, (value) => {
        if (edgeHolds(value)) expect(mayAnswerUnasked(value), value).toBe(true);
      }),
    );
  });

  it.each([
    ["max-age=60", true],
    ["max-age=00", false],
    ["s-maxage=0, max-age=60", false],
    ["s-maxage=0, stale-while-revalidate=5", true],
    ["no-store, max-age=60", false],
  ])("agrees with the edge on %s", (value, expected) => {
    expect([mayAnswerUnasked(value), edgeHolds(value)]).toEqual([expected, expected]);
  });

  it.each(["max-age=60, max-age=0", "no-store; max-age=3600", "max-age=-1", 'no-cache="Set-Cookie"'])(
    "takes an edge for holding what can be read in several ways: %s",
    (value) => {
      expect(mayAnswerUnasked(value)).toBe(true);
    },
  );
});

describe("isImmutable", () => {
  it("looks for the directive, not for the word", () => {
    expect(isImmutable("max-age=1, IMMUTABLE")).toBe(true);
    expect(isImmutable('x="immutable"')).toBe(false);
  });
});
