import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SiteInput } from "../../config";
import { promotedRegions, renderRegions } from "../../operations/promote/promoted-regions";
import { rewriteRegions } from "../../project/rewrite-config";
import { folderOf } from "../support/release/folder";
import { siteWith } from "../support/sites";

const site = siteWith({});
const regions = promotedRegions(site, "eu-north-1");
const wanted = { site: "shop", regions, lines: (indent: string) => renderRegions(regions, indent) };

const beside = `export const defineSite = (site) => site;
export const site = { regions: { primary: "eu-central-1", replica: "eu-west-1" } };
`;

/** What becomes of a config. */
function rewritten(text: string, stateRegion?: string): { readonly written: boolean; readonly text: string } {
  const folder = folderOf({
    "site.config.ts": text,
    "outlast.ts": beside,
  });
  const file = join(folder, "site.config.ts");
  const written = rewriteRegions(file, { ...wanted, ...(stateRegion && { stateRegion }) });
  expect(readdirSync(folder).sort()).toEqual(["outlast.ts", "site.config.ts"]);
  return { written, text: readFileSync(file, "utf8") };
}

describe("the regions of a site whose replica is promoted", () => {
  test("name the survivor as the primary, a new replica, and what is lost", () => {
    expect(regions).toEqual({
      primary: { region: "eu-west-1", bucket: "shop-replica-test" },
      replica: { region: "eu-north-1", bucket: "shop-eu-north-1-test" },
      forgotten: [{ region: "eu-central-1", bucket: "shop-primary-test" }],
    });
  });

  test("adopt the old bucket where its region is chosen, and forget nothing", () => {
    const adopted = promotedRegions(site, "eu-central-1");
    expect(adopted.replica).toEqual({ region: "eu-central-1", bucket: "shop-primary-test" });
    expect(adopted).not.toHaveProperty("forgotten");
  });

  test("forget one more with each region that is lost", () => {
    const twice = promotedRegions(siteWith({ regions }), "us-west-2");
    expect(twice.primary).toEqual(regions.replica);
    expect(twice.forgotten).toEqual([
      { region: "eu-central-1", bucket: "shop-primary-test" },
      { region: "eu-west-1", bucket: "shop-replica-test" },
    ]);
  });
});

describe("a config is rewritten", () => {
  const config = `import { defineSite } from "./outlast";

// regions: { primary: "eu-central-1", replica: "eu-west-1" } were the nearest two
export default defineSite({
  name: "shop",
  bucketSuffix: "test",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  customize: (stack) => stack.node.addMetadata("regions: {", "}"),
});

export const deployment = { project: "shop" };
`;

  test("where its regions are, and nowhere else, in the lines that were shown", () => {
    expect(rewritten(config)).toEqual({
      written: true,
      text: config.replace(/^ {2}regions: .*$/m, () => renderRegions(regions)),
    });
  });

  test("with the state's region, which followed the replica", () => {
    const { text, written } = rewritten(config, "eu-west-1");
    expect(written).toBe(true);
    expect(text).toContain('deployment = { region: "eu-west-1", project: "shop" }');
    expect(text).toContain(renderRegions(regions));
  });

  test("of one site among others, by a constant that it alone has", () => {
    const other = `{ name: "blog", regions: { primary: "eu-central-1", replica: "eu-west-1" } }`;
    const text = `const regions = { primary: "eu-central-1", replica: "eu-west-1" };
export default [{ name: "shop", bucketSuffix: "test", regions }, ${other}];
`;
    const got = rewritten(text);
    expect(got.written).toBe(true);
    expect(got.text).toContain(other);
  });

  const others: Readonly<Record<string, string>> = {
    "a constant that two sites share": `const regions = { primary: "eu-central-1", replica: "eu-west-1" };
export default [{ name: "shop", regions }, { name: "blog", regions }];
`,
    "what is made by a program": `const at = (primary: string) => ({ primary, replica: "eu-west-1" });
export default { name: "shop", regions: at("eu-central-1") };
`,
    "a file of its own": `import { site } from "./outlast";
export default { name: "shop", ...site };
`,
  };

  test.each(Object.entries(others))("not where they are %s", (_, text) => {
    expect(rewritten(text)).toEqual({ written: false, text });
  });

  test("loads as the same site in those regions", async () => {
    const folder = folderOf({
      "site.config.ts": config,
      "outlast.ts": beside,
    });
    const file = join(folder, "site.config.ts");
    mkdirSync(join(folder, "node_modules"));
    expect(rewriteRegions(file, wanted)).toBe(true);
    writeFileSync(join(folder, "again.ts"), readFileSync(file));
    const { loadModule } = await import("../../project/load-module");
    const again = loadModule(join(folder, "again.ts")).default as SiteInput;
    expect(again.regions).toEqual(regions);
  });
});
