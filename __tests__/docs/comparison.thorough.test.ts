import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { comparisonFile, readmeComparison, withTable } from "../../docs/compare";
import type { DrillComparison, Outcome } from "../../rehearsal/drill/compare/compare";

const readme = readFileSync(join(resolve(import.meta.dirname, "../.."), "README.md"), "utf8");
const kept: DrillComparison = JSON.parse(readFileSync(comparisonFile, "utf8"));

describe("the comparison in the README", () => {
  let run: DrillComparison;
  beforeAll(async () => {
    run = await readmeComparison();
  });

  it("is the table of docs/comparison.json: npm run docs:comparison writes both anew", () => {
    expect(readme).toContain("<!-- comparison -->");
    expect(withTable(readme, kept)).toBe(readme);
  });

  it("is what the drills come to today, to the last number", () => {
    expect(run).toEqual(kept);
  });

  it("shows what each way does about an outage", () => {
    const blackHoled = run.outages.findIndex(({ name }) => name === "black-holed");
    const of = (name: string) => run.ways.find((way) => way.name === name)?.outcomes[blackHoled] as Outcome;
    expect(of("one-bucket").availability).toBeLessThan(0.9);
    expect(of("origin-group")).toMatchObject({ availability: 1, longestWait: 30_040 });
    expect(of("route53-failover").cause).toContain("which has no HTTPS");
    expect(of("load-balancers").normalAfterFault).toBeLessThan(2 * 60_000);
    // Five minutes until somebody acts, and two for the routes.
    expect(of("access-point").normalAfterFault).toBeGreaterThanOrEqual(7 * 60_000 - 30_000);
    expect(of("outlast").availability).toBe(1);
    expect(of("outlast").longestWait).toBeLessThan(2_200);
    expect(of("outlast-evacuated").normalAfterFault).toBeLessThan(of("outlast").normalAfterFault as number);
    // Without a person.
    expect(of("outlast-sentinel").normalAfterFault).toBeLessThan(2 * 60_000);
  });
});
