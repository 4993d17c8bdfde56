import { describe, expect, test } from "vitest";
import { chance } from "../../../../rehearsal/drill/random";
import { Numbers } from "../../../../rehearsal/drill/run/numbers";
import { Log, type RequestRecord } from "../../../../rehearsal/drill/run/record";
import type { LoadedSite } from "../../../../rehearsal/terraform";

const site = {} as LoadedSite;
const always = { from: 0, to: Number.POSITIVE_INFINITY };

function request(at: number, more: Partial<RequestRecord> = {}): RequestRecord {
  const trace = {
    ...{ distributionId: "E1", behavior: "*", result: at % 2 === 0 ? "Hit" : "Miss" },
    ...{ origins: [], duration: 0, stale: false },
  };
  const asked = { at, method: "GET", path: "/", location: at % 3, status: 200, bytes: at * 10 };
  return { ...asked, duration: at / 4, staleFor: 0, site, trace, ...more };
}

describe("a drill's log", () => {
  test("has the numbers of each request, in order, beyond any piece of its columns", () => {
    const { requests } = new Log(Number.POSITIVE_INFINITY);
    for (let at = 0; at < 20_000; at++) requests.push(request(at, { duration: 1 }));
    let at = 0;
    for (const one of requests.within(always)) {
      const { result, location, bytes, duration } = one;
      const right =
        one.at === at &&
        location === at % 3 &&
        bytes === at * 10 &&
        duration === 1 &&
        one.wrong === undefined;
      if (!right || result !== (at % 2 === 0 ? "Hit" : "Miss")) expect(one).toBe(`request ${at}`);
      at++;
    }
    expect(at).toBe(20_000);
  });

  test("keeps whole what went wrong, was stale or took long, and nothing else", () => {
    const { requests } = new Log(50);
    const told = [
      request(1, { duration: 50 }),
      request(2, { duration: 51 }),
      request(3, { wrong: "truncated" }),
      request(4, { staleFor: 1 }),
      request(5, { ownErrorPage: true }),
    ];
    for (const one of told) requests.push(one);
    expect(requests.notable).toEqual([told[1], told[2], told[3]]);
    expect([...requests.within(always)].map(({ isOwnErrorPage }) => isOwnErrorPage)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test("has those of a time: its beginning is part of it, and its end is not", () => {
    const { requests, views, origins } = new Log();
    for (const at of [3, 1, 2, 4, 2]) {
      requests.push(request(at));
      views.push({ at, wrong: false, stale: false });
      origins.push({ at, origin: "primary", failed: false, bytes: 0 });
    }
    for (const log of [requests, views, origins])
      expect([...log.within({ from: 2, to: 4 })].map(({ at }) => at)).toEqual([3, 2, 2]);
  });

  test("keeps whole what took longer than a second, however long a wait is promised", () => {
    const { requests } = new Log(60_000);
    requests.push(request(1, { duration: 1_001 }));
    expect(requests.notable).toHaveLength(1);
  });

  test("has failed over where another origin than the first was asked", () => {
    const { requests } = new Log();
    const asked = (...ids: string[]) => {
      const origins = ids.map((originId) => ({ originId, outcome: 200, duration: 1 }));
      const { trace } = request(0);
      if (trace) requests.push(request(0, { trace: { ...trace, origins } }));
    };
    asked();
    asked("a");
    asked("a", "a");
    asked("a", "a", "b");
    expect([...requests.within(always)].map(({ hasFailedOver }) => hasFailedOver)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe("a column of numbers", () => {
  test("is sorted as a list of the same numbers is", () => {
    const random = chance("numbers");
    const list = Array.from({ length: 10_000 }, () => Math.round(random() * 1e6) / 8);
    const column = new Numbers();
    for (const one of list) column.push(one);
    expect([...column.sorted()]).toEqual(list.toSorted((a, b) => a - b));
    expect(column.at(9_000)).toBe(list[9_000]);
  });
});
