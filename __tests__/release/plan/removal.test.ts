import { describe, expect, it } from "vitest";
import { planRemoval } from "../../../release/plan/removal";
import type { FormerFile } from "../../../release/record/manifest";
import type { BucketState } from "../../../release/record/records";

const day = 86_400_000;
const now = 100 * day;
const rules = { now, retention: 7 * day, staleness: day, memory: 90 * day, held: new Set<string>() };

const left = (key: string, daysAgo: number, deletedDaysAgo?: number): FormerFile => ({
  key,
  etag: "e",
  document: key.endsWith(".html"),
  since: now - daysAgo * day,
  lastModified: 5,
  ...(deletedDaysAgo !== undefined && { deleted: now - deletedDaysAgo * day }),
});

function state(
  keys: readonly string[],
  former: readonly FormerFile[],
  modified: Record<string, number> = {},
): BucketState {
  const object = (key: string) => ({ key, etag: "e", size: 1, lastModified: modified[key] ?? 5 });
  const objects = new Map(keys.map((key) => [key, object(key)]));
  return {
    objects,
    listed: objects,
    releases: [],
    locked: false,
    overdue: [],
    unsettled: new Set(),
    health: new Map(),
    current: { id: "i", site: "s", time: 0, kind: "release", to: "primary", files: [], former, reused: [] },
  };
}

function keysOf(files: readonly FormerFile[]): string[] {
  return files.map(({ key }) => key);
}

describe("planRemoval", () => {
  it("lets what is new among the gone stay for the retention", () => {
    const plan = planRemoval(new Set(["index.html"]), state(["index.html", "gone.png"], []), rules);
    expect(plan.leaving).toEqual([
      { key: "gone.png", etag: "e", document: false, since: now, lastModified: 5 },
    ]);
    expect(plan.deletions).toEqual([]);
  });

  it("deletes what has been gone for the retention, and not a day before", () => {
    const plan = planRemoval(
      new Set(),
      state(["old.png", "young.png"], [left("old.png", 7), left("young.png", 6)]),
      rules,
    );
    expect(keysOf(plan.deletions)).toEqual(["old.png"]);
    expect(keysOf(plan.staying)).toEqual(["young.png"]);
  });

  it("deletes a page before the assets that left with it: edges may show it for a while", () => {
    const former = [left("page.html", 8), left("page.png", 8), left("older.png", 9)];
    const plan = planRemoval(new Set(), state(keysOf(former), former), rules);
    expect(keysOf(plan.deletions)).toEqual(["page.html", "older.png"]);
    expect(keysOf(plan.staying)).toEqual(["page.png"]);
  });

  it("deletes the assets once no edge can show the page any more", () => {
    const hours = (count: number) => [left("page.html", 8, count / 24), left("page.png", 8)];
    expect(planRemoval(new Set(), state(["page.png"], hours(23)), rules).deletions).toEqual([]);
    expect(keysOf(planRemoval(new Set(), state(["page.png"], hours(24)), rules).deletions)).toEqual([
      "page.png",
    ]);
  });

  it("begins the retention anew for what an unfinished release has touched", () => {
    const plan = planRemoval(new Set(), state(["a.png"], [left("a.png", 30)], { "a.png": 6 }), rules);
    expect(plan.leaving.map(({ key, since }) => [key, since])).toEqual([["a.png", now]]);
    expect(plan.deletions).toEqual([]);
  });

  it("begins it anew for the assets of a page that comes back with other contents", () => {
    const former = [left("page.html", 8), left("page.png", 8), left("older.png", 9)];
    const plan = planRemoval(new Set(["page.html"]), state(keysOf(former), former), rules);
    expect(keysOf(plan.restarted)).toEqual(["page.png"]);
    expect(keysOf(plan.deletions)).toEqual(["older.png"]);
  });

  it("takes what somebody else has deleted for deleted now", () => {
    const plan = planRemoval(new Set(), state([], [left("a.png", 3)]), rules);
    expect(plan.staying).toEqual([{ ...left("a.png", 3), deleted: now }]);
  });

  it("forgets what came back, and deleted names after their memory", () => {
    const former = [left("back.png", 3), left("past.png", 100, 91), left("known.png", 100, 89)];
    const plan = planRemoval(new Set(["back.png"]), state(["back.png"], former), rules);
    expect(keysOf(plan.staying)).toEqual(["known.png"]);
  });

  it("counts names without a hash alone in the share that leaves", () => {
    const objects = ["index.html", "a.html", "b.html", "c.html", "app.a1b2c3d4.js", "lib.a1b2c3d5.js"];
    expect(planRemoval(new Set(["index.html", "a.html", "b.html"]), state(objects, []), rules).share).toBe(
      0.25,
    );
  });
});
