import { recordKeys } from "../../facts/site/record-keys";
import { releaseError } from "../errors";
import { whenRefused } from "../ports";
import type { BegunRelease } from "../record/begun";
import type { BucketState } from "../record/records";
import type { Run } from "./context";

/**
 * One region is written to: the replica where it was promoted, or where what it has comes back by replication; the primary
 * where it was not. Bringing the primary level with a promoted replica is the way back.
 *
 * @throws {OutlastError} RELEASE_ONE_WAY, RELEASE_PROMOTED
 */
export function refuseWrongRegion(
  { options, site, stores }: Run,
  { listed, other }: BucketState,
  kind: BegunRelease["kind"],
): void {
  if (options.to === "replica") {
    if (!site.replication.twoWay && !listed.has(recordKeys.promoted))
      throw releaseError("RELEASE_ONE_WAY", stores.replica.name);
  } else if (kind !== "reconcile" && other?.has(recordKeys.promoted)) {
    throw releaseError("RELEASE_PROMOTED", stores.replica.name);
  }
}

/**
 * Who does not wait for the replica has not listed it, and asks it for the mark alone, once. What it does not say is not
 * known: not to wait is for emergencies.
 *
 * @throws {OutlastError} RELEASE_PROMOTED
 */
export async function refuseUnlistedPromotion({ options, stores: { replica } }: Run): Promise<void> {
  if (options.to === "replica" || options.waitForReplica) return;
  const mark = await replica.head(recordKeys.promoted).catch(whenRefused);
  if (mark !== undefined) throw releaseError("RELEASE_PROMOTED", replica.name);
}
