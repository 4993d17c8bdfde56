import { boundaryName, type SiteNames, siteNames, stateBucketName, stateKey } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";
import type { Account } from "../account";
import type { ManagedSite } from "./policy";

/** ARN of what an account has in a region, or in none. */
export function arnIn({ id, partition }: Account, service: string, resource: string, region = ""): string {
  return `arn:${partition}:${service}:${region}:${id}:${resource}`;
}

/** ARNs of what a site's stack makes under a name of its own. No pattern is among them but where AWS adds a part. */
export function siteArns(account: Account, site: ManagedSite) {
  const names = siteNames(site);
  const bucket = (name: string) => `arn:${account.partition}:s3:::${name}`;
  const { primary, replica, logs } = names.buckets;
  return {
    primary: bucket(primary),
    contentBuckets: [bucket(primary), bucket(replica)],
    buckets: [bucket(primary), bucket(replica), bucket(logs)],
    content: [`${bucket(primary)}/*`, `${bucket(replica)}/*`],
    roles: Object.values(names.roles).map((role) => arnIn(account, "iam", `role/${role}`)),
    ...functionArns(account, names),
    topics: [arnIn(account, "sns", names.topic, "*")],
    // A subscription is its topic's ARN and an id.
    subscriptions: [arnIn(account, "sns", names.topic, "*"), arnIn(account, "sns", `${names.topic}:*`, "*")],
    dashboard: [arnIn(account, "cloudwatch", `dashboard/${names.dashboard}`)],
    logDelivery: [
      "delivery:*",
      `delivery-source:${names.logSource}`,
      `delivery-destination:${names.logDestinationPrefix}*`,
    ].map((resource) => arnIn(account, "logs", resource, "us-east-1")),
    // By their beginning: a site has up to twenty, which would fill a policy by themselves.
    alarms: [arnIn(account, "cloudwatch", `alarm:${names.alarmPrefix}*`, "*")],
  };
}

/** Whether a site's access logs are deliveries of CloudWatch Logs. */
export function deliversLogs({ distribution }: ManagedSite): boolean {
  return distribution.accessLogs !== undefined && distribution.accessLogs.format !== "legacy";
}

function functionArns(account: Account, names: SiteNames) {
  const group = arnIn(account, "logs", `log-group:${names.headerFunctionLogs}`, "us-east-1");
  const lambda = arnIn(account, "lambda", `function:${names.headerFunction}`, "us-east-1");
  return {
    /** The function and its numbered versions. */
    lambda: [lambda, `${lambda}:*`],
    /** Some actions know a group by its ARN alone, some with what is in it. */
    logGroups: [group, `${group}:*`],
    edgeFunctions: [names.viewerRequest, names.viewerResponse].map((name) =>
      arnIn(account, "cloudfront", `function/${name}`),
    ),
    keyValueStore: [arnIn(account, "cloudfront", `key-value-store/${names.keyValueStore}`)],
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
