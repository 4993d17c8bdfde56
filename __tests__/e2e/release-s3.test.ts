import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { siteSchema } from "../../config/schema";
import { type ObjectStore, planOf, release, rollback, StoreError } from "../../release";
import { createS3Client } from "../../release/aws/clients";
import { S3Store } from "../../release/aws/s3-store";
import { pooled } from "../../release/pool";
import { digestsOf } from "../../release/scan/digest";
import { type Moto, startMoto } from "../../toolchain";
import { contextOf as contextFor, versionedBucket } from "./support/versioned-bucket";

const region = "eu-central-1";
const headers = { contentType: "text/plain; charset=utf-8", cacheControl: "max-age=60, s-maxage=0" };
const input = {
  name: "docs",
  regions: { primary: region, replica: "eu-west-1" },
  errorPages: { notFound: false },
} as const;
const site = siteSchema.parse(input);
const folders: string[] = [];
const environment = { ...process.env };
let moto: Moto;

beforeAll(async () => {
  // A server of its own: its objects are counted, and it has more of them than others should have to look through.
  moto = await startMoto();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
  });
});

afterAll(async () => {
  process.env = environment;
  await moto.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const bucketNamed = (bucket: string) => versionedBucket(bucket, region);

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-release-"));
  folders.push(folder);
  for (const [key, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), content);
  }
  return folder;
}

/** A store that counts its requests. */
function counted(store: ObjectStore): { readonly store: ObjectStore; readonly requests: () => number } {
  let count = 0;
  const proxy = new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        count += 1;
        return Reflect.apply(member, target, args);
      };
    },
  });
  return { store: proxy, requests: () => count };
}

const contextOf = (store: ObjectStore) => contextFor(site, store);

const bytes = (text: string) => ({ kind: "bytes", bytes: new TextEncoder().encode(text) }) as const;

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof StoreError ? error.kind : String(error);
}

describe("S3Store", () => {
  test("keeps keys, bytes and headers as they are given", async () => {
    const store = await bucketNamed("store-keys");
    const keys = [
      "a b+c%25&'(1)!*.txt",
      "ä/日本語.txt",
      "plus+and space/=,;:@$.txt",
      `${"long/".repeat(200)}end`,
      "empty",
    ];
    for (const key of keys) {
      const text = key === "empty" ? "" : key;
      const digests = digestsOf(new TextEncoder().encode(text));
      const written = await store.put(key, bytes(text), { headers, digests });
      expect(written).toEqual({ etag: digests.md5, versionId: expect.any(String) });
      const got = await store.get(key);
      expect({ ...got, body: new TextDecoder().decode(got.body) }).toEqual({
        ...headers,
        etag: digests.md5,
        size: new TextEncoder().encode(text).length,
        versionId: written.versionId,
        body: text,
      });
    }
    const { objects } = await store.list();
    expect(objects.map(({ key }) => key).sort()).toEqual([...keys].sort());
    expect((await store.list({ prefix: "ä/" })).objects.map(({ key }) => key)).toEqual(["ä/日本語.txt"]);
  });

  test("writes only when the condition holds", async () => {
    const store = await bucketNamed("store-conditions");
    const { etag } = await store.put("lock", bytes("one"), { headers, ifNoneMatch: "*" });
    expect(await failure(store.put("lock", bytes("two"), { headers, ifNoneMatch: "*" }))).toBe(
      "precondition-failed",
    );
    await store.put("lock", bytes("two"), { headers, ifMatch: etag });
    expect(await failure(store.put("lock", bytes("three"), { headers, ifMatch: etag }))).toBe(
      "precondition-failed",
    );
  });

  test("copies an old version under new headers", async () => {
    const store = await bucketNamed("store-copies");
    const key = "ä b+%.txt";
    const first = await store.put(key, bytes("first"), { headers });
    await store.put(key, bytes("second"), { headers });
    const again = await store.copyVersion(
      key,
      { key, versionId: first.versionId as string },
      { ...headers, cacheControl: "no-store" },
    );
    expect(again.etag).toBe(first.etag);
    expect(await store.head(key)).toMatchObject({ etag: first.etag, cacheControl: "no-store" });
  });

  test("deletes more keys than one request takes, and lists page by page", async () => {
    const store = await bucketNamed("store-deletes");
    const keys = Array.from({ length: 1005 }, (_, index) => `k${index}`);
    await pooled(keys, 8, (key) => store.put(key, bytes(""), { headers }));
    const first = await store.list();
    expect(first.objects).toHaveLength(1000);
    const second = await store.list({ token: first.next as string });
    expect(second).toMatchObject({ objects: { length: 5 } });
    await store.delete(keys);
    expect((await store.list()).objects).toEqual([]);
  });

  test("tells a missing key, a missing bucket and a lost connection apart", async () => {
    const store = await bucketNamed("store-failures");
    expect(await failure(store.get("nothing"))).toBe("not-found");
    expect(await failure(store.head("nothing"))).toBe("not-found");
    const gone = new S3Store({ client: createS3Client(region), bucket: "no-such-bucket-here", region });
    expect(await failure(gone.list())).toBe("bucket-not-found");
    expect(await failure(gone.put("a", bytes(""), { headers }))).toBe("bucket-not-found");
    process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:1";
    const unreachable = new S3Store({ client: createS3Client(region), bucket: "store-failures", region });
    expect(await failure(unreachable.list())).toBe("connection-lost");
    expect(await failure(unreachable.put("a", bytes(""), { headers }))).toBe("connection-lost");
    process.env.AWS_ENDPOINT_URL = moto.endpoint;
  });
});

