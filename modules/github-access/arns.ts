import { formerSentinelRegions, sentinelRegions } from "../../config/automatic-failover";
import { boundaryName, type SiteNames, siteNames, stateBucketName, stateKey } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import { healthKeys } from "../../facts/site/health";
import type { Account } from "../account";
import type { ManagedSite } from "./policy";

/** ARN of what an account has in a region, or in none. */
export function arnIn({ id, partition }: Account, service: string, resource: string, region = ""): string {
  return `arn:${partition}:${service}:${region}:${id}:${resource}`;
}

/** ARNs of what a site's stack makes under a name of its own. No pattern is among them but where AWS adds a part. */
export function siteArns(account: Account, site: ManagedSite) {
  const names = siteNames(site);
  const all = everyNames(site, names);
  const sentinel = sentinelArns(account, site, names);
  const bucket = (name: string) => `arn:${account.partition}:s3:::${name}`;
  const { primary, replica, logs } = names.buckets;
  return {
    primary: bucket(primary),
    contentBuckets: [bucket(primary), bucket(replica)],
    buckets: [bucket(primary), bucket(replica), bucket(logs)],
    content: [`${bucket(primary)}/*`, `${bucket(replica)}/*`],
    roles: unique([...all.flatMap(({ roles }) => Object.values(roles)), ...(sentinel?.roles ?? [])]).map(
      (role) => arnIn(account, "iam", `role/${role}`),
    ),
    ...functionArns(account, all, sentinel),
    /** With `failover.automatic`. */
    sentinel,
    topics: [arnIn(account, "sns", names.topic, "*")],
    // A subscription is its topic's ARN and an id.
    subscriptions: [arnIn(account, "sns", names.topic, "*"), arnIn(account, "sns", `${names.topic}:*`, "*")],
    /** What AWS adds is an id. */
    webAcl: [arnIn(account, "wafv2", `global/webacl/${names.webAcl}/*`, "us-east-1")],
    dashboard: [arnIn(account, "cloudwatch", `dashboard/${names.dashboard}`)],
    logDelivery: [
      `delivery-source:${names.logSource}`,
      `delivery-destination:${names.logDestinationPrefix}*`,
    ].map((resource) => arnIn(account, "logs", resource, "us-east-1")),
    /** With `accessLogs.athena`. IAM is asked of the catalog too, and of all that goes with a database (Glue, Resource ARNs). */
    logDatabase: [
      ...["catalog", `database/${names.logDatabase}`, `table/${names.logDatabase}/*`],
      `userDefinedFunction/${names.logDatabase}/*`,
    ].map((resource) => arnIn(account, "glue", resource, "*")),
    logWorkgroup: [arnIn(account, "athena", `workgroup/${names.logWorkgroup}`, "*")],
    /** What is between the two, whose ids AWS chooses. */
    deliveries: [arnIn(account, "logs", "delivery:*", "us-east-1")],
    // By their beginning: a site has up to twenty, which would fill a policy by themselves.
    alarms: [arnIn(account, "cloudwatch", `alarm:${names.alarmPrefix}*`, "*")],
  };
}

/**
 * A site's names, and those that it had in regions that are forgotten, or before its buckets had names of their own: the
 * next apply takes away what has them.
 */
function everyNames(site: ManagedSite, names: SiteNames): readonly SiteNames[] {
  const { places, primary, replica } = site.regions;
  if (!places) return [names];
  const former = places.forgotten.map((place) => ({
    primary,
    replica,
    places: { ...places, primary: place },
  }));
  return [names, ...[{ primary, replica }, ...former].map((regions) => siteNames({ ...site, regions }))];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Whether a site's access logs are deliveries of CloudWatch Logs. */
export function deliversLogs({ distribution }: ManagedSite): boolean {
  return distribution.accessLogs !== undefined && distribution.accessLogs.format !== "legacy";
}

/** Whether the stack makes a table of them. */
export function tablesLogs({ distribution }: ManagedSite): boolean {
  return distribution.accessLogs?.athena === true;
}

/** Whether the stack makes the web ACL that a flat-rate plan demands. */
export function makesWebAcl({ distribution }: ManagedSite): boolean {
  return distribution.pricing !== undefined && distribution.webAclArn === undefined;
}

/** What a site has that throws its switch when nobody does: a function in each such region, and what calls it. */
function sentinelArns(account: Account, site: ManagedSite, names: SiteNames) {
  const watching = [...sentinelRegions(site), ...formerSentinelRegions(site)];
  if (watching.length === 0) return undefined;
  const { places, primary } = site.regions;
  // A replica that has become the primary had one as well.
  const regions = places ? unique([...watching, primary]) : watching;
  const inEach = (service: string, resource: string) =>
    regions.map((region) => arnIn(account, service, resource, region));
  const object = (bucket: string, key: string) => `arn:${account.partition}:s3:::${bucket}/${key}`;
  return {
    roles: [names.sentinel, names.sentinelSchedule],
    functions: inEach("lambda", `function:${names.sentinel}`),
    logGroups: inEach("logs", `log-group:${names.sentinelLogs}`),
    schedules: inEach("scheduler", `schedule/default/${names.sentinel}`),
    documents: [
      object(names.buckets.primary, healthKeys.primary),
      object(names.buckets.replica, healthKeys.replica),
    ],
    // AWS chooses the id of a store.
    stores: [arnIn(account, "cloudfront", "key-value-store/*")],
  };
}

function functionArns(
  account: Account,
  all: readonly SiteNames[],
  sentinel: ReturnType<typeof sentinelArns>,
) {
  const [names] = all as [SiteNames];
  const group = arnIn(account, "logs", `log-group:${names.headerFunctionLogs}`, "us-east-1");
  const lambda = arnIn(account, "lambda", `function:${names.headerFunction}`, "us-east-1");
  return {
    /** The functions, and the numbered versions of the one at the edge. */
    lambda: [lambda, `${lambda}:*`, ...(sentinel?.functions ?? [])],
    /** Some actions know a group by its ARN alone, some with what is in it. */
    logGroups: [group, ...(sentinel?.logGroups ?? [])].flatMap((one) => [one, `${one}:*`]),
    edgeFunctions: unique(all.flatMap((one) => [one.viewerRequest, one.viewerResponse])).map((name) =>
      arnIn(account, "cloudfront", `function/${name}`),
    ),
    keyValueStore: unique(all.map((one) => one.keyValueStore)).map((name) =>
      arnIn(account, "cloudfront", `key-value-store/${name}`),
    ),
  };
}

/** ARNs of the state bucket and of the states in it. */
export function stateArns(account: Account, deployment: DeploymentConfig) {
  const bucket = `arn:${account.partition}:s3:::${stateBucketName(deployment)}`;
  return { bucket, state: (stack: string) => `${bucket}/${stateKey(stack)}` };
}

/** ARN of the hosted zone that a site's records are in; every zone's where it has no id in the config. */
export function zoneArn({ partition }: Account, { domain }: ManagedSite): string[] {
  if (!domain) return [];
  return [`arn:${partition}:route53:::hostedzone/${"id" in domain.zone ? domain.zone.id : "*"}`];
}

/** ARN of the policy that bounds a site's roles. */
export function boundaryArn(account: Account, deployment: DeploymentConfig, site: ManagedSite): string {
  return arnIn(account, "iam", `policy/${boundaryName(deployment, site)}`);
}
