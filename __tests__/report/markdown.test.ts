import { describe, expect, test } from "vitest";
import { changesBetween, renderMarkdown, renderMissed } from "../../report";
import { brokenScenario, drillResult, measures, scenario } from "../support/drill-results";

const slow = {
  code: "waits-for-connection",
  sentence: "3 attempts of 10 s each go before the replica is asked.",
  setting: "connection_attempts of origin primary",
  answers: 41,
};

describe("the summary for a pull request", () => {
  test("has what was not held first", () => {
    const rows = renderMarkdown(drillResult())
      .split("\n")
      .filter((line) => line.startsWith("| primary"));
    expect(rows.map((row) => row.split(" | ").slice(0, 3))).toEqual([
      ["| primary-503", "broken", "96.2 %"],
      ["| primary-blackholed", "held", "100 %"],
    ]);
  });

  test("says what visitors would notice of a change, with its cause", () => {
    const after = scenario({
      verdict: "broken",
      cause: slow,
      measures: measures({ ttfb: { p50: 4, p95: 60, p99: 31_000, max: 31_400 } }),
    });
    const said = renderMarkdown(
      drillResult([after]),
      changesBetween(drillResult([scenario()]), drillResult([after])),
    );
    expect(said).toContain("- **primary-blackholed** is broken now");
    expect(said).toContain(
      "- p99 to first byte in primary-blackholed 110 ms → 31 s, because 3 attempts of 10 s each go before the replica is asked.",
    );
  });

  test("says what was set otherwise before, where that is the cause", () => {
    const waiting = (attempts: number, p99: number) =>
      scenario({
        cause: { ...slow, settings: { connection_attempts: `${attempts}`, connection_timeout: "10 s" } },
        measures: measures({ ttfb: { p50: 4, p95: 60, p99, max: p99 } }),
      });
    const [before, after] = [drillResult([waiting(1, 10_040)]), drillResult([waiting(3, 30_040)])];
    expect(renderMarkdown(after, changesBetween(before, after))).toContain(
      "- p99 to first byte in primary-blackholed 10 s → 30 s, because connection\\_attempts 1 → 3\n",
    );
  });

  test("for an issue has what was missed and what decides it, and is empty where all held", () => {
    expect(renderMissed(drillResult([scenario()]))).toBe("");
    const said = renderMissed(drillResult());
    expect(said).toContain("A scenario misses an objective, of 3 that ran. `npx outlast drill primary-503");
    expect(said).toContain("- **docs: primary-503**");
    expect(said).toMatch(/\n {2}- availability 96\.2 %, and the objective is 99\.9 %\. .+ It is decided by /);
  });

  test("says whose visitors came, and that other ones change numbers by themselves", () => {
    const traffic = { source: "profile", file: "october.json", pageViews: 1_200 } as const;
    const after = { ...drillResult(), traffic };
    const said = renderMarkdown(after, changesBetween(drillResult(), after));
    expect(said).toContain("visitors as in october.json (1,200 page views)");
    expect(said).toContain("- other visitors came than before");
    expect(renderMissed(after)).toContain("--traffic <the same profile>");
  });

  test("says that nothing has changed where nothing has", () => {
    const said = renderMarkdown(drillResult(), changesBetween(drillResult(), drillResult()));
    expect(said).toContain("Nothing that visitors would notice has changed.");
  });

  test("names scenarios that only one of the two has", () => {
    const changes = changesBetween(drillResult([scenario()]), drillResult([brokenScenario()]));
    expect(changes).toMatchObject({ added: ["docs: primary-503"], gone: ["docs: primary-blackholed"] });
  });

  test("is never longer than GitHub takes, and says how much it left out", () => {
    const many = Array.from({ length: 2_000 }, (_, at) => brokenScenario({ name: `scenario-${at}` }));
    const said = renderMarkdown(drillResult(many));
    expect(said.length).toBeLessThan(65_536);
    expect(said).toMatch(/And \d+ more\.\n$/);
  });

  test("mentions nobody and links nowhere, whatever somebody calls a scenario's cause", () => {
    const cause = { code: "c", sentence: "@everyone [x](https://example.com) <img src=x> | y", answers: 1 };
    const said = renderMarkdown(drillResult([brokenScenario({ cause })]));
    expect(said).not.toMatch(/@everyone|https:\/\/|(?<!\\)\[x|(?<!\\)<img/);
    expect(
      said
        .split("\n")
        .find((line) => line.includes("everyone"))
        ?.match(/(?<!\\)\|/g),
    ).toHaveLength(7);
  });
});
