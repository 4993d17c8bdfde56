import { expect, it } from "vitest";
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

it("ask for pages and what belongs to them, and for nothing that is there for errors", () => {
  const keys = [
    ".well-known/outlast/primary",
    "404.html",
    "maintenance.html",
    "index.html",
    "blog/a b.html",
    "x/style.css",
  ];
  expect(visitedPaths(keys)).toEqual({ pages: ["/", "/blog/a%20b.html"], others: ["/x/style.css"] });
});
