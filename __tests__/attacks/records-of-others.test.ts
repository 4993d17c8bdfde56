import { describe, expect, it } from "vitest";
import { outputsIn } from "../../operations/outputs";
import { describeUnfinished, recordKeys, release, releases } from "../../release";
import { parseListing } from "../../release/aws/listing";
import { folderOf } from "../support/release/folder";
import { releaseWorld } from "../support/release/world";

type World = ReturnType<typeof releaseWorld>;

const begun = (id: string) => ({ id, kind: "release", user: "somebody" });
const later = "20990101T000000000-aaaaaa";

/** Puts something in a record's place. */
async function leave({ context }: World, key: string, record: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(record));
  const headers = { contentType: "application/json", cacheControl: "no-store" };
  await context.stores.primary.put(key, { kind: "bytes", bytes }, { headers });
}

describe("whoever may write to a bucket", () => {
  it.each([8.65e15, 1e300, -1])("cannot leave a lock until no time that there is (%d)", async (expires) => {
    const world = releaseWorld();
    await leave(world, recordKeys.lock, { expires, release: begun(later) });
    expect(await releases(world.context)).toEqual({ kept: [] });
    await expect(release(folderOf({ "index.html": "a" }), world.context)).rejects.toThrow(
      "RELEASE_LOCKED: a lock that cannot be read",
    );
  });

  it("cannot leave the beginning of a release of no time that there is", async () => {
    const world = releaseWorld();
    await leave(world, recordKeys.current, { begun: begun("never") });
    const { unfinished } = await releases(world.context);
    expect(unfinished && describeUnfinished(unfinished)).toContain("begun at 1970-01-01T00:00:00.000Z");
    await release(folderOf({ "index.html": "a" }), world.context);
    expect((await releases(world.context)).kept).toHaveLength(1);
  });
});

describe("a contact sheet or an output of somebody else", () => {
  it.each([
    ["name servers that are no texts", { name_servers: { value: ["a", { toString: "x" }] } }],
    [
      "an output in an output, ten thousand times",
      JSON.parse(`${'{"outlast":'.repeat(10_000)}1${"}".repeat(10_000)}`),
    ],
  ])("with %s is refused with a code", (_, json) => {
    expect(() => outputsIn(json, "sheet.json", "docs")).toThrow("OUTPUTS_SHAPE");
  });
});

describe("a listing that S3 does not give", () => {
  const page = (key: string) =>
    Buffer.from(`<ListBucketResult><Contents><Key>${key}</Key></Contents></ListBucketResult>`);

  it("is none where a key is not encoded, and keeps what stands for no character", () => {
    expect(parseListing(page("a%b"))).toBeUndefined();
    expect(parseListing(page("a&#x110000;b"))?.objects[0]?.key).toBe("a&#x110000;b");
  });
});
