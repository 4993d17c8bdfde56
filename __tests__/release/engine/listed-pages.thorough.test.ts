import { expect, it } from "vitest";
import { release } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { Executioner } from "../../support/release/killed";
import { releaseWorld } from "../../support/release/world";

it("requests of a release that changes nothing are the listings' of both regions and the record's", async () => {
  const executioner = new Executioner();
  const world = releaseWorld({ wrap: executioner.wrap });
  const pages = Array.from({ length: 1000 }, (_, at) => [`page${at}.html`, `${at}`]);
  const site = { "index.html": '<script src="/app.js"></script>', "app.js": "1" };
  const folder = folderOf({ ...site, ...Object.fromEntries(pages) });
  await release(folder, world.context);
  await world.clock.sleep(5_000);
  executioner.requests = 0;
  expect(await release(folder, world.context)).toMatchObject({ changed: false });
  expect(executioner.requests).toBe(2 * 2 + 1);
  executioner.requests = 0;
  expect(await release(folder, world.context, { waitForReplica: false })).toMatchObject({ changed: false });
  expect(executioner.requests).toBe(2 + 1);
});
