import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "outlast-given-traffic-"));
afterAll(() => rmSync(folder, { recursive: true }));
const profile = join(folder, "traffic.json");

function outlast(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/outlast.mjs", ...words], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return { status, stderr, stdout };
}

const fields =
  "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(User-Agent) x-edge-result-type";

// A view of the first page in each minute of two hours, by forty people.
beforeAll(() => {
  const lines = Array.from({ length: 120 }, (_, at) => {
    const time = `1${Math.floor(at / 60)}:${String(at % 60).padStart(2, "0")}:01`;
    return [
      ...["2026-11-01", time, "FRA56-P1", "1000", `203.0.113.${at % 40}`, "GET", "/", "200"],
      ...["Mozilla/5.0", at % 4 === 0 ? "Miss" : "Hit"],
    ].join("\t");
  });
  const log = join(folder, "log");
  writeFileSync(log, `#Fields: ${fields}\n${lines.join("\n")}\n`);
  expect(outlast("traffic", log, "--out", profile)).toMatchObject({ status: 0, stderr: "" });
});

it("drill takes the profile that traffic wrote, and says so", () => {
  const { status, stdout } = outlast("drill", "primary-refuses", "--traffic", profile, "--json");
  expect(status).toBe(0);
  const { traffic } = JSON.parse(stdout);
  expect(traffic).toMatchObject({ source: "profile", file: "traffic.json", pageViews: 120 });
});

it("cost takes its month from it", () => {
  const { status, stdout } = outlast("cost", "--traffic", profile, "--json");
  expect(status).toBe(0);
  // By hand: 120 views in two hours of 720.
  const month = { pageViews: 43_200, requestsPerView: 1, hitRatio: 0.75, areas: { europe: 120 } };
  expect(JSON.parse(stdout).sites[0].traffic).toMatchObject(month);
});

it("sla takes its visitors from it, and ends with 1 where the objective is not promised", () => {
  const { status, stdout } = outlast("sla", "--traffic", profile, "--objective", "99.95", "--json");
  expect(status).toBe(1);
  const report = JSON.parse(stdout);
  expect(report.objective).toBeCloseTo(0.9995, 12);
  expect(report.columns.at(-1).availability).toBeLessThan(0.9995);
  expect(report.carried.map(({ pattern }: { pattern: string }) => pattern)).toEqual(["*"]);
});
