// The package `outlast/drill`: outages on a virtual clock, judged by what visitors saw, the scenarios that ship, and reports.

export { shippedScenarios } from "../drills";
export { chosenScenarios, loadScenarios } from "../rehearsal/drill/load";
export {
  type Cause,
  type DrillResult,
  type DrillVerdict,
  type Measures,
  type ObjectiveResult,
  type PhaseResult,
  resultVersion,
  type ScenarioResult,
  type Series,
  type TimelineEvent,
  type WrongKind,
} from "../rehearsal/drill/result";
export {
  defineScenario,
  type Objectives,
  type Scenario,
  type ScenarioClass,
  type ScenarioInput,
  scenarioJsonSchema,
} from "../rehearsal/drill/scenario";
export {
  changesBetween,
  type ReportTargets,
  type ResultChanges,
  readResult,
  renderJunit,
  renderMarkdown,
  renderPage,
  renderTable,
  summary,
  writeTargets,
} from "../report";
export { type DrillTerraformOptions, drillTerraform } from "./drill-terraform";
