import { bucketNames, replicationRoleName, siteNames, stackName, stateBucketName } from "../names";
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
  CLOUDFRONT_NAME_TWICE: {
    severity: "error",
    rule: "CloudFront takes the name of a headers policy, or of an origin access control, once in an account. What a site has for its servers is named <site>-server-headers and <site>-functions.",
    mend: "Give one of the sites another name.",
  },
  STATE_REGION_OPEN: {
    severity: "error",
    rule: "Where nothing says which region the state's bucket is in, it is that of the first site's replica: with buckets that have names of their own a replica moves, and the state does not.",
    mend: "Give deployment.region: the region where that bucket is.",
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
    ...cloudFrontNames(site).map(
      (value): Claim => ({ code: "CLOUDFRONT_NAME_TWICE", path: path("name"), value }),
    ),
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

/** Those that are another site's, if that has such a name: the kind, then the name. */
function cloudFrontNames(site: SiteConfig): readonly string[] {
  const { bucketAccess, functionAccess, headersPolicy, serverHeadersPolicy } = siteNames(site);
  const servers = Object.values(site.origins);
  return [
    `headers policy ${headersPolicy}`,
    ...(site.paths.some((path) => path.securityHeaders) ? [`headers policy ${serverHeadersPolicy}`] : []),
    `origin access control ${bucketAccess}`,
    ...(servers.some((server) => server.lambdaFunctionArn !== undefined)
      ? [`origin access control ${functionAccess}`]
      : []),
  ];
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
  const isOpen = deployment && deployment.region === undefined && sites[0]?.regions.places !== undefined;
  const owners = new Set<string>();
  const twice = claims.filter(({ code, value }) => {
    const id = `${code} ${value}`;
    if (owners.has(id)) return true;
    owners.add(id);
    return false;
  });
  // Two sites of one name have all others in common, too: that is said once.
  const twins = new Set(twice.filter(({ code }) => code === "SITE_NAME_TWICE").map(({ path }) => path[1]));
  const open = isOpen ? [report("STATE_REGION_OPEN", ["deployment", "region"], undefined)] : [];
  const found = twice
    .filter(({ code, path }) => code !== "CLOUDFRONT_NAME_TWICE" || !twins.has(path[1]))
    .map(({ code, path, value }) => report(code, path, value));
  return [...found, ...open];
}
