import type { InitializedStack } from "../stack-runs";
import { distributionInTheWay } from "./distributions";
import { offered } from "./import-blocks";
import { refuseFound } from "./obstacle";
import type { PlanFolder } from "./plan-folder";
import { takenRecords } from "./records";

/**
 * Refuses to apply a plan of a site where AWS has what is in its way, before anything is changed: the apply would end in
 * its middle.
 * @throws {OutlastError} `DEPLOY_ORPHAN`, `DEPLOY_ALIAS_TAKEN` or `DEPLOY_RECORDS_TAKEN`
 */
export async function refuseObstacles(
  { folder, site, state }: Pick<InitializedStack, "folder" | "site" | "state">,
  planned: PlanFolder,
): Promise<void> {
  if (!site) return;
  const adopted = offered(folder).map(({ id }) => id);
  refuseFound([
    await distributionInTheWay(site, folder, new Set([...(await state.distributions()), ...adopted])),
    await takenRecords(planned.plan()),
  ]);
}
