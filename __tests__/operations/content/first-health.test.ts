import { expect, test } from "vitest";
import { healthKeys, regionHealth } from "../../../facts/site/health";
import { writeFirstHealth } from "../../../operations/content/first-health";
import { StoreError } from "../../../release";
import { releaseWorld } from "../../support/release/world";

const buckets = {
  primary: { name: "primary", region: "eu-central-1" },
  replica: { name: "replica", region: "eu-west-1" },
};

function world() {
  const { stores } = releaseWorld().context;
  const open = ({ name }: { readonly name: string }) => stores[name as keyof typeof stores];
  const health = async (side: keyof typeof stores) => {
    const { body } = await stores[side].get(healthKeys[side]);
    return regionHealth(200, new TextDecoder().decode(body)).detail;
  };
  return { stores, open, health };
}

test("gives each region of a new site an answer of its own", async () => {
  const { health, open } = world();
  await writeFirstHealth(buckets, () => {}, open);
  expect(await health("primary")).toBe("answers from eu-central-1, no release yet");
  expect(await health("replica")).toBe("answers from eu-west-1, no release yet");
});

test("leaves alone what a release has written", async () => {
  const { health, open, stores } = world();
  const bytes = new TextEncoder().encode('{"region":"eu-central-1","release":"r1"}');
  const headers = { contentType: "application/json", cacheControl: "no-store" };
  await stores.primary.put(healthKeys.primary, { kind: "bytes", bytes }, { headers });
  const notes: string[] = [];
  await writeFirstHealth(buckets, (text) => notes.push(text), open);
  expect(await health("primary")).toBe("answers from eu-central-1, release r1");
  expect(notes).toEqual([]);
});

test("says which bucket has none, and ends nothing", async () => {
  const { health, open, stores } = world();
  const put = () => Promise.reject(new StoreError("denied", "PutObject: AccessDenied"));
  const refusing = { ...stores.replica, name: "replica (eu-west-1)", put };
  const notes: string[] = [];
  const note = (text: string) => notes.push(text);
  await writeFirstHealth(buckets, note, (bucket) => (bucket.name === "replica" ? refusing : open(bucket)));
  expect(notes).toEqual([expect.stringMatching(/^replica \(eu-west-1\) has nothing to answer/)]);
  expect(await health("primary")).toContain("no release yet");
});
