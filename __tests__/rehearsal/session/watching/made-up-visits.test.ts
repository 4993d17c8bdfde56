import { expect, it } from "vitest";
import { likeProfile } from "../../../../rehearsal/drill/traffic/profiled";
import { HeaderMap, type ViewerRequest, type ViewerResponse } from "../../../../rehearsal/edge";
import { MadeUpVisits, visitedPaths } from "../../../../rehearsal/session/watching/made-up-visits";

const answer = { headers: new HeaderMap(), status: 200 } as unknown as ViewerResponse;

/** A clock on which waiting takes no time. */
function clockOf(): { now: () => number; sleep: (ms: number, signal?: AbortSignal) => Promise<void> } {
  let at = 0;
  return {
    now: () => at,
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      at += ms;
    },
  };
}

it("come to every site for as long as they are wanted", async () => {
  const asked: ViewerRequest[] = [];
  const visits = new MadeUpVisits({
    clock: clockOf(),
    edge: () => ({
      handle: async (request) => {
        asked.push(request);
        return answer;
      },
    }),
    sites: () =>
      ["docs.example", "shop.example"].map((host) => ({ host, pages: ["/", "/a/"], others: ["/b.css"] })),
  });
  visits.set(60);
  await expect
    .poll(() => new Set(asked.map(({ headers, path }) => `${headers.get("host")}${path}`)).size)
    .toBeGreaterThanOrEqual(6);
  visits.close();
  await new Promise((resolve) => setImmediate(resolve));
  const after = asked.length;
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked.length).toBe(after);
  expect(visits.perMinute).toBe(0);
});

it("are like those of a profile where there is one: its pages by their requests, from its cities", async () => {
  const asked: string[] = [];
  const counted = {
    version: 1,
    k: 1,
    from: "2026-11-01T00",
    to: "2026-11-01T23",
    requests: 100,
    bytes: 1,
  } as const;
  const profile = likeProfile({
    ...{ ...counted, bots: 0, pageViews: 100, hitRatio: 0.9, conditional: 0, ranges: 0 },
    ...{ hours: new Array<number>(24).fill(4), locations: { FRA: 75, NRT: 25 }, methods: { GET: 100 } },
    ...{ statuses: { "2xx": 100 }, devices: { desktop: 100 }, otherPaths: 0 },
    paths: [{ path: "/a/", requests: 100, bytes: 1, hits: 90, statuses: { "2xx": 100 } }],
  });
  const visits = new MadeUpVisits({
    ...{ clock: clockOf(), profile },
    edge: (location) => ({
      handle: async ({ path }) => {
        asked.push(`${location} ${path}`);
        return answer;
      },
    }),
    sites: () => [{ host: "docs.example", pages: ["/", "/a/", "/b/"], others: [] }],
  });
  visits.set(60);
  await expect.poll(() => new Set(asked).size).toBe(2);
  await expect.poll(() => asked.length).toBeGreaterThan(50);
  visits.close();
  expect(new Set(asked)).toEqual(new Set(["0 /a/", "1 /a/"]));
});

it("ask for pages and what belongs to them, and for nothing that is there for errors", () => {
  const keys = [
    ".well-known/outlast/primary",
    "404.html",
    "maintenance.html",
    "index.html",
    "blog/a b.html",
    "tags/c++/index.html",
    "x/style.css",
  ];
  expect(visitedPaths(keys)).toEqual({
    pages: ["/", "/blog/a%20b.html", "/tags/c++/"],
    others: ["/x/style.css"],
  });
});
