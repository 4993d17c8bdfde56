import { XMLParser } from "fast-xml-parser";
import { expect, test } from "vitest";
import { renderJunit } from "../../report";
import { brokenScenario, drillResult, scenario } from "../support/drill-results";

const parse = (xml: string) =>
  new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(xml).testsuites.testsuite;

test("each scenario is a case, a missed objective a failure, and what was skipped says why", () => {
  const suite = parse(renderJunit(drillResult()));
  expect(suite).toMatchObject({ name: "docs", tests: "3", failures: "1", skipped: "1" });
  expect(suite.testcase.map(({ name }: { name: string }) => name)).toEqual([
    "primary-blackholed",
    "primary-503",
    "both-down-maintenance",
  ]);
  expect(suite.testcase[1].failure.message).toBe(
    "availability: 96.2 %, and the objective is 99.9 %. 503 is none of the statuses that fail over, so the replica was not asked.",
  );
  expect(suite.testcase[2].skipped.message).toBe("The site has no maintenance page.");
});

test("each site is a suite", () => {
  const suites = parse(renderJunit(drillResult([scenario(), scenario({ site: "shop" })])));
  expect(suites.map(({ name }: { name: string }) => name)).toEqual(["docs", "shop"]);
});

test("what somebody wrote stays text, control characters included", () => {
  const cause = { code: "c", sentence: 'a "<b>" & \u0000 ]]>', answers: 1 };
  const [objective] = brokenScenario().objectives;
  const hostile = brokenScenario({
    objectives: [{ ...(objective as NonNullable<typeof objective>), cause }],
  });
  const xml = renderJunit(drillResult([hostile]));
  expect(xml).not.toContain("\u0000");
  expect(xml).not.toContain("<b>");
  expect(parse(xml).testcase.failure.message).toContain('a "<b>" & \ufffd ]]>');
});
