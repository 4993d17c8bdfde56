import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ObjectStore, release, rollback, StoreError } from "../../../release";
import { ReleaseLock } from "../../../release/engine/lock";
import { folderOf } from "../../support/release/folder";
import { Executioner } from "../../support/release/killed";
import { buckets, releaseWorld } from "../../support/release/world";

const site = { "index.html": '<script src="/app.js"></script>', "app.js": "1" };

function textIn(world: ReturnType<typeof releaseWorld>, role: "primary" | "replica", key: string): string {
  return new TextDecoder().decode(world.regions.store(buckets[role]).get(key).content.body);
}

/** A store that fails at the given calls of a method, counted from 0. */
function failing(kind: StoreError["kind"], method: keyof ObjectStore, calls: (call: number) => boolean) {
  let call = 0;
  return (store: ObjectStore): ObjectStore =>
    new Proxy(store, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (name !== method || target.name !== buckets.primary) return value;
        return async (...given: unknown[]) => {
          if (calls(call++)) throw new StoreError(kind, "no");
          return value.apply(target, given);
        };
      },
    });
}

describe("requests", () => {
  it("of a release of one changed file are twelve more than its listing's: the verb asks STS besides", async () => {
    const executioner = new Executioner();
    const world = releaseWorld({ wrap: executioner.wrap });
    await release(folderOf(site), world.context, { waitForReplica: false });
    executioner.requests = 0;
    await release(folderOf({ ...site, "about.html": "changed" }), world.context, { waitForReplica: false });
    // The record; the lock, looked at and deleted in the end; the pointer, looked at, written ahead and at the end; whether
    // the replica was promoted; the file; two health documents; the new record. The invalidation is CloudFront's.
    expect(executioner.requests).toBe(1 + 1 + 3 + 3 + 1 + 1 + 2 + 1);
  });

  it("that are throttled, unanswered or lost are made again", async () => {
    for (const kind of ["throttled", "unavailable", "connection-lost"] as const) {
      const world = releaseWorld({ wrap: failing(kind, "put", (call) => call % 3 < 2) });
      await release(folderOf(site), world.context);
      expect(world.events.some(({ type }) => type === "retry")).toBe(true);
      expect(textIn(world, "replica", "app.js")).toBe("1");
    }
  });

  it("are given up when the budget of retries is spent", async () => {
    const world = releaseWorld({ wrap: failing("throttled", "put", () => true) });
    const start = world.clock.now();
    await expect(release(folderOf(site), world.context)).rejects.toThrow("RELEASE_STORE_FAILED");
    expect(world.clock.now() - start).toBeLessThanOrEqual(120_000);
  });

  it("to give the lock back are no second budget where S3 does not answer at all any more", async () => {
    const world = releaseWorld({
      wrap: (store) => ({
        ...store,
        async put(key, body, options) {
          if (key === "app.js") world.regions.setFault("primary=503");
          return store.put(key, body, options);
        },
      }),
    });
    const start = world.clock.now();
    await expect(release(folderOf(site), world.context)).rejects.toThrow("RELEASE_STORE_FAILED: put app.js");
    expect(world.clock.now() - start).toBeLessThanOrEqual(130_000);
  });

  it.each([
    ["denied", "RELEASE_DENIED"],
    ["credentials", "RELEASE_CREDENTIALS"],
    ["bucket-not-found", "RELEASE_BUCKET_GONE"],
  ] as const)("that are answered %s end the release with %s, and nothing is written", async (kind, code) => {
    const world = releaseWorld({ wrap: failing(kind, "list", () => true) });
    await expect(release(folderOf(site), world.context)).rejects.toThrow(code);
    expect(world.regions.store(buckets.primary).list().contents).toEqual([]);
  });

  it("find the lock their own when the first try got through without an answer", async () => {
    let lost = false;
    const world = releaseWorld({
      wrap: (store) => ({
        ...store,
        async put(key, body, options) {
          const written = await store.put(key, body, options);
          if (key !== ".outlast/lock" || lost) return written;
          lost = true;
          throw new StoreError("connection-lost", "reset");
        },
      }),
    });
    expect(await release(folderOf(site), world.context)).toMatchObject({ changed: true });
  });
});

