import { expect, it } from "vitest";
import { type ObjectStore, release, StoreError } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { buckets, releaseWorld, seeded } from "../../support/release/world";

it("a release of 3,500 files gets to its end while a fifth of all reads fail, in both regions", async () => {
  const random = seeded(5);
  let failed = 0;
  const mayFail = async <T>(read: () => Promise<T>): Promise<T> => {
    if (random() >= 0.2) return read();
    failed += 1;
    throw new StoreError("unavailable", "no");
  };
  const world = releaseWorld({
    wrap: (store): ObjectStore => ({
      ...store,
      list: (options) => mayFail(() => store.list(options)),
      head: (key) => mayFail(() => store.head(key)),
      get: (key, versionId) => mayFail(() => store.get(key, versionId)),
    }),
  });
  const files = Array.from({ length: 3500 }, (_, at) => [`f/${at}.txt`, `${at}`]);
  const folder = folderOf({ "index.html": "", ...Object.fromEntries(files) });
  expect(await release(folder, world.context)).toMatchObject({ changed: true });
  expect(failed).toBeGreaterThan(0);
  for (const bucket of Object.values(buckets))
    for (const [key = ""] of files) expect(world.regions.store(bucket).current(key), key).toBeDefined();
  await world.clock.sleep(5000);
  expect(await release(folder, world.context)).toMatchObject({ changed: false });
});
