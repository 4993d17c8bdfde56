import { describe, expect, it } from "vitest";
import type {
  Distribution,
  LifetimeRule,
  OriginAttempt,
  OriginFailure,
  Trace,
} from "../../../../rehearsal/edge";
import { type ExplainedRequest, explanation } from "../../../../rehearsal/session/watching/explanation";

const distribution = {
  cacheBehaviors: [{ pathPattern: "/api/*", targetOriginId: "api" }],
  defaultCacheBehavior: { targetOriginId: "group" },
  originGroups: [{ id: "group", members: ["primary", "replica"], statusCodes: [500, 503] }],
} as unknown as Distribution;
const toGroup =
  "/ fits no behaviour but the default, which leads to the origin group group: primary, then replica on 500, 503.";
const at = 1_000_000;
const copy = (age: number, left: number, keptBy: LifetimeRule = "max-age") => ({
  kept: { storedAt: at - age, expiresAt: at + left, keptBy },
});
const attempt = (originId: string, outcome: OriginAttempt["outcome"], duration = 20): OriginAttempt => ({
  ...{ originId, outcome, duration },
});

/** What is said after which behaviour it was. */
function why(trace: Partial<Trace>, more: Partial<ExplainedRequest> = {}): string[] {
  const whole = {
    distributionId: "E1",
    behavior: "*",
    result: "Miss",
    origins: [],
    duration: 1,
    stale: false,
  };
  const request = { at, path: "/", status: 200, functions: [], distribution };
  const [first, ...said] = explanation({ ...request, trace: { ...whole, ...trace }, ...more });
  expect(first).toBe(toGroup);
  return said;
}

describe("why an answer is what it is", () => {
  it.each<[what: string, Partial<Trace>, Partial<ExplainedRequest>, said: readonly string[]]>([
    [
      "a copy that is there",
      { result: "Hit" },
      copy(120_000, 60_000),
      [
        "A copy of 2 min ago is in the cache, and good for another 60 s.",
        "It is kept as long as that because its Cache-Control says max-age.",
      ],
    ],
    [
      "a copy that another request brings",
      { result: "Hit" },
      copy(-5, 60_005, "s-maxage"),
      [
        "Somebody else's request for the same object brought it.",
        "It is kept for 60 s, because its Cache-Control says s-maxage.",
      ],
    ],
    [
      "a copy that the origin confirms",
      { result: "RefreshHit", origins: [attempt("primary", 304)] },
      copy(0, 0, "no-cache"),
      [
        "The cached copy had expired; the origin confirmed it by 304.",
        "primary answered 304 after 20 ms.",
        "It is kept for 0 ms, because its Cache-Control says no-cache: it is asked about each time.",
      ],
    ],
    [
      "an expired copy while both origins fail",
      { result: "Hit", stale: true, origins: [attempt("primary", 503), attempt("replica", 500)] },
      {},
      [
        "The cached copy has expired, and is served all the same: the origins failed, or are asked meanwhile.",
        "primary answered 503 after 20 ms: 503 is one of the group's failover codes, so replica is asked.",
        "replica answered 500 after 20 ms.",
        "It is not kept: the next visitor's request asks again.",
      ],
    ],
    [
      "an error that is kept",
      { result: "Error" },
      { status: 404, ...copy(1_000, 9_000, "error-caching") },
      [
        "The error is in the cache: the origins are left alone until it has expired.",
        "It is kept for 10 s, because errors are kept for their error caching minimum TTL.",
      ],
    ],
    [
      "what a function answers, and one that fails",
      { result: "FunctionExecutionError", reason: "headers threw" },
      {
        status: 503,
        functions: [
          { name: "url", type: "cloudfront-function", event: "viewer-request", did: ["a", "b", "c", "d"] },
          { name: "quiet", type: "cloudfront-function", event: "viewer-response", did: [] },
        ],
      },
      ["url (viewer-request): a; b; c; ….", "FunctionExecutionError: headers threw."],
    ],
  ])("says it of %s", (_, trace, more, said) => {
    expect(why(trace, more)).toEqual(said);
  });

  it.each<[OriginFailure["kind"], string]>([
    ["connect-refused", "refused the connection"],
    ["connect-timeout", "took no connection"],
    ["read-timeout", "said nothing"],
    ["reset", "broke the connection off"],
    ["dns", "had no address"],
    ["tls", "had no certificate that fits"],
  ])("says of an origin without an answer, by %s, that it %s", (kind, text) => {
    expect(why({ origins: [attempt("primary", kind, 2_000), attempt("replica", 200)] })).toContain(
      `primary ${text} after 2 s: no answer fails over as well, so replica is asked.`,
    );
  });

  it("names the behaviour and the one origin of a path, and says what was refused before there was one", () => {
    const trace = { distributionId: "E1", result: "Error", origins: [], duration: 1, stale: false };
    const request = { at, path: "/api/a?b=c", status: 403, functions: [] };
    expect(explanation({ ...request, distribution, trace: { ...trace, behavior: "/api/*" } })).toEqual([
      "/api/a fits the behaviour /api/*, which leads to the origin api.",
    ]);
    expect(explanation({ ...request, trace: { ...trace, behavior: "*", reason: "no such host" } })).toEqual([
      "It was refused before a distribution was found for it.",
      "Error: no such host.",
    ]);
  });
});
