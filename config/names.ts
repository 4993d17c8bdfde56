import type { Side } from "../facts/site/switch";
import type { DeploymentConfig, SiteConfig } from "./schema";

/** Names of a site's buckets. The log bucket exists only with `distribution.accessLogs`. */
export interface BucketNames {
  readonly primary: string;
  readonly replica: string;
  readonly logs: string;
}

function join(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join("-");
}

/** What names are made of. */
type Named = Pick<SiteConfig, "name" | "bucketSuffix" | "regions">;

/** The buckets as the config names them; else `<name>-primary` and `<name>-replica`; and `<name>-logs`, each with the suffix. */
export function bucketNames(site: Named): BucketNames {
  const { places } = site.regions;
  return {
    primary: places?.primary.bucket ?? bucketOfRole(site, "primary"),
    replica: places?.replica.bucket ?? bucketOfRole(site, "replica"),
    logs: join(site.name, "logs", ...pairEnding(site), site.bucketSuffix),
  };
}

/** The name of a bucket that the config does not name. */
export function bucketOfRole(site: Pick<SiteConfig, "name" | "bucketSuffix">, role: Side): string {
  return join(site.name, role, site.bucketSuffix);
}

/**
 * What the names end with that a pair of regions has for itself: those of its store, whose switch says nothing of another
 * pair's regions, of the function that reads it, and of what is in the primary's region. Nothing while that is the first one.
 */
function pairEnding(site: Named): readonly string[] {
  const primary = site.regions.places?.primary;
  return primary === undefined || primary.bucket === bucketOfRole(site, "primary") ? [] : [primary.region];
}

/** `<project>-state`, with the suffix if there is one. */
export function stateBucketName(deployment: Pick<DeploymentConfig, "project" | "bucketSuffix">): string {
  return join(deployment.project, "state", deployment.bucketSuffix);
}

/** Key of a stack's state in the state bucket. Its lock is the object beside it, with `.tflock` at the end. */
export function stateKey(stack: string): string {
  return `stacks/${stack}.tfstate`;
}

/** Beginning of the keys of Athena's answers in the log bucket. */
export const athenaAnswers = "athena-answers/";

/** The tag, with the site's name, of all that a site's stack makes and that takes tags: what bears it is the site's own. */
export const siteTag = "outlast:site";

/** Id of a site's stack: the site's name. */
export function stackName(site: Pick<SiteConfig, "name">): string {
  return site.name;
}

/** Id of the stack that the others keep their state in. */
export const stateStackName = "state";

/** Id of the one rule of a bucket that replicates; a dimension of S3's replication metrics, which alarms have to name. */
export const replicationRuleId = "everything";

const longestRoleName = 64;

/** Name of the role that replicates from a bucket; a long bucket name is cut (IAM quotas: 64 characters). */
export function replicationRoleName(bucketName: string): string {
  const suffix = "-replication";
  return bucketName.slice(0, longestRoleName - suffix.length) + suffix;
}

/** Names, besides those of its buckets, of what a site's stack makes: what is not here has an id of AWS's choice. */
export interface SiteNames {
  readonly buckets: BucketNames;
  /** Roles that replicate from the primary and back, and that of the Lambda function. */
  readonly roles: {
    readonly replication: string;
    readonly replicationBack: string;
    readonly headers: string;
  };
  /** A function of Lambda. */
  readonly headerFunction: string;
  /** Where that logs, in the region of each edge that runs it (CloudFront guide, Edge function logs). */
  readonly headerFunctionLogs: string;
  /** The function that throws the switch, with a role and a schedule of that name, and the role of the schedule. */
  readonly sentinel: string;
  readonly sentinelSchedule: string;
  readonly sentinelLogs: string;
  /** Functions of CloudFront. */
  readonly viewerRequest: string;
  readonly viewerResponse: string;
  readonly keyValueStore: string;
  /** Response headers policies: of the buckets (one below a function of the viewer's response has an ending), and of servers. */
  readonly headersPolicy: string;
  readonly serverHeadersPolicy: string;
  /** Origin access controls: of the buckets, and of function URLs. */
  readonly bucketAccess: string;
  readonly functionAccess: string;
  /** The topic of each region. */
  readonly topic: string;
  readonly dashboard: string;
  /** What the names of alarms begin with. */
  readonly alarmPrefix: string;
  /** Where access logs come from, and what the names of where they go begin with. */
  readonly logSource: string;
  readonly logDestinationPrefix: string;
  /** With `accessLogs.athena`. A database's name that SQL need not quote has no hyphen. */
  readonly logDatabase: string;
  readonly logTable: string;
  readonly logWorkgroup: string;
  /** With `distribution.pricing`. */
  readonly webAcl: string;
}

