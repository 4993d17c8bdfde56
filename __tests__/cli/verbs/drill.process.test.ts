import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { shippedScenarios } from "../../../drills";
import { ProjectCopy } from "../../support/project-copy";

const folder = mkdtempSync(join(tmpdir(), "outlast-drill-verb-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

function drill(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/outlast.mjs", "drill", ...words], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

// A busy machine has taken a minute for two runs.
describe("drill as a program", () => {
  it("gives the same bytes for the same seed, ends with 0 where all held, and says nothing beside its JSON", () => {
    const words = ["primary-refuses", "primary-black-holed", "--seed", "a", "--json"];
    const first = drill(...words);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(drill(...words, "--report", file("report"))).toEqual(first);
    const result = JSON.parse(first.stdout);
    expect(result.scenarios.map(({ name }: { name: string }) => name)).toEqual([
      "primary-refuses",
      "primary-black-holed",
    ]);
    expect(JSON.parse(readFileSync(file("report/result.json"), "utf8"))).toEqual(result);
  });

  it("ends with 1 where an objective is missed, and writes it where it is asked to", () => {
    const words = ["--from", "drills/alternatives/one-bucket.tf.json", "primary-refuses"];
    const { status, stdout } = drill(...words, "--junit", file("junit.xml"), "--missed", file("missed.md"));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^primary-refuses +broken/m);
    expect(readFileSync(file("junit.xml"), "utf8")).toContain('failures="1"');
    expect(readFileSync(file("missed.md"), "utf8")).toContain("it leads to no origin group");
  });

  it("ends with 2 and all that is wrong at once, before anything ran or was written", () => {
    const unwritten = ["--junit", file("nowhere/junit.xml"), "--report", file("unwritten")];
    const { status, stdout } = drill(
      "primary-refuse",
      "--seed",
      "a b",
      "--against",
      file("none"),
      "--json",
      ...unwritten,
    );
    expect(status).toBe(2);
    const { problems } = JSON.parse(stdout) as { problems: { code: string }[] };
    expect(problems.map(({ code }) => code)).toEqual([
      "DRILL_SEED",
      "DRILL_NAME",
      "DRILL_RESULT_UNREADABLE",
      "DRILL_REPORT_UNWRITABLE",
    ]);
    expect(existsSync(file("unwritten"))).toBe(false);
  });

  it("says of a scenario that is none what its site has not as well", () => {
    const timeline = [
      { at: "9m", target: "primary", fault: "503", for: "5m" },
      { at: "1m", target: "nowhere", fault: "503" },
    ];
    const scenario = { name: "bad", title: "t", hypothesis: "h", class: "region", colour: "red", timeline };
    const text = JSON.stringify({ ...scenario, duration: "10m", traffic: { visitsPerHour: 1 } });
    writeFileSync(file("bad.json"), text);
    const { status, stdout } = drill(
      file("bad.json"),
      "primary-refuse",
      "--json",
      "--report",
      file("unwritten"),
    );
    expect(status).toBe(2);
    const { problems } = JSON.parse(stdout) as { problems: { code: string; value: string }[] };
    expect(problems.map(({ code }) => code)).toEqual([
      ...[
        "DRILL_NAME",
        "DRILL_SCENARIO",
        "DRILL_TIMELINE",
        "DRILL_TIMELINE",
        "DRILL_TRAFFIC",
        "DRILL_TARGET",
      ],
    ]);
    expect(problems.at(-1)?.value).toContain(
      "timeline.1 is aimed at nowhere; outlast-example has primary, replica",
    );
    expect(existsSync(file("unwritten"))).toBe(false);
  });

  it("lists every scenario, and compares the ways to keep a site, with nothing but Node", () => {
    const listed = JSON.parse(drill("--list", "--json").stdout) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(Object.keys(shippedScenarios).sort());
    const words = ["bin/outlast.mjs", "drill", "--compare", "black-holed", "--compare-with"];
    const { status, stdout } = spawnSync(
      process.execPath,
      [...words, "drills/alternatives/one-bucket.tf.json"],
      { encoding: "utf8", env: { ...process.env, PATH: "" } },
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Primary takes no connection, for 15 min +right +longest wait +over after$/m);
    expect(stdout).toMatch(/^One bucket, CloudFront's defaults +\d/m);
    expect(stdout).toMatch(/^one-bucket\.tf\.json +\d/m);
    expect(stdout).toMatch(/^outlast, left alone +100 % +2(\.\d)? s +/m);
    expect(stdout).toMatch(/^outlast, left to its sentinel +100 % /m);
  });

  it("breaks each site of a project, or by --site the one of that name or host", () => {
    const project = new ProjectCopy();
    try {
      project.edit("site.config.ts", "export default defineSite({", "const site = defineSite({");
      const shop = '{ ...site, name: "shop", domain: { name: "shop.test", zone: { name: "shop.test" } } }';
      writeFileSync(
        project.path("site.config.ts"),
        `${readFileSync(project.path("site.config.ts"), "utf8")}\nexport default [site, ${shop}];\n`,
      );
      const minute = [{ at: "1m", target: "primary", fault: "503", for: "1m" }];
      const brief = { name: "brief", title: "t", hypothesis: "h", class: "region", timeline: minute };
      writeFileSync(
        file("brief.json"),
        JSON.stringify({ ...brief, duration: "3m", traffic: { visitsPerHour: 60 } }),
      );
      const words = ["bin/outlast.mjs", "drill", file("brief.json"), "--json"];
      const drilled = (...more: readonly string[]) =>
        JSON.parse(project.node(...words, ...more).stdout).scenarios as { site: string }[];
      const both = drilled();
      expect(both.map(({ site }) => site)).toEqual(["outlast-example", "shop"]);
      expect(drilled("--site", "shop")).toEqual([both[1]]);
      expect(drilled("--site", "shop.test")).toEqual([both[1]]);
      expect(project.node(...words, "--site", "shops")).toMatchObject({
        status: 2,
        stdout: expect.stringContaining("SITE_UNKNOWN"),
      });
    } finally {
      project.remove();
    }
  });

  it("prints the JSON Schema of a scenario and of a result", () => {
    expect(JSON.parse(drill("--schema").stdout).required).toContain("hypothesis");
    expect(JSON.parse(drill("--schema", "result").stdout).required).toContain("scenarios");
  });
});
