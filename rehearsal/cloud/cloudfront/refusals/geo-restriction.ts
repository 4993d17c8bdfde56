import { CloudFrontError } from "../errors";
import type { DistributionConfig } from "../schema/plain";

/** API shape GeoRestriction. */
export function checkGeoRestriction({ Restrictions }: DistributionConfig): void {
  const { RestrictionType, Items } = Restrictions.GeoRestriction;
  if ((RestrictionType === "none") !== (Items.length === 0))
    throw new CloudFrontError(
      "InvalidGeoRestrictionParameter",
      "Locations go with a whitelist or a blacklist, which has at least one.",
    );
  const bad = Items.find((location) => !/^[A-Z]{2}$/.test(location));
  if (bad !== undefined)
    throw new CloudFrontError("InvalidLocationCode", `The location code ${bad} is not valid.`);
}
