import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SiteConfig } from "../../../config";
import { shippedScenarios } from "../../../drills";
import { ownProject } from "../../../project/own-project";
import { drillContent } from "../../../rehearsal/drill/content/content";
import { checkSeed, chosenScenarios, loadScenarios } from "../../../rehearsal/drill/load";
import { problemsOf } from "../../support/problems";

const calm = { title: "Calm", hypothesis: "Nothing.", class: "region", duration: "10m", timeline: [] };

describe("the scenarios of a project", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outlast-drills-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, scenario: unknown) =>
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(scenario));

  it("has every file of drills/ among those that ship", () => {
    const files = readdirSync("drills").filter(
      (file) => file.endsWith(".ts") && !/^(index|compared)\.ts$/.test(file),
    );
    expect(Object.keys(shippedScenarios).sort()).toEqual(files.map((file) => file.replace(".ts", "")).sort());
    expect([...loadScenarios(shippedScenarios, folder).keys()].length).toBe(files.length);
  });

  it("has the user's own beside them, in JSON and TypeScript, or in the place of one", () => {
    write("calm", { name: "calm", ...calm });
    writeFileSync(
      join(folder, "own.ts"),
      `export default ${JSON.stringify({ name: "own", ...calm })} as const;`,
    );
    write("primary-500", { name: "primary-500", ...calm });
    const all = loadScenarios(shippedScenarios, folder);
    expect([all.get("calm")?.duration, all.get("own")?.title, all.get("primary-500")?.title]).toEqual([
      600_000,
      "Calm",
      "Calm",
    ]);
  });

  it("tells all that is wrong with any of them at once", () => {
    write("a", { name: "b", ...calm });
    write("c", {
      ...{ name: "c", ...calm, colour: "red" },
      timeline: [
        { at: "1m" },
        { at: "2m", do: "dance" },
        { at: "11m", do: "invalidate" },
        { at: "4m", target: "primary", fault: "gone" },
      ],
    });
    write("d", {
      name: "d",
      ...calm,
      timeline: [
        { at: "9m", target: "primary", fault: "503", for: "5m" },
        { at: "1m", target: "edge", fault: "503" },
        { at: "2m", target: "primary", fault: "gone" },
      ],
      traffic: { visitsPerHour: 1 },
    });
    writeFileSync(join(folder, "e.json"), "{");
    writeFileSync(join(folder, "f.ts"), "export const scenario = 1;");
    const problems = problemsOf(() => loadScenarios({}, folder));
    expect(problems).toEqual([
      expect.stringContaining("DRILL_FILE drills/e.json"),
      "DRILL_FILE drills/f.ts has no default export",
      "DRILL_NAME drills/a.json is called b",
      "DRILL_SCENARIO drills/c.json: timeline.0 does nothing: a step has `fault`, `mend` or `do`",
      expect.stringContaining("DRILL_SCENARIO drills/c.json: timeline.1.do"),
      "DRILL_SCENARIO drills/c.json: the scenario has the unknown key colour",
      "DRILL_TIMELINE drills/c.json: timeline.2 ends at 11m, and the scenario at 10m",
      "DRILL_TIMELINE drills/c.json: timeline.3 is at 4m, after one at 11m",
      expect.stringContaining("DRILL_FAULT drills/c.json: timeline.3"),
      "DRILL_TIMELINE drills/d.json: timeline.0 ends at 14m, and the scenario at 10m",
      "DRILL_TIMELINE drills/d.json: timeline.1 is at 1m, after one at 9m",
      "DRILL_FAULT drills/d.json: timeline.1: edge cannot be 503; it can be errors, dns",
      expect.stringContaining("DRILL_FAULT drills/d.json: timeline.2"),
      "DRILL_TRAFFIC drills/d.json: fewer than one visit is expected while it lasts",
    ]);
  });

  it("knows which are meant, and tells all that there are not", () => {
    const all = loadScenarios(shippedScenarios, folder);
    expect(chosenScenarios(all, ["primary-500", "primary-500"]).map(({ name }) => name)).toEqual([
      "primary-500",
    ]);
    expect(problemsOf(() => chosenScenarios(all, ["primary-50", "x"]))).toEqual([
      "DRILL_NAME there is no scenario primary-50",
      "DRILL_NAME there is no scenario x",
    ]);
    expect(() => chosenScenarios(all, ["x"], "They are elsewhere.")).toThrow("They are elsewhere.");
    expect(problemsOf(() => checkSeed("a b"))).toEqual(['DRILL_SEED --seed "a b"']);
  });

  it("has with a page all that its HTML, style sheets and modules load, and what those load", async () => {
    const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
    put(
      "index.html",
      '<!doctype html><title>Home</title><link rel="stylesheet" href="/a.css"><script type="module" src="/a.js"></script><img src="/c.svg" alt="">',
    );
    put("a.css", "body { background: url(b.svg) }");
    put("a.js", 'import "./b.js";');
    put("b.js", "export const b = 1;");
    for (const name of ["b.svg", "c.svg", "unused.svg"])
      put(name, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const content = await drillContent(folder, ownProject().sites[0] as SiteConfig);
    content.close();
    expect(content.states[0]?.pages).toEqual([
      { key: "index.html", path: "/", assets: ["/a.css", "/a.js", "/b.js", "/b.svg", "/c.svg"] },
    ]);
  });

  it("visits two hundred pages at most", async () => {
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>Home</title>");
    for (let page = 0; page < 205; page++)
      writeFileSync(join(folder, `p${page}.html`), "<!doctype html><title>Page</title>");
    const content = await drillContent(folder, ownProject().sites[0] as SiteConfig);
    content.close();
    expect(content.states.map(({ pages }) => pages.length)).toEqual([200, 200, 200]);
  });
});
