import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Locks } from "../../rehearsal/cloud/s3/locks";
import { Placing } from "../../rehearsal/cloud/s3/placing";
import { MotoReplication } from "../../rehearsal/cloud/s3/replication";
import { Versions } from "../../rehearsal/cloud/s3/versions";
import { type Readings, VirtualClock } from "../../rehearsal/edge";
import { MemoryMoto } from "./cloud/support/memory-moto";
import { rule, twoRegions } from "./regions/fixtures";

const buckets = ["site-a", "site-b"] as const;
type Bucket = (typeof buckets)[number];
type Order = Readings["newestVersion"];

const step = fc.record({
  bucket: fc.constantFrom(...buckets),
  key: fc.constantFrom("page", "asset"),
  deletes: fc.boolean(),
  /** Before the write. */
  pause: fc.constantFrom(0, 1, 700, 5_000),
  /** Whether nothing is replicated from then on. */
  outage: fc.boolean(),
  lag: fc.integer({ min: 0, max: 4_000 }),
});

/** Two versioned buckets that replicate each other. */
interface Pair {
  write(bucket: Bucket, key: string, deletes: boolean): Promise<void>;
  setOutage(on: boolean): void;
  advance(ms: number): Promise<void>;
  /** Ids that S3 would show, oldest first. */
  versions(bucket: Bucket, key: string): readonly string[];
  /** Last-Modified of each of them that is an object. */
  dates(bucket: Bucket, key: string): Promise<Readonly<Record<string, string>>>;
}

function inMemory(newestVersion: Order, lag: () => number): Pair {
  const { clock, regions } = twoRegions({ readings: { newestVersion }, lag });
  regions.setReplication("site-b", [rule("site-a")]);
  const list = (bucket: Bucket, key: string) => regions.store(bucket).listVersions(key).versions.toReversed();
  return {
    async write(bucket, key, deletes) {
      if (deletes) regions.store(bucket).delete(key);
      else regions.store(bucket).put(key, new TextEncoder().encode(String(Math.random())));
    },
    setOutage: (on) => void (on ? regions.setFault("site-a=paused") : regions.clearFaults()),
    advance: (ms) => clock.advance(ms),
    versions: (bucket, key) => list(bucket, key).map(({ versionId }) => versionId),
    async dates(bucket, key) {
      const objects = list(bucket, key).filter((version) => version.type === "object");
      return Object.fromEntries(
        objects.map(({ versionId, lastModifiedHttp }) => [versionId, lastModifiedHttp]),
      );
    },
  };
}

function inTheCloud(newestVersion: Order, lag: () => number): Pair {
  const clock = new VirtualClock();
  const objects = new MemoryMoto(() => clock.now());
  const versions = new Versions();
  let outage = false;
  const replication = new MotoReplication({
    ...{ objects, versions, clock, lag },
    placing: new Placing({ objects, versions, newestVersion, locks: new Locks() }),
    settings: {
      get: (bucket) => {
        const rules = [rule(buckets.find((other) => other !== bucket) as Bucket)];
        return { replication: { xml: "", configuration: { rules, since: 0 } } };
      },
    },
    obstacle: async () => (outage ? Number.POSITIVE_INFINITY : 0),
  });
  return {
    async write(bucket, key, deletes) {
      const { headers } = deletes
        ? await objects.delete(bucket, key)
        : await objects.put(bucket, key, {}, Buffer.from(String(Math.random())));
      const kind = deletes ? ("delete-marker" as const) : ("object" as const);
      await replication.record({ bucket, key, kind, versionId: String(headers["x-amz-version-id"]) });
    },
    setOutage: (on) => {
      outage = on;
    },
    advance: (ms) => clock.advance(ms),
    versions: (bucket, key) => objects.ids(bucket, key).map((id) => versions.shown(bucket, id)),
    async dates(bucket, key) {
      const found = await Promise.all(
        objects.ids(bucket, key).map(async (id) => ({ id, ...(await objects.get(bucket, key, id)) })),
      );
      return Object.fromEntries(
        found
          .filter(({ status }) => status === 200)
          .map(({ headers, id }) => [
            versions.shown(bucket, id),
            versions.known(bucket, id)?.lastModified ?? String(headers["last-modified"]),
          ]),
      );
    },
  };
}

/** Every version in the order of its creation, by key. */
async function live(pair: Pair, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const created: Record<string, string[]> = { page: [], asset: [] };
  for (const { bucket, deletes, key, outage, pause } of steps) {
    await pair.advance(pause);
    pair.setOutage(outage);
    const before = new Set(pair.versions(bucket, key));
    await pair.write(bucket, key, deletes);
    const [made] = pair.versions(bucket, key).filter((id) => !before.has(id));
    created[key]?.push(made as string);
  }
  pair.setOutage(false);
  await pair.advance(60_000);
  return created;
}

describe.each([
  ["the regions in memory", inMemory],
  ["the local cloud", inTheCloud],
] as const)("a backlog of two-way writes after outages, in %s", (_name, pairOf) => {
  it("leaves both buckets with every version in the order of creation, and the dates of their sources", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const lags = steps.map(({ lag }) => lag);
        const pair = pairOf("creation", () => lags.shift() ?? 0);
        const created = await live(pair, steps);
        for (const [key, ids] of Object.entries(created)) {
          for (const bucket of buckets) expect(pair.versions(bucket, key)).toEqual(ids);
          expect(await pair.dates("site-a", key)).toEqual(await pair.dates("site-b", key));
        }
      }),
    );
  });

  it("loses no version by the other reading either, and what is written last is the newest in both", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const lags = steps.map(({ lag }) => lag);
        const pair = pairOf("arrival", () => lags.shift() ?? 0);
        const created = await live(pair, steps);
        for (const key of Object.keys(created)) await pair.write("site-a", key, false);
        const [last] = pair.versions("site-a", "page").slice(-1);
        await pair.advance(5_000);
        for (const [key, ids] of Object.entries(created))
          for (const bucket of buckets)
            expect(pair.versions(bucket, key).toSorted()).toEqual(
              [...ids, pair.versions("site-a", key).at(-1)].toSorted(),
            );
        for (const bucket of buckets) expect(pair.versions(bucket, "page").at(-1)).toBe(last);
      }),
    );
  });
});

describe("by the reading of arrival", () => {
  it.each([inMemory, inTheCloud])("a copy that comes late hides the one that is newer", async (pairOf) => {
    const lags = [3_000, 0];
    const pair = pairOf("arrival", () => lags.shift() ?? 0);
    await pair.write("site-a", "page", false);
    await pair.write("site-a", "page", false);
    await pair.advance(10_000);
    expect(pair.versions("site-b", "page")).toEqual(pair.versions("site-a", "page").toReversed());
  });
});
