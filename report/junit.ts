import { escapeUTF8 } from "entities";
import type { DrillResult, ScenarioResult } from "../rehearsal/drill/result";
import { objectiveWords } from "./format";

/**
 * The result as JUnit's XML, as CI systems read it: a suite for each site, a case for each scenario. What is beyond the
 * design is skipped with its words, since it fails nothing.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function renderJunit({ scenarios }: DrillResult): string {
  const sites = [...new Set(scenarios.map(({ site }) => site))];
  const suites = sites.map((site) =>
    suite(
      site,
      scenarios.filter((one) => one.site === site),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`;
}

function suite(site: string, scenarios: readonly ScenarioResult[]): string {
  const number = (...verdicts: readonly ScenarioResult["verdict"][]) =>
    scenarios.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const numbers = `tests="${scenarios.length}" failures="${number("broken")}" skipped="${number("skipped", "beyond")}"`;
  return `  <testsuite name="${escaped(site)}" ${numbers}>\n${scenarios.map(testcase).join("")}  </testsuite>\n`;
}

function testcase(scenario: ScenarioResult): string {
  const start = `    <testcase classname="${escaped(`${scenario.site}.${scenario.class}`)}" name="${escaped(scenario.name)}"`;
  const { cause, remark, verdict } = scenario;
  if (verdict === "held") return `${start}/>\n`;
  if (verdict !== "broken") {
    const message = [cause?.sentence, remark].filter((part) => part !== undefined).join(" ");
    return `${start}>\n      <skipped message="${escaped(message)}"/>\n    </testcase>\n`;
  }
  const missed = scenario.objectives.filter(({ held }) => !held);
  const lines = missed.map(({ cause: own, limit, objective, value }) => {
    const { show, title } = objectiveWords[objective];
    return `${title}: ${show(value)}, and the objective is ${show(limit)}. ${own?.sentence ?? ""}`.trimEnd();
  });
  const message = lines[0] ?? cause?.sentence ?? "";
  return `${start}>\n      <failure message="${escaped(message)}">${escaped(lines.join("\n"))}</failure>\n    </testcase>\n`;
}

const escaped = (text: string) => escapeUTF8(legal(text));

/** Without what XML has no way to write. */
function legal(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}
