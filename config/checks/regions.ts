import { awsRegions } from "../../facts/aws-regions";
import { didYouMean } from "../did-you-mean";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  REGION_UNKNOWN: {
    severity: "error",
    rule: "Buckets, sentinels and the state are in regions of the commercial AWS partition.",
    mend: 'Give the code of a region, such as "eu-central-1".',
  },
  REGIONS_EQUAL: {
    severity: "error",
    rule: "The replica survives the primary's outage only in another region.",
    mend: "Choose another region for one of the two.",
  },
  REGION_FORGOTTEN: {
    severity: "error",
    rule: "A bucket is the site's, or in a region that is forgotten: of one that is asked for visitors, Terraform cannot forget what it is.",
    mend: "Take it out of regions.forgotten, or name another bucket.",
  },
  REGION_US_EAST_1: {
    severity: "warning",
    rule: "The control planes of CloudFront, Route 53, ACM and IAM are in us-east-1: an outage there takes what is there and the means to react at the same time.",
    mend: "Choose another region, us-east-2 for instance.",
  },
} as const;

const report = reporter(rules);

/** One region by itself; for the site's two and for the state bucket's. */
export function regionFindings(region: string, path: Path): ConfigFinding[] {
  if (!awsRegions.includes(region)) {
    return [report("REGION_UNKNOWN", path, region, didYouMean(region, awsRegions))];
  }
  return region === "us-east-1" ? [report("REGION_US_EAST_1", path, region)] : [];
}

/** Two known regions that do not share their fate. */
export const regionsCheck: ConfigCheck = {
  rules,
  find({ regions: { places, primary, replica } }) {
    const found = [
      ...regionFindings(primary, ["regions", "primary"]),
      ...regionFindings(replica, ["regions", "replica"]),
    ];
    if (primary === replica) found.push(report("REGIONS_EQUAL", ["regions", "replica"], replica));
    for (const [index, { bucket, region }] of (places?.forgotten ?? []).entries()) {
      const path = ["regions", "forgotten", index];
      found.push(...regionFindings(region, [...path, "region"]));
      if (bucket === places?.primary.bucket || bucket === places?.replica.bucket)
        found.push(report("REGION_FORGOTTEN", [...path, "bucket"], bucket));
    }
    return found;
  },
};
