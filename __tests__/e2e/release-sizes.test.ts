import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { startMemoryS3 } from "../../bench/release/memory-s3";
import { folderOf } from "../support/release/folder";
import { releaseVerb } from "./support/release-verb";
import { versionedBucket } from "./support/versioned-bucket";

const region = "eu-central-1";
const megabyte = 1024 * 1024;

beforeAll(() => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: inject("realParts").endpoint,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
  });
});

/** A key of this many bytes of UTF-8, in folders whose names a file system takes. */
function keyOf(bytes: number): string {
  const folders = `${"é".repeat(99)}/`.repeat(5);
  return `${folders}${"x".repeat(bytes - Buffer.byteLength(`${folders}.txt`))}.txt`;
}

describe("a release of odd names and sizes", () => {
  test("brings every name over byte by byte, and then has nothing to do", async () => {
    const store = await versionedBucket("sizes-names", region);
    const files: Record<string, Uint8Array> = {};
    const names = [
      "index.html",
      "a b/two  spaces.txt",
      "plus+and%percent%2F.txt",
      "#hash?query=1&more.txt",
      "it's (odd)!*~$,;:@=[]{}^`|.txt",
      "ä/日本語/😀.html",
      keyOf(1_024),
    ];
    for (const name of names) files[name] = new TextEncoder().encode(`<p>${name}\u0000\u00ff`);
    files["empty.txt"] = new Uint8Array();
    files["every-byte.bin"] = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
    const folder = folderOf(files);
    const endpoint = inject("realParts").endpoint;
    const first = await releaseVerb(folder, "sizes-names", endpoint);
    expect(first).toMatchObject({ exitCode: 0, result: { changed: true } });
    for (const [key, bytes] of Object.entries(files)) {
      const { body } = await store.get(key);
      expect(Buffer.from(body).equals(bytes), key).toBe(true);
    }
    const keys = (await store.list()).objects.map(({ key }) => key);
    expect(keys.filter((key) => !/^\.(outlast|well-known)\//.test(key)).sort()).toEqual(
      Object.keys(files).sort(),
    );
    expect(await releaseVerb(folder, "sizes-names", endpoint)).toMatchObject({
      exitCode: 0,
      result: { changed: false },
    });
  });

  test("refuses a key that S3 has no room for, before anything goes up", async () => {
    const store = await versionedBucket("sizes-long", region);
    const folder = folderOf({ "index.html": "<p>", [keyOf(1_025)]: "one byte too many" });
    const { errors, exitCode } = await releaseVerb(folder, "sizes-long", inject("realParts").endpoint);
    expect(exitCode).toBe(2);
    expect(errors).toContain("RELEASE_KEY_TOO_LONG");
    expect(errors).toContain("1025 bytes");
    expect((await store.list()).objects).toEqual([]);
  });

  test("streams a file of 200 MB in one part, without holding it in memory", async () => {
    const store = await versionedBucket("sizes-large", region);
    const folder = folderOf({ "index.html": "<p>", "large.bin": "" });
    const md5 = createHash("md5");
    for (let index = 0; index < 200; index += 1) {
      const piece = new Uint8Array(megabyte).fill(index);
      appendFileSync(join(folder, "large.bin"), piece);
      md5.update(piece);
    }
    const endpoint = inject("realParts").endpoint;
    const first = await releaseVerb(folder, "sizes-large", endpoint);
    expect(first).toMatchObject({ exitCode: 0, result: { changed: true } });
    expect(first.peakMb).toBeLessThan(200);
    // Of several parts the ETag would be no MD5 of the bytes.
    expect(await store.head("large.bin")).toMatchObject({ size: 200 * megabyte, etag: md5.digest("hex") });
    expect(await releaseVerb(folder, "sizes-large", endpoint)).toMatchObject({ result: { changed: false } });
  });

  test("takes 5,000 files in less than 200 MB of memory, and asks no more than the listing of them again", async () => {
    const files: Record<string, string> = { "index.html": "<p>index" };
    for (let index = 1; index < 5_000; index += 1)
      files[`d${index % 100}/p${index}.html`] =
        `<a href="/d${(index * 7) % 100}/p${(index * 7) % 5_000}.html">${index}</a>${"x".repeat(index % 600)}`;
    const folder = folderOf(files);
    const s3 = await startMemoryS3();
    try {
      const first = await releaseVerb(folder, "sizes-many", s3.url);
      expect(first).toMatchObject({ exitCode: 0, result: { changed: true } });
      expect(first.peakMb).toBeLessThan(200);
      const different = Object.entries(files).filter(
        ([key, text]) => s3.bucket("sizes-many").get(key)?.body.toString() !== text,
      );
      expect(different).toEqual([]);
      s3.asked();
      const second = await releaseVerb(folder, "sizes-many", s3.url);
      expect(second).toMatchObject({ exitCode: 0, result: { changed: false } });
      expect(second.peakMb).toBeLessThan(200);
      // On a busy machine, what took too long to be answered is asked once more.
      const asked = [...new Set(s3.asked())];
      const pages = asked.filter((request) => request.includes("list-type=2"));
      expect(pages).toHaveLength(6);
      // Who asks, and what the release before has recorded.
      const others = asked.filter((request) => !pages.includes(request) && request !== "POST /");
      expect(others).toContainEqual(expect.stringMatching(/^GET \S+\/\.outlast\/releases\/[^/]+\.json\?/));
      expect(others.filter((request) => !request.startsWith("GET /sizes-many/.outlast/"))).toEqual([]);
    } finally {
      await s3.close();
    }
  });
});
