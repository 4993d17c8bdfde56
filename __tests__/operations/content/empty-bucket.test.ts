import { expect, test } from "vitest";
import { countVersions, emptyBucket } from "../../../operations/content/empty-bucket";

const bucket = { name: "site", region: "eu-west-1" };

/** S3 with as many versions and delete markers, which loses its process at some request. */
function versionedBucket(versions: number, dies = Number.POSITIVE_INFINITY) {
  const left = Array.from({ length: versions }, (_, at) => ({ Key: `k${at}`, VersionId: `v${at}` }));
  let requests = 0;
  const send = async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    const { input } = command;
    if (++requests > dies) throw Object.assign(new Error("killed"), { code: "ECONNRESET" });
    if (command.constructor.name === "ListObjectVersionsCommand") {
      const after = left.findIndex(({ Key }) => Key === input.KeyMarker) + 1;
      const page = left.slice(input.KeyMarker === undefined ? 0 : after, after + 1_000);
      const [Versions, DeleteMarkers] = [page.slice(0, 600), page.slice(600)];
      const more = left.length > after + 1_000;
      return { Versions, DeleteMarkers, IsTruncated: more, NextKeyMarker: page.at(-1)?.Key };
    }
    const { Objects } = input.Delete as { Objects: { VersionId: string }[] };
    const gone = new Set(Objects.map(({ VersionId }) => VersionId));
    left.splice(0, left.length, ...left.filter(({ VersionId }) => !gone.has(VersionId)));
    return {};
  };
  return {
    left,
    client: { send: send as never },
    live: () => {
      dies = Number.POSITIVE_INFINITY;
    },
  };
}

test("counts versions and delete markers over all pages", async () => {
  expect(await countVersions(bucket, versionedBucket(2_400).client)).toEqual({
    versions: 2_400,
    content: 2_400,
  });
});

test("deletes all of them, and goes on from what a run that was stopped has left", async () => {
  const { client, left, live } = versionedBucket(950, 1);
  await expect(emptyBucket(bucket, "all", () => {}, client)).rejects.toMatchObject({ code: "AWS_REFUSED" });
  expect(left).toHaveLength(950);
  live();
  const told: number[] = [];
  await emptyBucket(bucket, "all", (count) => told.push(count), client);
  expect([left.length, told]).toEqual([0, [950]]);
});

test("takes a bucket that has gone for an empty one", async () => {
  const send = () => Promise.reject(Object.assign(new Error("gone"), { name: "NoSuchBucket" }));
  expect(await countVersions(bucket, { send: send as never })).toEqual({ versions: 0, content: 0 });
});

test("does not take what a deployment has written for content", async () => {
  const { client, left } = versionedBucket(2);
  left.push({ Key: ".well-known/outlast/primary", VersionId: "v2" });
  left.push({ Key: ".outlast/site.json", VersionId: "v3" });
  expect(await countVersions(bucket, client)).toEqual({ versions: 4, content: 2 });
  await emptyBucket(bucket, "deployment's own", () => {}, client);
  expect(left.map(({ Key }) => Key)).toEqual(["k0", "k1"]);
});
