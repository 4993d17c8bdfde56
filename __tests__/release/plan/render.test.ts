import { brotliCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { planOf, planToJson, release, renderPlan } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { releaseWorld } from "../../support/release/world";

async function plans() {
  const world = releaseWorld();
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`p/${at}.html`, ""]));
  await release(folderOf({ ...many, "index.html": "1", "gone.txt": "" }), world.context);
  const next = folderOf({ ...many, "index.html": '<img src="missing.png">', "new.txt": "12345" });
  return planOf(next, world.context);
}

describe("a plan", () => {
  it("is shown with what goes up, leaves, is invalidated, and what to look at", async () => {
    expect(renderPlan(await plans()).split("\n")).toEqual([
      "added: 1",
      "  new.txt",
      "changed: 1",
      "  index.html",
      "leaving, kept for the retention: 1",
      "  gone.txt",
      "unchanged: 20",
      "to upload: 28 B in 2 requests",
      "to invalidate: 1",
      "  /index.html",
      "invalidation: 1 of the 1,000 paths that are free each month; $0.005 beyond those",
      "21 files with max-age=0, s-maxage=0, stale-if-error=86400: a page changes under its name, such as index.html",
      "1 file with max-age=60, s-maxage=0, stale-if-error=86400: nothing proves that the name changes with the bytes, such as new.txt",
      "warning RELEASE_REFERENCE_MISSING: index.html: missing.png. What a file loads from this site is in the folder. Correct the reference, or add the file.",
    ]);
  });

  it("says what was compressed beforehand", async () => {
    const folder = folderOf({ "index.html": "1", "app.js": "1", "app.js.br": brotliCompressSync("1") });
    const plan = await planOf(folder, releaseWorld().context);
    expect(renderPlan(plan)).toContain(
      "compressed already, sent with their Content-Encoding: 1\n  app.js.br\n",
    );
    expect(planToJson(plan).encoded).toEqual(["app.js.br"]);
  });

  it("cuts long lists", async () => {
    const world = releaseWorld();
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`p/${at}.html`, ""]));
    const lines = renderPlan(await planOf(folderOf({ ...many, "index.html": "1" }), world.context)).split(
      "\n",
    );
    expect([lines[0], lines[11]]).toEqual(["added: 21", "  and 11 more"]);
  });

  it("is whole for a machine", async () => {
    expect(planToJson(await plans())).toMatchObject({
      added: ["new.txt"],
      changed: ["index.html"],
      metadata: [],
      leaving: ["gone.txt"],
      deleted: [],
      unchanged: 20,
      uploadBytes: 28,
      requests: 2,
      invalidation: { paths: ["/index.html"] },
    });
  });

  it("counts a request for pages that are deleted, and another for assets", async () => {
    const world = releaseWorld();
    const [index, older, page] = [{ "index.html": "1" }, { "older.txt": "" }, { "page.html": "" }];
    await release(folderOf({ ...index, ...older, ...page }), world.context);
    await release(folderOf({ ...index, ...page }), world.context, { yes: true });
    await world.clock.sleep(60_000);
    await release(folderOf(index), world.context, { yes: true });
    await world.clock.sleep(8 * 86_400_000);
    const plan = planToJson(await planOf(folderOf(index), world.context));
    expect(plan).toMatchObject({ deleted: ["older.txt", "page.html"], requests: 2 });
  });
});
