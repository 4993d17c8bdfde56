import type { PlanJson } from "../../terraform/plan/plan-json";
import { isMap } from "../../terraform/value";
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
  { folder, site }: Pick<InitializedStack, "folder" | "site">,
  planned: PlanFolder,
): Promise<void> {
  if (!site) return;
  const adopted = offered(folder).map(({ id }) => id);
  const plan = planned.plan();
  refuseFound([
    await distributionInTheWay(site, folder, new Set([...distributionsKnown(plan), ...adopted])),
    await takenRecords(plan),
  ]);
}

/** Ids of the distributions that the state had when this was planned: a plan names all that it has, changed or not. */
export function distributionsKnown({ resource_changes: changes }: PlanJson): readonly string[] {
  return changes
    .filter(({ mode, type }) => mode === "managed" && type === "aws_cloudfront_distribution")
    .map(({ change: { before } }) => (isMap(before) ? before.id : undefined))
    .filter((id) => typeof id === "string");
}
