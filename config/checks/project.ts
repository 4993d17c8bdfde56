import { bucketNames, replicationRoleName, stackName, stateBucketName } from "../names";
import { type ConfigFinding, type Path, reporter } from "../problem";
import type { DeploymentConfig, SiteConfig } from "../schema";

/** What sites and deployment of one project must not share. */
export const sharedNameRules = {
  SITE_NAME_TWICE: {
    severity: "error",
    rule: "Each site becomes a stack of its own, named after it.",
    mend: "Give each site a name of its own.",
  },
  BUCKET_NAME_TWICE: {
    severity: "error",
    rule: "A bucket has one owner: bucket names are global.",
    mend: "Change a name or a bucketSuffix.",
  },
  ROLE_NAME_TWICE: {
    severity: "error",
    rule: "The role that replicates a bucket is named after the first 52 characters of the bucket's name.",
    mend: "Shorten a name or a bucketSuffix.",
  },
  HOST_NAME_TWICE: {
    severity: "error",
    rule: "A host name belongs to one distribution; CloudFront refuses it on a second one.",
    mend: "Remove it from one of the sites.",
  },
  ZONE_CREATED_TWICE: {
    severity: "error",
    rule: "Two hosted zones of one name would both exist, and only one is delegated to.",
    mend: "Create the zone in one site, and look it up by id in the other.",
  },
} as const;

const report = reporter(sharedNameRules);

interface Claim {
  readonly code: keyof typeof sharedNameRules;
  readonly path: Path;
  readonly value: string;
}

function siteClaims(site: SiteConfig, index: number): Claim[] {
  const path = (...rest: Path): Path => ["sites", index, ...rest];
  const { domain } = site;
  const { logs, primary, replica } = bucketNames(site);
  const buckets = site.distribution.accessLogs ? [primary, replica, logs] : [primary, replica];
  const roles = (site.replication.twoWay ? [primary, replica] : [primary]).map(replicationRoleName);
  const claims: Claim[] = [
    { code: "SITE_NAME_TWICE", path: path("name"), value: stackName(site) },
    ...buckets.map((value): Claim => ({ code: "BUCKET_NAME_TWICE", path: path("name"), value })),
    ...roles.map((value): Claim => ({ code: "ROLE_NAME_TWICE", path: path("name"), value })),
  ];
  if (!domain) return claims;
  claims.push({ code: "HOST_NAME_TWICE", path: path("domain", "name"), value: domain.name });
  new Set(domain.aliases).forEach((value) => {
    const at = path("domain", "aliases", domain.aliases.indexOf(value));
    if (value !== domain.name) claims.push({ code: "HOST_NAME_TWICE", path: at, value });
  });
  if ("create" in domain.zone && domain.zone.create) {
    claims.push({
      code: "ZONE_CREATED_TWICE",
      path: path("domain", "zone", "name"),
      value: domain.zone.name,
    });
  }
  return claims;
}

/** Names that two parts of a project lay claim to; the later one is reported. */
export function projectFindings(
  sites: readonly SiteConfig[],
  deployment?: DeploymentConfig,
): ConfigFinding[] {
  const claims = sites.flatMap(siteClaims);
  if (deployment) {
    const path = ["deployment", "project"];
    claims.push({ code: "BUCKET_NAME_TWICE", path, value: stateBucketName(deployment) });
  }
  const owners = new Set<string>();
  return claims.flatMap(({ code, path, value }) => {
    const id = `${code} ${value}`;
    if (owners.has(id)) return [report(code, path, value)];
    owners.add(id);
    return [];
  });
}
