import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** What takes seconds of the processor wherever it is used: its tests have `thorough` in their names. */
const heavy: Readonly<Record<string, string>> = {
  "rehearsal/drill/drill": "plays an outage",
  "rehearsal/drill/run-drills": "plays outages",
  "rehearsal/drill/compare/run": "plays outages at several sites",
  "rehearsal/drill/site": "synthesizes and publishes a site to be drilled",
  "audit/proof/prove": "plays an outage for each finding",
  "explain/read": "synthesizes a site as JSON and as HCL",
  "sla/sla": "plays a month",
  "__tests__/rehearsal/drill/drilled": "plays an outage",
  "__tests__/support/duckdb": "loads an engine of SQL",
  "__tests__/rehearsal/cloud/support/test-cloud": "starts a local AWS, and loads the clients that ask it",
};

/** As many cases as a property may try in front of somebody who waits. */
const fewRuns = 300;

const files = readdirSync("__tests__", { recursive: true, encoding: "utf8" });
const unitTests = files.filter(
  (file) =>
    /\.test\.ts$/.test(file) &&
    !/\.(property|thorough|process)\.test\.ts$|^(attacks|fuzz|e2e|browser|fixtures)\//.test(file),
);

/** Why nobody wants to wait for a test at each save. */
function reasons(file: string): string[] {
  const path = join("__tests__", file);
  const text = readFileSync(path, "utf8");
  const imported = [...text.matchAll(/^import (?!type\b)[^;]*? from "(\.[^"]+)";$/gm)].map(([, name = ""]) =>
    normalize(join(dirname(path), name)),
  );
  const runs = [...text.matchAll(/numRuns: ([\d_]+)/g)].map(([, count = ""]) => count.replaceAll("_", ""));
  return [
    ...imported.flatMap((name) => (Object.hasOwn(heavy, name) ? [`${file} ${heavy[name]}`] : [])),
    ...runs.filter((count) => Number(count) > fewRuns).map((count) => `${file} tries ${count} cases`),
  ];
}

test("a unit test is one that may be run at each save", () => {
  expect(unitTests.length).toBeGreaterThan(300);
  expect(unitTests.flatMap(reasons)).toEqual([]);
});

test("no test puts something in the place of a module: it is handed in, or it is there", () => {
  const mocks = /\bvi\.(?:do)?[mM]ock\(/;
  const tests = files.filter((file) => /\.tsx?$/.test(file));
  expect(tests.filter((file) => mocks.test(readFileSync(join("__tests__", file), "utf8")))).toEqual([]);
});
