import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFault, parseFault } from "../../../rehearsal/regions";
import { parseBucketPolicy } from "../../../rehearsal/regions/policy/parse";
import {
  answer,
  ask,
  bytes,
  oacPolicy,
  originOf,
  primaryOrigin,
  replicaOrigin,
  rule,
  text,
  twoRegions,
} from "./fixtures";

describe("S3's REST endpoint", () => {
  it("serves an object with its metadata, version and replication status", async () => {
    const { regions } = twoRegions();
    regions
      .store("site-a")
      .put("a b.html", bytes("hello"), { contentType: "text/html", userMetadata: { by: "me" } });
    const got = await answer(regions, primaryOrigin, "/a+b.html");
    expect([got.status, text(got.body)]).toEqual([200, "hello"]);
    expect(Object.fromEntries(got.headers)).toMatchObject({
      etag: '"5d41402abc4b2a76b9719d911017c592"',
      "content-type": "text/html",
      "x-amz-meta-by": "me",
      "x-amz-replication-status": "PENDING",
      "accept-ranges": "bytes",
      server: "AmazonS3",
      "content-length": "5",
    });
    expect(got.headers.get("x-amz-version-id")).toHaveLength(32);
  });

  it("dates each answer by the clock, whichever minute or day it is", async () => {
    const { clock, regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    await fc.assert(
      fc.asyncProperty(fc.nat(90_000_000), async (later) => {
        await clock.advance(later);
        const { headers } = await answer(regions, primaryOrigin, "/k");
        expect(headers.get("date")).toBe(new Date(clock.now()).toUTCString());
      }),
    );
  });

  it("lets a signed request choose headers of the response, and refuses that to everybody else", async () => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"), { contentType: "text/plain" });
    const query = "response-content-type=text%2Fhtml&response-content-disposition=attachment&response-own=1";
    const got = await answer(regions, primaryOrigin, "/k", { query });
    expect(["content-type", "content-disposition", "own"].map((name) => got.headers.get(name))).toEqual([
      ...["text/html", "attachment", null],
    ]);
    const anybody = { ...primaryOrigin, kind: { type: "s3", access: { type: "none" } } } as const;
    const refused = await answer(regions, anybody, "/k", { query });
    expect([refused.status, text(refused.body)]).toEqual([400, expect.stringContaining("InvalidRequest")]);
  });

  it.each([
    ["a list", '"x", "5d41402abc4b2a76b9719d911017c592"', 304],
    ["a weak tag", 'W/"5d41402abc4b2a76b9719d911017c592"', 304],
    ["a star", "*", 304],
    ["another tag", '"x"', 200],
  ])("takes If-None-Match with %s", async (_name, tag, status) => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    expect((await answer(regions, primaryOrigin, "/k", { headers: { "if-none-match": tag } })).status).toBe(
      status,
    );
  });

  it("lets If-Match decide over If-Unmodified-Since", async () => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    const old = new Date(0).toUTCString();
    const both = { "if-match": "*", "if-unmodified-since": old };
    expect((await answer(regions, primaryOrigin, "/k", { headers: both })).status).toBe(200);
    const alone = await answer(regions, primaryOrigin, "/k", { headers: { "if-unmodified-since": old } });
    expect([alone.status, text(alone.body)]).toEqual([412, expect.stringContaining("PreconditionFailed")]);
  });

  it.each([
    ["Fri, 01 Jan 2100 00:00:00 GMT", 304],
    ["Fri Jan  1 00:00:00 2100", 304],
    ["2100-01-01T00:00:00Z", 200],
  ])("reads If-Modified-Since as an HTTP date: %s", async (date, status) => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    const got = await answer(regions, primaryOrigin, "/k", { headers: { "if-modified-since": date } });
    expect(got.status).toBe(status);
  });

  it.each([
    ["bytes=1-2", 206, "el"],
    ["bytes=-2", 206, "lo"],
    ["bytes=3-", 206, "lo"],
    ["bytes=0-1,3-4", 200, "hello"],
    ["bytes=2-1", 200, "hello"],
  ])("answers the range %s", async (range, status, body) => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    const got = await answer(regions, primaryOrigin, "/k", { headers: { range } });
    expect([got.status, text(got.body)]).toEqual([status, body]);
  });

  it("refuses a range beyond the object with InvalidRange", async () => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    const got = await answer(regions, primaryOrigin, "/k", { headers: { range: "bytes=9-" } });
    expect([got.status, text(got.body)]).toEqual([416, expect.stringContaining("<ActualObjectSize>5<")]);
  });

  it("answers 404 NoSuchKey to those who may list, and 403 AccessDenied to others", async () => {
    const { regions } = twoRegions();
    expect((await answer(regions, primaryOrigin, "/none")).status).toBe(404);
    regions.setPolicy("site-a", oacPolicy("site-a", ["s3:GetObject"]));
    expect(text((await answer(regions, primaryOrigin, "/none")).body)).toContain("<Code>AccessDenied</Code>");
  });

  it("answers 403 when the bucket policy is forgotten, and 404 NoSuchBucket without a bucket", async () => {
    const { regions } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    regions.setPolicy("site-a", undefined);
    expect((await answer(regions, primaryOrigin, "/k")).status).toBe(403);
    const gone = await answer(regions, originOf("nobody.s3.eu-west-1.amazonaws.com"), "/k");
    expect([gone.status, text(gone.body)]).toEqual([404, expect.stringContaining("NoSuchBucket")]);
  });

  it("never throws for hostile paths and methods", async () => {
    const { regions } = twoRegions();
    const path = fc.oneof(
      fc.string(),
      fc.string().map((tail) => `/%${tail}`),
    );
    const method = fc.constantFrom("GET", "HEAD", "POST", "OPTIONS", "PATCH", "X");
    const run = async (name: string, verb: string) => {
      const got = await answer(regions, primaryOrigin, name, { method: verb });
      expect([200, 400, 403, 404, 405]).toContain(got.status);
    };
    await fc.assert(fc.asyncProperty(path, method, run), { numRuns: 200 });
  });

  it("answers 404 with x-amz-delete-marker after a delete, 405 for the marker itself", async () => {
    const { regions } = twoRegions();
    regions.setPolicy("site-a", oacPolicy("site-a", ["s3:Get*", "s3:ListBucket"]));
    regions.store("site-a").put("k", bytes("hello"));
    const marker = regions.store("site-a").delete("k");
    const got = await answer(regions, primaryOrigin, "/k");
    expect([got.status, got.headers.get("x-amz-delete-marker")]).toEqual([404, "true"]);
    const byId = await answer(regions, primaryOrigin, "/k", { query: `versionId=${marker?.versionId}` });
    expect(byId.status).toBe(405);
  });
});