describe("files", () => {
  it("that change between plan and upload end the release before their phase", async () => {
    const folder = folderOf(site);
    const world = releaseWorld({
      wrap: (store) => ({
        ...store,
        async put(key, body, options) {
          if (key === ".outlast/lock") writeFileSync(join(folder, "app.js"), "22");
          return store.put(key, body, options);
        },
      }),
    });
    await expect(release(folder, world.context)).rejects.toThrow("RELEASE_FILE_CHANGED: app.js");
    expect(world.regions.store(buckets.primary).current("index.html")).toBeUndefined();
  });

  it("that were compressed beforehand have their encoding in both regions, and after a rollback", async () => {
    const world = releaseWorld();
    const encodings = () =>
      Object.values(buckets).map(
        (bucket) => world.regions.store(bucket).get("app.js.gz").content.metadata.contentEncoding,
      );
    await release(folderOf({ ...site, "app.js.gz": gzipSync("1") }), world.context);
    expect(encodings()).toEqual(["gzip", "gzip"]);
    // A file that is only called so.
    await release(folderOf({ ...site, "app.js.gz": "1" }), world.context);
    expect(encodings()).toEqual([undefined, undefined]);
    await rollback(undefined, world.context);
    expect(encodings()).toEqual(["gzip", "gzip"]);
  });

  it("of which only the Cache-Control changes are copied on the server", async () => {
    const world = releaseWorld();
    const folder = folderOf(site);
    await release(folder, world.context);
    const changed = {
      ...world.site,
      cache: { ...world.site.cache, default: { ...world.site.cache.default, staleIfError: 60 } },
    };
    const { plan } = await release(folder, { ...world.context, site: changed as never });
    expect(plan.changes.map(({ file, kind }) => [file.key, kind])).toEqual([
      ["app.js", "metadata"],
      ["index.html", "metadata"],
    ]);
    const { metadata } = world.regions.store(buckets.replica).get("index.html").content;
    expect(metadata.cacheControl).toBe("max-age=0, s-maxage=0, stale-if-error=60");
  });

  it("that were in the bucket before the first release get their headers without an upload", async () => {
    const world = releaseWorld();
    world.regions
      .store(buckets.primary)
      .put("app.js", new TextEncoder().encode("1"), { contentType: "text/plain" });
    const { plan } = await release(folderOf(site), world.context);
    expect(plan.changes.map(({ file, kind }) => [file.key, kind])).toEqual([
      ["app.js", "metadata"],
      ["index.html", "added"],
    ]);
    expect(world.regions.store(buckets.primary).get("app.js").content.metadata.contentType).toMatch(
      /javascript/,
    );
  });
});

describe("the replica gate", () => {
  it("ends a release with the number of objects that the replica lacks", async () => {
    const world = releaseWorld({ lag: () => 3_600_000 });
    const run = release(folderOf(site), world.context, { replicaTimeout: 60 });
    await expect(run).rejects.toThrow("the replica is behind by 1 objects after 60 s, app.js among them");
    expect(world.regions.store(buckets.primary).current("index.html")).toBeUndefined();
  });

  it("is passed without a look where nobody waits, and by a replica that does not answer", async () => {
    const world = releaseWorld({ lag: () => 3_600_000 });
    world.regions.setFault("replica=503");
    await release(folderOf(site), world.context, { waitForReplica: false });
    expect(textIn(world, "primary", "index.html")).toBe(site["index.html"]);
  });

  it("takes a replica that does not answer for one that is behind", async () => {
    const world = releaseWorld();
    world.regions.setFault("replica=503");
    await expect(release(folderOf(site), world.context, { replicaTimeout: 30 })).rejects.toThrow(
      "RELEASE_REPLICA_BEHIND",
    );
  });

  it("says so when whoever releases may not look into the replica", async () => {
    const world = releaseWorld();
    world.regions.setFault("replica=403");
    await expect(release(folderOf(site), world.context)).rejects.toThrow("RELEASE_DENIED");
  });

  it("does not wait for what S3 has given up", async () => {
    const world = releaseWorld({ mayReplicate: false });
    const start = world.clock.now();
    await expect(release(folderOf(site), world.context)).rejects.toThrow(
      "RELEASE_REPLICATION_FAILED: app.js",
    );
    expect(world.clock.now() - start).toBeLessThan(60_000);
  });

  it("is not deceived by an older version of the same bytes", async () => {
    const world = releaseWorld({ lag: () => 30_000 });
    await release(folderOf(site), world.context);
    world.regions.store(buckets.primary).put("app.js", new TextEncoder().encode("by hand"));
    await release(folderOf(site), world.context);
    const copies = (["primary", "replica"] as const).map((role) =>
      world.regions.store(buckets[role]).get("app.js"),
    );
    expect(copies[0]?.versionId).toBe(copies[1]?.versionId);
  });

  it("sees hundreds of objects by the listing", async () => {
    const assets = Array.from({ length: 300 }, (_, at) => [`a/${at}.txt`, `${at}`]);
    const executioner = new Executioner();
    const world = releaseWorld({ wrap: executioner.wrap });
    await release(folderOf({ ...site, ...Object.fromEntries(assets) }), world.context);
    expect(executioner.requests).toBeLessThan(301 + 40);
  });
});

describe("a release to the replica", () => {
  it("is refused without replication back", async () => {
    const world = releaseWorld();
    await expect(release(folderOf(site), world.context, { to: "replica" })).rejects.toThrow(
      "RELEASE_ONE_WAY",
    );
  });

  it("reaches visitors while the primary is down, and the primary afterwards", async () => {
    const world = releaseWorld({ site: { replication: { twoWay: true } } });
    world.regions.setFault("primary=503");
    await release(folderOf(site), world.context, { to: "replica" });
    expect(textIn(world, "replica", "index.html")).toBe(site["index.html"]);
    world.regions.clearFaults();
    await world.clock.sleep(60_000);
    expect(textIn(world, "primary", "index.html")).toBe(site["index.html"]);
  });
});

