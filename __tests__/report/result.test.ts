import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  readResult,
  renderJunit,
  renderMarkdown,
  renderPage,
  renderTable,
  resultJsonSchema,
} from "../../report";
import { drillResult } from "../support/drill-results";

/** A result of each version that there has been. */
const kept = "__tests__/fixtures/drill-results";

describe("a result that was kept", () => {
  test.each(readdirSync(kept))("%s is read, and drawn in every way", (name) => {
    const result = readResult(readFileSync(join(kept, name), "utf8"), name);
    for (const render of [renderTable, renderJunit, renderMarkdown, renderPage])
      for (const { name } of result.scenarios) expect(render(result)).toContain(name);
  });

  test("is what it was, whatever a newer outlast has added to it", () => {
    const result = drillResult();
    expect(readResult(JSON.stringify({ ...result, added: true }), "it")).toEqual(result);
  });

  test.each([
    ["{", "DRILL_RESULT_UNREADABLE", "it is no JSON"],
    ["null", "DRILL_RESULT_UNREADABLE", "it: it: Invalid input"],
    ['{"version":2}', "DRILL_RESULT_VERSION", "version 2"],
    ['{"version":1,"seed":"s","scenarios":[{"site":1}]}', "DRILL_RESULT_UNREADABLE", "scenarios.0.site"],
  ])("%s is refused with %s", (text, code, said) => {
    expect(() => readResult(text, "it")).toThrow(
      expect.objectContaining({ code, value: expect.stringContaining(said) }),
    );
  });

  test("with a source that is no web address is refused: it becomes a link", () => {
    const hostile = drillResult();
    const scenarios = hostile.scenarios.map((one) => ({
      ...one,
      source: { url: "javascript:alert(1)", date: "2026-03-01" },
    }));
    expect(() => readResult(JSON.stringify({ ...hostile, scenarios }), "it")).toThrow(
      expect.objectContaining({ code: "DRILL_RESULT_UNREADABLE" }),
    );
  });

  test("says whose visitors came in one line, or not at all", () => {
    const traffic = { source: "profile", file: "\u001b[2Jx", pageViews: 1 };
    expect(() => readResult(JSON.stringify({ ...drillResult(), traffic }), "it")).toThrow(
      expect.objectContaining({ code: "DRILL_RESULT_UNREADABLE" }),
    );
    expect(
      readResult(JSON.stringify({ ...drillResult(), traffic: { source: "made-up" } }), "it").traffic,
    ).toEqual({
      source: "made-up",
    });
    expect(readResult(JSON.stringify(drillResult()), "it").traffic).toBeUndefined();
  });

  test("has a JSON Schema", () => {
    expect(resultJsonSchema()).toMatchObject({ type: "object", required: ["version", "seed", "scenarios"] });
  });
});
