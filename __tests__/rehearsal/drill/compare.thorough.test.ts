import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comparedOutages } from "../../../drills/compared";
import { ownProject } from "../../../project/own-project";
import { runComparison } from "../../../rehearsal/drill/compare/run";
import type { PreparedSite } from "../../../rehearsal/drill/site";
import { exampleSite } from "./drilled";

const root = resolve(import.meta.dirname, "../../..");

describe("a comparison with somebody's file", () => {
  let site: PreparedSite;
  beforeAll(async () => {
    site = await exampleSite();
  });
  afterAll(() => site.close());

  const run = (files: readonly string[], names: readonly string[] = ["slow-down"]) => {
    const [config] = ownProject().sites;
    if (config === undefined) throw new Error("no site");
    const own = { loaded: site.loaded, host: site.host, config };
    const content = join(root, config.content.folder);
    return runComparison({
      own,
      content,
      alternatives: [],
      files,
      outages: comparedOutages,
      names,
      seed: "test",
    });
  };

  it("puts it beside the own site, under its name, in the outage that is named", async () => {
    const { outages, traffic, ways } = await run([join(root, "drills/alternatives/one-bucket.tf.json")]);
    expect(outages.map(({ name }) => name)).toEqual(["slow-down"]);
    expect(traffic).toEqual({ source: "made-up" });
    expect(ways.map(({ name }) => name)).toEqual([
      "one-bucket.tf.json",
      "outlast",
      "outlast-evacuated",
      "outlast-sentinel",
    ]);
    const [theirs, own] = ways.map(({ outcomes }) => outcomes[0]?.availability ?? 0);
    expect([own, (theirs ?? 1) < 0.9]).toEqual([1, true]);
  });

  it("wants a file that can be read and an outage that there is", async () => {
    await expect(run(["nowhere.tf.json"])).rejects.toThrow(/TERRAFORM_FORMAT nowhere.tf.json/);
    await expect(run([], ["slow-don"])).rejects.toThrow(/DRILL_NAME/);
  });
});
