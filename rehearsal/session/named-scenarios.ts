import { allOf } from "../../errors/all-of";
import { chosenScenarios, isScenarioFile, scenariosOfFiles } from "../drill/load";
import type { Scenario } from "../drill/scenario";
import { type DrillingOptions, misfitting } from "./drilling";
import { knownScenarios } from "./watching/known-scenarios";

/**
 * What is named, from files and by names; where nothing is, all that are known.
 * @throws {OutlastError} with all that is wrong with any, by the sites as well
 */
export async function namedScenarios(
  names: readonly string[],
  options: Pick<DrillingOptions, "from" | "json" | "site">,
): Promise<readonly Scenario[]> {
  const files = names.filter(isScenarioFile);
  const named = names.filter((name) => !isScenarioFile(name));
  const isByFile = files.length > 0 && named.length === 0;
  return misfitting({ ...options, files, named }, async () => {
    const chosen = await allOf(
      async () => (isByFile ? [] : chosenScenarios(await knownScenarios(named), named)),
      () => scenariosOfFiles(files),
    );
    return chosen.flat();
  });
}