/** The one place where a site's names are made of the site's own. */
export function siteNames(site: Named): SiteNames {
  const buckets = bucketNames(site);
  const ofPair = (...parts: string[]) => join(site.name, ...parts, ...pairEnding(site));
  const headerFunction = `${site.name}-security-headers`;
  return {
    buckets,
    roles: {
      replication: replicationRoleName(buckets.primary),
      replicationBack: replicationRoleName(buckets.replica),
      headers: headerFunction,
    },
    headerFunction,
    headerFunctionLogs: `/aws/lambda/us-east-1.${headerFunction}`,
    sentinel: `${site.name}-sentinel`,
    sentinelSchedule: `${site.name}-sentinel-schedule`,
    sentinelLogs: `/aws/lambda/${site.name}-sentinel`,
    viewerRequest: ofPair("viewer-request"),
    viewerResponse: `${site.name}-viewer-response`,
    keyValueStore: ofPair(),
    headersPolicy: `${site.name}-headers`,
    serverHeadersPolicy: `${site.name}-server-headers`,
    bucketAccess: site.name,
    functionAccess: `${site.name}-functions`,
    topic: `${site.name}-alarms`,
    dashboard: site.name,
    alarmPrefix: `${site.name}-`,
    logSource: site.name,
    logDestinationPrefix: `${ofPair("logs")}-`,
    logDatabase: `${site.name.replaceAll("-", "_")}_logs`,
    logTable: "access_logs",
    logWorkgroup: `${site.name}-logs`,
    webAcl: site.name,
  };
}

/** Names of the roles that the state stack makes. */
export interface AccessNames {
  readonly planRole: string;
  readonly driftRole: string;
  readonly applyRole: string;
  readonly onCallRole: string;
}

/** `<project>-plan`, `<project>-drift`, `<project>-apply` and `<project>-on-call`. */
export function accessNames({ project }: Pick<DeploymentConfig, "project">): AccessNames {
  return {
    planRole: `${project}-plan`,
    driftRole: `${project}-drift`,
    applyRole: `${project}-apply`,
    onCallRole: `${project}-on-call`,
  };
}

/** Name of the policy that bounds the roles of a site: `<project>-<site>-boundary`. */
export function boundaryName(
  { project }: Pick<DeploymentConfig, "project">,
  site: Pick<SiteConfig, "name">,
): string {
  return `${project}-${site.name}-boundary`;
}

const reservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
const reservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];

/**
 * Why S3 would refuse a bucket name, if it would (S3 User Guide, Bucket naming rules). Dots are refused too: S3's
 * certificate does not cover a name with dots.
 */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3) return "it has fewer than 3 characters";
  if (name.length > 63) return `it has ${name.length} characters, and S3 takes 63`;
  if (!/^[a-z0-9-]+$/.test(name)) return "it has characters other than a-z, 0-9 and -";
  if (name.startsWith("-") || name.endsWith("-")) return "it begins or ends with a hyphen";
  const prefix = reservedPrefixes.find((reserved) => name.startsWith(reserved));
  if (prefix) return `S3 keeps names that begin with "${prefix}" for itself`;
  const suffix = reservedSuffixes.find((reserved) => name.endsWith(reserved));
  if (suffix) return `S3 keeps names that end with "${suffix}" for itself`;
  return undefined;
}

/** Host of GitHub's token issuer, the prefix of its condition keys, and the end of its provider's ARN. */
export const githubIssuer = "token.actions.githubusercontent.com";