describe("a release to the primary after one to the replica", () => {
  it("waits its turn until replication has brought that one back", async () => {
    const world = releaseWorld({ site: { replication: { twoWay: true } }, lag: () => 600_000 });
    await release(folderOf(site), world.context, { to: "replica" });
    const next = folderOf({ ...site, "app.js": "2" });
    await expect(release(next, world.context)).rejects.toThrow("RELEASE_REPLICA_AHEAD");
    await world.clock.sleep(700_000);
    expect(await release(next, world.context)).toMatchObject({ changed: true });
  });
});

describe("a lock that was broken", () => {
  it("is not deleted by whoever held it before", async () => {
    const { clock, context } = releaseWorld();
    const store = context.stores.primary;
    const held = (id: string) => ({ id, kind: "release", user: "bob" }) as const;
    const first = await ReleaseLock.take({ store, clock, release: held("one"), breakLock: false });
    await ReleaseLock.take({ store, clock, release: held("two"), breakLock: true });
    await first.release();
    await expect(release(folderOf(site), context)).rejects.toThrow(
      "RELEASE_LOCKED: bob, release two, until 2030-01-01T00:10:00.000Z",
    );
  });
});

describe("what leaves", () => {
  it("is guarded: names without a hash over the share stop the release", async () => {
    const world = releaseWorld();
    const pages = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`${at}.html`, ""]));
    await release(folderOf({ ...site, ...pages }), world.context);
    await expect(release(folderOf(site), world.context)).rejects.toThrow(
      "RELEASE_REMOVES_MUCH: 8 files would leave, 80% of the names without a hash, over 30%",
    );
    expect(await release(folderOf(site), world.context, { yes: true })).toMatchObject({ changed: true });
  });

  it("may be renamed hashed assets, however many", async () => {
    const world = releaseWorld();
    await release(folderOf({ ...site, "a.a1b2c3d4.js": "1", "b.a1b2c3d5.js": "2" }), world.context);
    expect(await release(folderOf({ ...site, "a.f1b2c3d4.js": "3" }), world.context)).toMatchObject({
      changed: true,
    });
  });

  it("stays at least as long as an edge may show a page that needs it", async () => {
    const world = releaseWorld();
    await expect(release(folderOf(site), world.context, { retention: 3600 })).rejects.toThrow(
      "RELEASE_RETENTION_SHORT: 3600 s, shorter than 86400 s",
    );
  });
});

describe("records", () => {
  it("include a health document for each region, which names it and the release", async () => {
    const world = releaseWorld();
    const { release: id } = await release(folderOf(site), world.context);
    await world.clock.sleep(2000);
    expect(JSON.parse(textIn(world, "primary", ".well-known/outlast/primary"))).toEqual({
      role: "primary",
      region: "eu-central-1",
      release: id,
    });
    expect(JSON.parse(textIn(world, "replica", ".well-known/outlast/replica"))).toEqual({
      role: "replica",
      region: "eu-west-1",
      release: id,
    });
  });

  it("know a name with a hash that has carried other bytes, for good", async () => {
    const world = releaseWorld({ site: { cache: { paths: [{ path: "/app.3*", mode: "immutable" }] } } });
    await release(folderOf({ ...site, "app.3f2a9c1b.js": "1" }), world.context);
    const { plan } = await release(folderOf({ ...site, "app.3f2a9c1b.js": "2" }), world.context);
    expect(plan.warnings.map(({ code, value }) => [code, value])).toEqual([
      ["RELEASE_NAME_REUSED", "app.3f2a9c1b.js"],
    ]);
    await release(folderOf({ ...site, "app.3f2a9c1b.js": "2" }), world.context);
    await rollback(undefined, world.context);
    const { metadata, body } = world.regions.store(buckets.primary).get("app.3f2a9c1b.js").content;
    expect(new TextDecoder().decode(body)).toBe("1");
    expect(metadata.cacheControl).toMatch(/^max-age=60/);
  });

  it("outlive no version that a rollback would need", async () => {
    const world = releaseWorld();
    await release(folderOf(site), world.context);
    await release(folderOf({ ...site, "app.js": "2" }), world.context);
    await expect(rollback("20000101T000000000-aaaaaa", world.context)).rejects.toThrow("RELEASE_UNKNOWN");
    const store = world.regions.store(buckets.primary);
    for (const version of store.listVersions("app.js").versions)
      if (!version.isLatest) store.delete("app.js", version.versionId, "lifecycle");
    await expect(rollback(undefined, world.context)).rejects.toThrow("RELEASE_VERSIONS_GONE: app.js");
  });

  it("end where the bucket is not versioned, before anything is written", async () => {
    const world = releaseWorld({
      wrap: (store) => ({
        ...store,
        async put(key, body, options) {
          const { etag } = await store.put(key, body, options);
          return { etag };
        },
      }),
    });
    await expect(release(folderOf(site), world.context)).rejects.toThrow("RELEASE_UNVERSIONED");
    expect(world.regions.store(buckets.primary).list().contents).toEqual([]);
  });
});
