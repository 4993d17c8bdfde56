import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { packageRoot } from "../../../config/package-root";

const name = "test-of-the-cache";
const file = join(packageRoot(), `node_modules/.cache/outlast/edge-${name}.json`);
const bundle = { head: 'import a from"cloudfront";', body: "async function handler(e){return e.request}" };

afterEach(() => rmSync(file, { force: true }));

it("makes a bundle once, and gives the same bytes from then on", async () => {
  const make = vi.fn(() => bundle);
  const { cachedBundle } = await import("../../../modules/edge-bundle/bundle-cache");
  expect(cachedBundle(name, make)).toEqual(bundle);
  expect(cachedBundle(name, make)).toEqual(bundle);
  expect(make).toHaveBeenCalledTimes(1);
});