describe("a release to S3 over HTTP", () => {
  // Of 20,000 files in release-sizes.test.ts, by the verb and to a server that is quicker than moto.
  test("of files that are all there costs the listing, page by page, and two requests", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1099 }, (_, index) => [`d${index % 50}/p${index}.html`, `<p>${index}`]),
    );
    const folder = folderOf({ "index.html": "<p>index", ...files });
    const { store, requests } = counted(await bucketNamed("release-unchanged"));
    const context = contextOf(store);
    expect(await release(folder, context, { waitForReplica: false })).toMatchObject({ changed: true });
    const before = requests();
    expect(await release(folder, context, { waitForReplica: false })).toMatchObject({ changed: false });
    expect(requests() - before).toBeLessThanOrEqual(2 + 2);
  });

  test("sees that only headers have changed, and rolls back", async () => {
    const store = await bucketNamed("release-headers");
    const folder = folderOf({ "index.html": "<p>index", "a.txt": "a" });
    const first = await release(folder, contextOf(store), { waitForReplica: false });
    const cache = { default: { mode: "edge", ttl: "10m" } } as const;
    const other = siteSchema.parse({ ...input, cache });
    const plan = await planOf(folder, { ...contextOf(store), site: other });
    expect(plan.changes.map(({ file, kind }) => [file.key, kind])).toEqual([
      ["a.txt", "metadata"],
      ["index.html", "metadata"],
    ]);
    await release(folderOf({ "index.html": "<p>other" }), contextOf(store), {
      waitForReplica: false,
      yes: true,
    });
    await rollback(first.release, contextOf(store), { waitForReplica: false, yes: true });
    expect(new TextDecoder().decode((await store.get("index.html")).body)).toBe("<p>index");
  });

  test("brings every byte of a published package over", async () => {
    const source = "node_modules/htmlparser2";
    const store = await bucketNamed("release-package");
    const folder = folderOf({ "index.html": "<p>index" });
    const names = (readdirSync(source, { recursive: true }) as string[]).filter((name) =>
      statSync(join(source, name)).isFile(),
    );
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), readFileSync(join(source, name)));
    }
    await release(folder, contextOf(store), { waitForReplica: false });
    const published = names.filter((name) => !name.split("/").some((part) => part.startsWith(".")));
    expect(published.length).toBeGreaterThan(20);
    for (const name of published) {
      const { body } = await store.get(name);
      expect(Buffer.from(body).equals(readFileSync(join(source, name))), name).toBe(true);
    }
  });
});
