import { expect, test } from "vitest";
import { planOf, release, releases, rollback } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { Executioner } from "../../support/release/killed";
import { siteWithWorker } from "../../support/release/site-with-worker";
import { buckets, releaseWorld } from "../../support/release/world";

test("a service worker is not replaced before what it keeps, wherever releases and their undoing are killed", async () => {
  const versionOf = (text: string) => /\d/.exec(text)?.[0];
  const early: string[] = [];
  const executioner = new Executioner();
  const made = () => {
    const world = releaseWorld({
      wrap: (store) =>
        executioner.wrap({
          ...store,
          async put(key, body, put) {
            if (key === "sw.js" && body.kind === "bytes")
              early.push(...behind(new TextDecoder().decode(body.bytes)));
            return store.put(key, body, put);
          },
        }),
    });
    const behind = (worker: string) =>
      Object.values(buckets).flatMap((bucket) =>
        ["index.html", "app.css"].filter((key) => {
          const text = new TextDecoder().decode(world.regions.store(bucket).get(key).content.body);
          return versionOf(text) !== /"revision":"(\d)"/.exec(worker)?.[1];
        }),
      );
    return world;
  };
  const options = { breakLock: true, concurrency: 1 };
  const [one, two] = [folderOf(siteWithWorker(1)), folderOf(siteWithWorker(2))];
  for (const back of ["release", "rollback"] as const)
    for (let at = 0, killed = true; killed; at++) {
      const world = made();
      await release(one, world.context, options);
      executioner.killAfter(at, true);
      killed = await release(two, world.context, options).then(
        () => false,
        () => true,
      );
      executioner.spare();
      const { unfinished } = await releases(world.context);
      await (back === "release" || !unfinished
        ? release(one, world.context, options)
        : rollback(undefined, world.context, options));
      expect(early).toEqual([]);
      const live = await planOf(one, world.context, options);
      expect(live.changes).toEqual([]);
    }
});
