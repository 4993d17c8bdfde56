import type { ObjectStore } from "../../release";
import { readManifest, readObjects, readPointer } from "../../release/record/records";
import { operationsError } from "../errors";

/** What a replica has of the site, whose primary cannot be asked any more. */
export interface Losses {
  /** The last complete release that it knows. */
  readonly release: string;
  /** When that was complete. ISO 8601. */
  readonly at: string;
  readonly files: number;
  /** Files of that release that it has not got, or with other bytes. */
  readonly missing: readonly string[];
  /** A release that had begun since, as far as the replica has heard. */
  readonly begun?: string;
}

/**
 * What the replica lacks of the last release whose record it has: records are written last and copied like anything else, so
 * a file may have come after its record, and of a release whose record has not come nothing is known.
 *
 * @throws {OutlastError} PROMOTE_NOTHING
 */
export async function lossesOf(replica: ObjectStore): Promise<Losses> {
  const { begun, release } = await readPointer(replica);
  if (release === undefined)
    throw operationsError("PROMOTE_NOTHING", `${replica.name} has no complete release`);
  const [{ files, time }, listed] = await Promise.all([readManifest(replica, release), readObjects(replica)]);
  const missing = files.filter(({ key, md5 }) => listed.get(key)?.etag !== md5).map(({ key }) => key);
  return {
    ...{ release, at: new Date(time).toISOString(), files: files.length, missing },
    ...(begun && { begun: begun.id }),
  };
}
