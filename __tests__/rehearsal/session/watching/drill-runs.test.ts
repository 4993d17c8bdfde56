import { describe, expect, it } from "vitest";
import { shippedScenarios } from "../../../../drills";
import { ControlError } from "../../../../rehearsal/server";
import { DrillRuns } from "../../../../rehearsal/session/watching/drill-runs";
import { drillResult } from "../../../support/drill-results";

const result = JSON.stringify(drillResult());

describe("drills beside what is served", () => {
  it("are runs of the verb, with the Terraform that is served, and keep their pages", async () => {
    const asked: (readonly string[])[] = [];
    const runs = new DrillRuns(
      () => "plan.json",
      async (args) => {
        asked.push(args);
        return result;
      },
    );
    const ran = await runs.run("primary-503", "x");
    expect(asked).toEqual([["drill", "primary-503", "--json", "--seed=x", "--from=plan.json"]]);
    expect(ran).toMatchObject({ id: 1, verdict: expect.any(String), summary: expect.stringMatching(/\d/) });
    const page = runs.report("/drills/report", new URLSearchParams({ id: "1" }));
    expect(page?.policy).toBe("frame-ancestors 'self'");
    expect(page?.body).toContain("<h1");
    for (let more = 0; more < 10; more++) await runs.run("primary-503");
    expect(runs.report("/drills/report", new URLSearchParams({ id: "1" }))).toBeUndefined();
    expect(runs.report("/drills/report", new URLSearchParams({ id: "11" }))).toBeDefined();
  });

  it("are listed without a run of anything", async () => {
    const runs = new DrillRuns(
      () => undefined,
      () => Promise.reject(new Error("a run")),
    );
    const listed = (await runs.actions()["GET /drills"]?.({})) as unknown as readonly { name: string }[];
    expect(listed.find(({ name }) => name === "primary-slow-down")).toEqual({
      ...{ name: "primary-slow-down", title: expect.any(String), hypothesis: expect.any(String) },
      ...{ class: "region", source: undefined },
    });
    expect(listed).toHaveLength(Object.keys(shippedScenarios).length);
  });

  it("run one at a time, and by names alone", async () => {
    let end = (_: string) => {};
    const runs = new DrillRuns(
      () => undefined,
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    const first = runs.run("primary-503");
    await expect(runs.run("primary-503")).rejects.toThrow("a drill is running");
    end(result);
    await first;
    await expect(runs.run("--from=/etc/passwd")).rejects.toThrow(ControlError);
  });
});
