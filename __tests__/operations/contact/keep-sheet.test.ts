import { expect, test } from "vitest";
import { keepSheet, renewSheet, watchingSheets } from "../../../operations/contact/keep-sheet";
import { renderSheet } from "../../../operations/contact/sheet";
import { recordKeys, StoreError } from "../../../release";
import { buckets, releaseWorld } from "../../support/release/world";
import { outputsOf } from "../../support/site-outputs";

const sheet = { outputs: outputsOf("E1"), definition: { name: "docs" } };
const other = { ...sheet, outputs: outputsOf("E2") };

/** A site's buckets, without replication of the sheet, and what was asked of them. */
function twoBuckets() {
  const asked: string[] = [];
  const refusing = new Set<string>();
  const world = releaseWorld({
    wrap: (store) => ({
      ...store,
      list: (options) => {
        asked.push(`list ${store.bucket}`);
        return store.list(options);
      },
      head: (key) => {
        asked.push(`head ${store.bucket}`);
        return store.head(key);
      },
      put: (key, body, options) => {
        asked.push(`put ${store.bucket}`);
        if (refusing.has(store.bucket)) throw new StoreError("unavailable", "no");
        return store.put(key, body, options);
      },
    }),
  });
  const notes: string[] = [];
  return {
    asked,
    notes,
    refusing,
    world,
    keep: async (given: typeof sheet, sides: readonly ("primary" | "replica")[]) => {
      const { listed, stores } = watchingSheets(world.context.stores);
      for (const side of sides) await stores[side].list();
      asked.splice(0);
      await keepSheet(given, stores, (note) => notes.push(note), listed);
      return asked.splice(0);
    },
    text: async (side: "primary" | "replica") => {
      const { body } = await world.context.stores[side].get(recordKeys.sheet);
      return new TextDecoder().decode(body);
    },
  };
}

test("whoever has listed the primary asks neither bucket for the sheet that it has put there", async () => {
  const { keep, text } = twoBuckets();
  expect(await keep(sheet, ["primary"])).toEqual([
    `head ${buckets.replica}`,
    `put ${buckets.replica}`,
    `put ${buckets.primary}`,
  ]);
  expect([await text("primary"), await text("replica")]).toEqual([renderSheet(sheet), renderSheet(sheet)]);
  expect(await keep(sheet, ["primary"])).toEqual([]);
  expect(await keep(sheet, ["primary", "replica"])).toEqual([]);
  expect(await keep(sheet, [])).toEqual([`head ${buckets.replica}`, `head ${buckets.primary}`]);
  expect(await keep(other, ["primary", "replica"])).toEqual([
    `put ${buckets.replica}`,
    `put ${buckets.primary}`,
  ]);
});

test("a replica that did not take it gets it as soon as it does, though the primary alone is listed", async () => {
  const { keep, notes, refusing, text } = twoBuckets();
  refusing.add(buckets.replica);
  await keep(sheet, ["primary"]);
  expect(notes).toEqual([expect.stringContaining("is not up to date")]);
  expect(JSON.parse(await text("primary"))).toEqual(JSON.parse(renderSheet(sheet)));
  refusing.clear();
  await keep(sheet, ["primary"]);
  expect([await text("primary"), await text("replica")]).toEqual([renderSheet(sheet), renderSheet(sheet)]);
  expect(await keep(sheet, ["primary"])).toEqual([]);
});

test("a sheet that somebody has deleted from the replica is back once that is listed", async () => {
  const { asked, keep, text, world } = twoBuckets();
  await keep(sheet, ["primary", "replica"]);
  await world.context.stores.replica.delete([recordKeys.sheet]);
  await keep(sheet, ["primary", "replica"]);
  expect(await text("replica")).toBe(renderSheet(sheet));
  expect(asked).toEqual([]);
});

test("a site has its sheet as soon as it is deployed, before anything is released", async () => {
  const { notes, text, world } = twoBuckets();
  const { primary, replica } = world.context.stores;
  const open = ({ name }: { readonly name: string }) =>
    name === sheet.outputs.buckets.primary.name ? primary : replica;
  await renewSheet(sheet, (note) => notes.push(note), open);
  expect([await text("primary"), await text("replica"), notes]).toEqual([
    renderSheet(sheet),
    renderSheet(sheet),
    [],
  ]);
});
