import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseDocument } from "htmlparser2";
import { afterAll, describe, expect, test } from "vitest";
import { renderPage, writeReport } from "../../report";
import { brokenScenario, drillResult, scenario } from "../support/drill-results";

const folder = mkdtempSync(join(tmpdir(), "outlast-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the page of a drill", () => {
  test("is the same for the same result", () => {
    expect(renderPage(drillResult())).toBe(renderPage(drillResult()));
  });

  test("carries the data that it was made of", () => {
    const [, data] = /data:application\/gzip;base64,([^"]+)/.exec(
      renderPage(drillResult()),
    ) as RegExpExecArray;
    expect(JSON.parse(gunzipSync(Buffer.from(data as string, "base64")).toString())).toEqual(drillResult());
  });

  test("leads from its table to each scenario's part, whatever it is called", () => {
    const page = renderPage(drillResult([scenario({ site: "a b", name: "one" }), scenario({ name: "two" })]));
    const links = [...page.matchAll(/<th scope="row"><a href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links).toEqual(["a-b-one", "docs-two"]);
    for (const id of links) expect(page).toContain(`<section id="${id}"`);
  });

  test("has no script, and nothing of what somebody wrote is markup", () => {
    const hostile = '</title><script>alert(1)</script><img src="x" onerror="alert(1)">';
    const page = renderPage(
      drillResult([
        brokenScenario({
          ...{ site: hostile, name: hostile, title: hostile, hypothesis: hostile, remark: hostile },
          cause: { code: hostile, sentence: hostile, setting: hostile, answers: 1 },
          timeline: [{ at: 0, kind: "fault", text: hostile, until: null, outcome: hostile }],
        }),
      ]),
    );
    const names: string[] = [];
    const walk = (node: { name?: string; children?: readonly object[] }) => {
      if (node.name) names.push(node.name);
      for (const child of node.children ?? []) walk(child);
    };
    walk(parseDocument(page));
    expect(names).toContain("svg");
    expect(names).not.toContain("script");
    expect(names).not.toContain("img");
  });

  test("is written whole into a folder that was not there", () => {
    const file = writeReport(drillResult(), join(folder, "new/report"));
    expect(readFileSync(file, "utf8")).toBe(renderPage(drillResult()));
    expect(readdirSync(join(folder, "new/report"))).toEqual(["index.html"]);
  });

  test("is refused where no folder can be made", () => {
    const file = writeReport(drillResult(), join(folder, "taken"));
    expect(() => writeReport(drillResult(), join(file, "below"))).toThrow(
      expect.objectContaining({ code: "DRILL_REPORT_UNWRITABLE" }),
    );
  });

  test("of forty scenarios of a day each is under three megabytes", () => {
    const long = Array.from({ length: 240 }, (_, at) => at * 7);
    const { series } = scenario();
    const day = { ...series, step: 360_000, right: long, stale: long, wrong: long, p50: long, p99: long };
    const many = Array.from({ length: 40 }, (_, at) =>
      scenario({
        name: `s${at}`,
        series: { ...day, origins: { a: long, b: long }, cache: { Hit: long, Miss: long } },
      }),
    );
    expect(renderPage(drillResult(many)).length).toBeLessThan(3_000_000);
  });
});
