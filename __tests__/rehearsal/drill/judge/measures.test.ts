import { expect, it } from "vitest";
import { measure } from "../../../../rehearsal/drill/judge/measures";
import { Log, type RequestRecord } from "../../../../rehearsal/drill/run/record";
import type { LoadedSite } from "../../../../rehearsal/terraform";

const slow = 1_000;
const all = { from: 0, to: 100_000 };

function request(at: number, more: Partial<RequestRecord> = {}): RequestRecord {
  const asked = { method: "GET", path: "/", location: 0, status: 200, bytes: 10, staleFor: 0 };
  return { at, duration: 40, site: {} as LoadedSite, ...asked, ...more };
}

/** Broken from 10 s to 30 s: a page is wrong at 12 s and at 28 s, and one is slow at 31 s. */
function outage(): Log {
  const log = new Log();
  log.faults.push({ at: 10_000, until: 30_000, origins: ["primary"] });
  for (const [at, wrong] of [
    [5_000, false],
    [12_000, true],
    [15_000, false],
    [28_000, true],
    [40_000, false],
  ] as const) {
    log.views.push({ at, wrong, stale: false });
    log.requests.push(request(at, wrong ? { wrong: "server-error", location: 1 } : { location: 2 }));
  }
  log.requests.push(request(31_000, { duration: 2_000 }));
  return log;
}

it("the waits of half, of 95 and of 99 of 100 requests, and the longest", () => {
  const log = new Log();
  for (let at = 99; at >= 0; at--) log.requests.push(request(at, { duration: at + 1 }));
  expect(measure(log, all, slow).ttfb).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
});

it("the first page that was right again, and when all was as before, from the fault and from its mend on", () => {
  expect(measure(outage(), all, slow)).toMatchObject({
    ...{ availability: 0.6, pageViews: 5, wrong: { "server-error": 2 }, wrongAnswers: 0 },
    ...{ firstSuccess: 5_000, normalAfterFault: 23_000, normalAfterMend: 3_000 },
    locations: { seen: 3, hit: 1 },
  });
});

it("never as before, where the last that was asked was wrong", () => {
  const log = outage();
  log.requests.push(request(99_000, { wrong: "too-stale" }));
  expect(measure(log, all, slow)).toMatchObject({ normalAfterFault: null, normalAfterMend: null });
});

it("the share of what was replaced by then, and how old the oldest was", () => {
  const log = new Log();
  for (const [at, staleFor] of [0, 500, 0, 7_000].entries()) log.requests.push(request(at, { staleFor }));
  expect(measure(log, all, slow)).toMatchObject({ staleShare: 0.5, oldestStale: 7_000 });
});
