import * as z from "zod";

const place = z.strictObject({
  region: z.string(),
  /** Name of the bucket there, as it is: without the site's name or suffix. */
  bucket: z.string(),
});

/** The regions of the two buckets. */
export interface SiteRegions {
  readonly primary: string;
  readonly replica: string;
  /** Given where the buckets have names of their own, and not those of their roles. */
  readonly places?: {
    readonly primary: RegionBucket;
    readonly replica: RegionBucket;
    readonly forgotten: readonly RegionBucket[];
  };
}

/** A region, and the name of a bucket there. */
export type RegionBucket = z.output<typeof place>;

/** SiteRegions whose buckets are named by what they are to the site. */
const byRole = z.strictObject({ primary: z.string(), replica: z.string() });

/** SiteRegions whose buckets have names of their own, so that a bucket may stay while its role changes. */
const byPlace = z
  .strictObject({
    primary: place,
    replica: place,
    /** Buckets that were the site's, in regions that are lost: Terraform forgets what is there, and destroys nothing. */
    forgotten: z.array(place).default([]),
  })
  .transform(
    (places): SiteRegions => ({
      primary: places.primary.region,
      replica: places.replica.region,
      places,
    }),
  );

/** AWS regions of the two buckets. */
export const regionsSchema = z.union([byRole, byPlace]).transform((regions): SiteRegions => regions);
