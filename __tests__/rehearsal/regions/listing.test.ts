import { describe, expect, it } from "vitest";
import { answer, bytes, primaryOrigin, text, twoRegions } from "./fixtures";

async function filled(keys: readonly string[]) {
  const { regions } = twoRegions();
  for (const key of keys) await regions.bucket("site-a").put(key, bytes(key));
  return regions;
}

/** Keys and common prefixes of all pages, and how many pages there were. */
async function pages(keys: readonly string[], query: string) {
  const regions = await filled(keys);
  const seen: string[] = [];
  let token = "";
  for (let count = 1; ; count++) {
    const next = token === "" ? "" : `&continuation-token=${encodeURIComponent(token)}`;
    const xml = text(
      (await answer(regions, primaryOrigin, "/", { query: `list-type=2&${query}${next}` })).body,
    );
    const page = [...xml.matchAll(/<Key>([^<]*)<\/Key>|<CommonPrefixes><Prefix>([^<]*)<\/Prefix>/g)];
    seen.push(...page.map(([, key, prefix]) => key ?? prefix ?? ""));
    token = /<NextContinuationToken>([^<]*)</.exec(xml)?.[1] ?? "";
    if (token === "") return { seen, count, isTruncated: xml.includes("<IsTruncated>true") };
  }
}

const keys = ["a.txt", "docs/1", "docs/2", "docs/3", "img/1", "img/2", "z.txt"];

describe("ListObjectsV2", () => {
  it("a truncated listing with a delimiter goes on behind the common prefix, and names each once", async () => {
    for (const size of [1, 2, 3]) {
      const { seen, count, isTruncated } = await pages(keys, `delimiter=/&max-keys=${size}`);
      expect([...seen].sort()).toEqual(["a.txt", "docs/", "img/", "z.txt"]);
      expect([count, isTruncated]).toEqual([Math.ceil(4 / size), false]);
    }
  });

  it("a prefix and a delimiter give the folder's own level", async () => {
    expect(
      (await pages([...keys, "docs/deep/1"], "prefix=docs/&delimiter=/&max-keys=2")).seen.sort(),
    ).toEqual(["docs/1", "docs/2", "docs/3", "docs/deep/"]);
  });
});
