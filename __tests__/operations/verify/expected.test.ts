import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { expectedFromFolder, expectedFromManifest } from "../../../operations/verify/expected";
import { release } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { buckets, releaseWorld } from "../../support/release/world";

const files = { "index.html": "", "docs/index.html": "", CNAME: "", ".well-known/x": "" };

describe("what visitors must get", () => {
  test("is every file that a path leads to, of a folder or of a release's record", async () => {
    const { context, regions, site } = releaseWorld();
    const folder = folderOf(files);
    const { plan, release: id } = await release(folder, context);
    expect(plan.warnings.map(({ code, value }) => [code, value])).toEqual([["RELEASE_UNREACHABLE", "CNAME"]]);
    const record = join(folderOf({}), "record.json");
    writeFileSync(record, regions.store(buckets.primary).get(`.outlast/releases/${id}.json`).content.body);
    const paths = ["/.well-known/x", "/docs/", "/"];
    for (const expected of [
      (await expectedFromFolder(folder, site)).files,
      expectedFromManifest(record, site),
    ])
      expect(expected.map(({ path }) => path)).toEqual(paths);
  });

  test("has the type, encoding and lifetime that a release gives it, of a folder or of the record", async () => {
    const { context, regions, site } = releaseWorld();
    const folder = folderOf({
      ...files,
      "old.html": Buffer.from("<meta charset=iso-8859-1>caf\xe9", "latin1"),
      "odd.html": "<meta charset=iso-8859-1>café",
      "app.js.br": brotliCompressSync("1"),
      "logo.svgz": gzipSync("<svg/>"),
      ".well-known/openid-configuration": "{}",
    });
    const { release: id } = await release(folder, context);
    const bucket = regions.store(buckets.primary);
    const record = join(folderOf({}), "record.json");
    writeFileSync(record, bucket.get(`.outlast/releases/${id}.json`).content.body);
    for (const expected of [
      (await expectedFromFolder(folder, site)).files,
      expectedFromManifest(record, site),
    ])
      for (const { cacheControl, contentEncoding, contentType, key, md5 } of expected) {
        const { etag, metadata } = bucket.get(key).content;
        expect({ key, etag: `"${md5}"`, contentType, contentEncoding, cacheControl }).toEqual({
          key,
          etag,
          contentEncoding: undefined,
          ...metadata,
        });
      }
  });
});
