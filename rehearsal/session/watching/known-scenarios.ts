import { join } from "node:path";
import { projectRoot } from "../../../project/own-project";
import type { Scenario } from "../../drill/scenario";

/** What a list says of a scenario. */
export type ListedScenario = Pick<Scenario, "name" | "title" | "hypothesis" | "class" | "source">;

/**
 * The scenarios that ship and the project's own, as their files are now.
 *
 * @param named those that somebody names
 * @throws {OutlastError} with all that is wrong with any, and the names that there are not
 */
export async function knownScenarios(named: readonly string[] = []): Promise<ReadonlyMap<string, Scenario>> {
  const [{ shippedScenarios }, { loadScenarios }] = await Promise.all([
    import("../../../drills"),
    import("../../drill/load"),
  ]);
  return loadScenarios(shippedScenarios, join(projectRoot(), "drills"), named);
}

export function listedScenario(scenario: Scenario): ListedScenario {
  const { name, title, hypothesis, class: kind, source } = scenario;
  return { name, title, hypothesis, class: kind, source };
}
