import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseDocument } from "htmlparser2";
import { afterAll, describe, expect, test } from "vitest";
import { checkTargets, readResultFile, renderPage, writeTargets } from "../../report";
import { brokenScenario, drillResult, scenario } from "../support/drill-results";
import { problemsOf } from "../support/problems";

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

  test("opens with a number for each verdict, and with what was missed and why", () => {
    const page = renderPage(drillResult());
    const top = page.slice(page.indexOf("<h1"), page.indexOf('id="scenarios"'));
    expect(top).toContain('<b class="held">1 held</b> every objective');
    expect(top).toContain('<b class="broken">1 broken</b>');
    expect(top).toMatch(/The primary answers 503<\/strong>: 503 is none of the statuses/);
    expect(renderPage(drillResult([scenario()]))).not.toContain('class="missed"');
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

  test("lets nothing in but its own style, by a policy of its own", () => {
    const page = renderPage(drillResult());
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) as RegExpExecArray;
    const hash = createHash("sha256").update(style).digest("base64");
    const [, policy = ""] = /"Content-Security-Policy" content="([^"]+)"/.exec(page) as RegExpExecArray;
    expect(policy.replaceAll("&apos;", "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test("has what was broken shaded in each drawing, and people's actions in it, from when until when", () => {
    const page = renderPage(drillResult([scenario()]));
    // Forty minutes are 614 wide, from 80 on; the fault is from the tenth to the twentieth.
    expect(page.match(/<rect class="fault" x="233\.5" y="16" width="153\.5" /g)).toHaveLength(4);
    expect(page.match(/<title>primary: blackhole<\/title>/g)).toHaveLength(4);
    expect(page).toContain("<td>operator</td><td>evacuate</td><td>done</td>");
  });

  test("is written whole into a folder that was not there", () => {
    const report = join(folder, "new/report");
    writeTargets(drillResult(), undefined, { report });
    expect(readFileSync(join(report, "index.html"), "utf8")).toBe(renderPage(drillResult()));
    expect(readdirSync(report)).toEqual(["index.html", "result.json"]);
    expect(readResultFile(join(report, "result.json"))).toEqual(drillResult());
  });

  test("and what else is written are refused before anything runs, all that cannot be", () => {
    const file = join(folder, "taken");
    writeFileSync(file, "");
    const targets = { report: join(file, "below"), junit: join(folder, "nowhere/x.xml"), markdown: folder };
    expect(problemsOf(() => checkTargets(targets))).toEqual([
      `DRILL_REPORT_UNWRITABLE --junit ${targets.junit}: ENOENT`,
      `DRILL_REPORT_UNWRITABLE --markdown ${folder}: EISDIR`,
      `DRILL_REPORT_UNWRITABLE --report ${targets.report}: ENOTDIR`,
    ]);
    expect(checkTargets({ report: join(folder, "a/b"), missed: join(folder, "missed.md") })).toBeUndefined();
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
