import { recordKeys } from "../../facts/site/record-keys";
import { releaseError } from "../errors";
import type { BegunRelease } from "../record/begun";
import type { BucketState } from "../record/records";
import type { Run } from "./context";

/**
 * One region is written to: the replica where it was promoted, or where what it has comes back by replication; the primary
 * where it was not. Bringing the primary level with a promoted replica is the way back. Who does not wait for the replica
 * does not look at it.
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
