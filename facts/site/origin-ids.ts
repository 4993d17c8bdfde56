import type { Side } from "./switch";

/** Ids of the two buckets in the distribution. The viewer-request function names them when it puts the replica first. */
export const bucketOriginIds = { primary: "primary", replica: "replica" } as const satisfies Record<
  Side,
  string
>;