describe("bucket policies", () => {
  it("refuses operators, keys and variables that it does not understand, all at once", () => {
    const statement = (Condition: object) => ({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:*",
      Resource: "arn:aws:s3:::b/*",
      Condition,
    });
    const document = {
      Statement: [
        statement({ BinaryEquals: { "aws:SourceArn": "x" } }),
        statement({ StringEquals: { "aws:Moon": "x" } }),
        statement({ StringEquals: { "aws:SourceArn": "$" + "{aws:x}" } }),
      ],
    };
    expect(() => parseBucketPolicy(document, "arn:aws:s3:::b")).toThrow(
      /BinaryEquals[\s\S]*aws:Moon[\s\S]*policy variable/,
    );
  });
});

describe("replication", () => {
  it("keeps version id and Last-Modified, and goes from PENDING to COMPLETED after the lag", async () => {
    const { regions, clock } = twoRegions();
    const source = regions.store("site-a").put("k", bytes("hello"));
    expect((await answer(regions, replicaOrigin, "/k")).status).toBe(404);
    await clock.advance(1000);
    const got = await answer(regions, replicaOrigin, "/k");
    expect(got.headers.get("x-amz-replication-status")).toBe("REPLICA");
    expect(got.headers.get("x-amz-version-id")).toBe(source.versionId);
    expect(source.replicationStatus).toBe("COMPLETED");
  });

  it("stays PENDING while the target region is down, and resumes", async () => {
    const { regions, clock } = twoRegions();
    const fault = regions.setFault("replica=blackhole");
    const source = regions.store("site-a").put("k", bytes("hello"));
    await clock.advance(3_600_000);
    expect(regions.replicationMetrics("site-a")).toMatchObject([
      { operationsPending: 1, bytesPending: 5, replicationLatency: 3600 },
    ]);
    regions.clearFault(fault.id);
    regions.replicationMetrics("site-a");
    expect(source.replicationStatus).toBe("COMPLETED");
  });

  it("fails for good where the role has no permission", async () => {
    const { regions, clock } = twoRegions({}, { mayReplicateTo: [] });
    const source = regions.store("site-a").put("k", bytes("hello"));
    await clock.advance(5000);
    expect(regions.replicationMetrics("site-a")).toMatchObject([
      { operationsFailed: 1, operationsPending: 0 },
    ]);
    expect(source.replicationStatus).toBe("FAILED");
  });

  it.each(["site-a", "site-b"])(
    "loses what was under way when %s is deleted, and goes on",
    async (deleted) => {
      const { regions, clock } = twoRegions();
      await regions.bucket("site-a").put("page", bytes("x"));
      regions.removeBucket(deleted);
      await clock.advance(2_000);
      expect(regions.bucketNames).toEqual(["site-a", "site-b"].filter((name) => name !== deleted));
      expect(regions.faultTargets).not.toContain(deleted);
      const left = deleted === "site-a" ? "site-b" : "site-a";
      expect(regions.store(left).list().contents.length).toBe(left === "site-a" ? 1 : 0);
      const origin = deleted === "site-a" ? primaryOrigin : replicaOrigin;
      expect((await answer(regions, origin, "/page")).status).toBe(404);
    },
  );

  it("takes changed settings of a bucket, whose objects stay", async () => {
    const { regions } = twoRegions();
    await regions.bucket("site-a").put("page", bytes("x"));
    const options = { name: "site-a", region: "eu-west-1", alias: "main" };
    regions.changeBucket({
      ...options,
      policy: oacPolicy("site-a", ["s3:GetObject"]),
      versioning: "Suspended",
    });
    expect(regions.faultTargets).toContain("main");
    expect((await answer(regions, primaryOrigin, "/page")).status).toBe(200);
    expect((await answer(regions, primaryOrigin, "/none")).status).toBe(403);
    await regions.bucket("site-a").put("page", bytes("y"));
    expect((await answer(regions, primaryOrigin, "/page")).headers.get("x-amz-version-id")).toBe("null");
    regions.changeBucket({ ...options, versioning: "Enabled" });
    expect((await answer(regions, primaryOrigin, "/page")).status).toBe(403);
  });

  it("leaves two buckets with two-way rules equal when the lag ends", async () => {
    const step = fc.record({
      bucket: fc.constantFrom("site-a", "site-b"),
      key: fc.constantFrom("x", "y"),
      remove: fc.boolean(),
      wait: fc.integer({ min: 0, max: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { regions, clock } = twoRegions({
          lag: ({ key, destination }) => (key + destination).length * 130,
        });
        regions.setReplication("site-b", [rule("site-a")]);
        for (const [at, { bucket, key, remove, wait }] of steps.entries()) {
          if (remove) regions.store(bucket).delete(key);
          else regions.store(bucket).put(key, bytes(String(at)));
          await clock.advance(wait);
        }
        await clock.advance(10_000);
        const shape = (name: string) =>
          regions
            .store(name)
            .listVersions()
            .versions.map(({ type, key, versionId, isLatest }) => ({ type, key, versionId, isLatest }));
        expect(shape("site-a")).toEqual(shape("site-b"));
      }),
      { numRuns: 50 },
    );
  });
});

describe("faults", () => {
  it.each([
    ["refuse", "connect-refused", 0],
    ["blackhole", "connect-timeout", 2000],
    ["hang", "read-timeout", 5000],
    ["reset", "reset", 0],
    ["dns", "dns", 0],
    ["slow:10s", "read-timeout", 5000],
    ["slow:2s", 200, 2000],
    ["slow:1B/s", 200, 5000],
    ["403", 403, 0],
    ["404", 404, 0],
    ["500", 500, 0],
    ["503", 503, 0],
  ])("%s gives %s after %d ms", async (effect, expected, duration) => {
    const { regions, clock } = twoRegions();
    regions.store("site-a").put("k", bytes("hello"));
    regions.setFault(`primary=${effect}`);
    const start = clock.now();
    const pending = ask(regions, primaryOrigin, "/k");
    await clock.advance(duration);
    const outcome = await pending;
    expect(outcome.kind === "response" ? outcome.status : outcome.kind).toBe(expected);
    expect(clock.now() - start).toBe(duration);
  });

  it.each([
    "primary=503",
    "replica=blackhole@50%",
    "primary:/assets/*=slow:2s,for:10m",
    "replica=slow:1500ms,for:2h",
    "replica=503@over:100/s",
  ])("reads %s and writes it back", (written) =>
    expect(formatFault(parseFault(written, ["primary", "replica"]))).toBe(written),
  );

  it("says what is allowed when a fault is not understood", () => {
    expect(() => parseFault("moon=418", ["primary"])).toThrow(
      /no target "moon"; there is primary; no effect "418"/,
    );
  });

  it("meets the owner's writes as typed errors", async () => {
    const { regions } = twoRegions();
    regions.setFault("primary=503");
    await expect(regions.bucket("site-a").put("k", bytes("x"))).rejects.toMatchObject({
      code: "SlowDown",
      status: 503,
    });
    regions.setFault("primary=refuse");
    await expect(regions.bucket("site-a").put("k", bytes("x"))).rejects.toMatchObject({
      options: { failure: "connect-refused" },
    });
  });
});
