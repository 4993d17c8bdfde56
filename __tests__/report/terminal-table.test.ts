import { describe, expect, test } from "vitest";
import type { ObjectiveResult, ScenarioResult } from "../../rehearsal/drill/result";
import { renderTable } from "../../report";
import { sparkline } from "../../report/sparkline";
import { brokenScenario, drillResult, scenario } from "../support/drill-results";

describe("the table of a drill", () => {
  test("has a line for each scenario, why where one was not held, and the sum", () => {
    expect(renderTable(drillResult()).split("\n")).toEqual([
      "scenario               verdict  available  p99     recovery  over time",
      "primary-blackholed     held     100 %      110 ms  0 ms      ████████████████████████",
      "primary-503            broken   96.2 %     110 ms  45 s      ██████▇▇▇▇▇▇████████████",
      "    availability 96.2 %, and the objective is 99.9 %. 503 is none of the statuses that fail over, so",
      "    the replica was not asked. It is decided by failover_criteria.status_codes.",
      "both-down-maintenance  skipped  –          –       –",
      "    The site has no maintenance page.",
      "",
      "1 held, 1 broken, 1 skipped",
    ]);
  });

  test("has colours where it is asked for them, and words that say the same", () => {
    const plain = renderTable(drillResult());
    const coloured = renderTable(drillResult(), { colour: true });
    expect(coloured).toContain("\u001b[31mbroken");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  });

  test("names each objective that was missed, its value and what decides it, where the run fails by it alone", () => {
    const [availability] = brokenScenario().objectives as [ObjectiveResult];
    const wait: ObjectiveResult = { objective: "longestWait", value: 30_000, limit: 15_000, held: false };
    const broken = brokenScenario({ objectives: [availability, wait] });
    const said = (one: ScenarioResult) => renderTable(drillResult([one]), { width: 1_000 });
    expect(said(broken)).toContain(
      "    availability 96.2 %, and the objective is 99.9 %; longest wait 30 s, and the objective is 15 s. 503 is",
    );
    expect(said({ ...broken, verdict: "beyond" })).not.toContain("objective");
  });

  test("stays within a narrow terminal where it gives reasons", () => {
    const reasons = renderTable(drillResult([brokenScenario()]), { width: 60 })
      .split("\n")
      .filter((line) => line.startsWith("    "));
    expect(reasons.length).toBeGreaterThan(1);
    for (const line of reasons) expect(line.length).toBeLessThanOrEqual(60);
  });

  test("names the site where there are several", () => {
    const table = renderTable(drillResult([scenario(), scenario({ site: "shop" })]));
    expect(table).toContain("docs: primary-blackholed");
    expect(table).toContain("shop: primary-blackholed");
  });
});

describe("the sparkline", () => {
  const zeros = (length: number) => Array.from({ length }, () => 0);

  test("shows a single page view that went wrong among a million", () => {
    const right = [1_000_000, 999_999, 1_000_000];
    expect(sparkline({ right, stale: zeros(3), wrong: [0, 1, 0] }, 3)).toBe("█▇█");
  });

  test("tells nobody came from all went wrong", () => {
    expect(sparkline({ right: [0, 0], stale: [0, 0], wrong: [0, 5] }, 2)).toBe("·▁");
  });

  test("loses no stretch when there are more than columns", () => {
    for (let at = 0; at < 97; at++) {
      const wrong = zeros(97);
      wrong[at] = 1;
      const line = sparkline({ right: zeros(97).fill(9), stale: zeros(97), wrong }, 24);
      expect([...line].filter((character) => character !== "█")).toHaveLength(1);
    }
  });
});
