import type { Side } from "../../facts/site/switch";
import { bucketNameProblem, bucketNames, stateStackName } from "../names";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  NAME_INVALID: {
    severity: "error",
    rule: "A name is the stem of resource names: 2 to 32 lower-case letters, digits and single hyphens, a letter first, no hyphen last.",
    mend: 'Write it as "my-site".',
  },
  NAME_RESERVED: {
    severity: "error",
    rule: "The stack of Terraform's state has this name.",
    mend: "Choose another name.",
  },
  BUCKET_NAME_INVALID: {
    severity: "error",
    rule: "Bucket names, those that the config gives and those that are made of name, purpose and suffix, follow S3's naming rules.",
    mend: "Change the name, bucketSuffix, or the bucket of the region.",
  },
} as const;

const report = reporter(rules);

/** A site's or project's name. 32 characters leave as many for what IAM and Lambda names add, which end at 64. */
export function nameFindings(name: string, path: Path): ConfigFinding[] {
  const valid = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length >= 2 && name.length <= 32;
  return valid ? [] : [report("NAME_INVALID", path, name)];
}

/** A bucket name that has been made of a valid name. */
export function bucketNameFindings(bucket: string, path: Path): ConfigFinding[] {
  const problem = bucketNameProblem(bucket);
  return problem ? [report("BUCKET_NAME_INVALID", path, bucket, `As it is, ${problem}.`)] : [];
}

/** The site's name, and the bucket names derived from it. */
export const namesCheck: ConfigCheck = {
  rules,
  find(site) {
    const found = nameFindings(site.name, ["name"]);
    if (found.length > 0) return found;
    if (site.name === stateStackName) return [report("NAME_RESERVED", ["name"], site.name)];
    const { logs, primary, replica } = bucketNames(site);
    const { places } = site.regions;
    const path = (side: Side) => (places ? ["regions", side, "bucket"] : ["bucketSuffix"]);
    return [
      ...bucketNameFindings(primary, path("primary")),
      ...bucketNameFindings(replica, path("replica")),
      ...(site.distribution.accessLogs ? bucketNameFindings(logs, ["bucketSuffix"]) : []),
    ];
  },
};
