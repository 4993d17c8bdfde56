import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFrontClient, type GetDistributionCommandOutput } from "@aws-sdk/client-cloudfront";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { impatient } from "../../operations/aws";
import { parseEndpoint } from "../../rehearsal/regions/http/endpoint";
import type { Resources } from "../../terraform/resources";
import { asJson, type Json, listOf, type Value } from "../../terraform/value";
import { AuditedSite } from "../rules/site";
import { auditError } from "../run/errors";
import type { ReadSite } from "../run/read";
import { readAlarms } from "./alarms";
import { type AwsQuestion, asks, type Service } from "./asks";
import { type LiveBucket, readLiveBucket } from "./buckets";
import { readLiveDistribution } from "./distribution";
import { LiveResources } from "./live-resources";
import { readCertificate, readNames } from "./names";
import { type AwsAsking, LiveReadings } from "./readings";

/** What was read of a running site. */
export interface LiveSite extends ReadSite {
  /** What of it can be rehearsed: the code of Lambda@Edge is not asked for, and never run. */
  readonly rehearsed: Resources;
}

/**
 * Reads a distribution of a running site, and all that it stands on, as the state of Terraform would have it. Nothing is
 * written.
 * @throws {OutlastError} AUDIT_LIVE_NONE, AUDIT_LIVE_REFUSED
 */
export async function readLive(distributionId: string, asking: AwsAsking = clients()): Promise<LiveSite> {
  const readings = new LiveReadings(asking);
  const distribution = await distributionOf(readings, distributionId);
  const config = distribution.DistributionConfig;
  const origins = config?.Origins?.Items ?? [];
  const hosts = origins.flatMap(({ DomainName }) => DomainName ?? []);
  const aliases = config?.Aliases?.Items ?? [];
  const certificate = config?.ViewerCertificate?.ACMCertificateArn;
  const seen = new Set<string>();
  const [regions, checks] = await Promise.all([
    Promise.all(bucketsOf(hosts).map((bucket) => readLiveBucket(readings, bucket, seen))),
    (async () => {
      const validating = certificate ? await readCertificate(readings, certificate) : [];
      return readNames(readings, [...aliases, ...validating], hosts);
    })(),
    readLiveDistribution(readings, distribution),
  ]);
  await readAlarms(readings, [distributionId, ...seen, ...checks], ["us-east-1", ...regions.flat()]);
  const resources = new LiveResources(stateOf(readings.resources), readings);
  const rehearsed = new LiveResources(stateOf(readings.resources.map(withoutLambda)), readings);
  const site = new AuditedSite(resources, undefined);
  const notRead = [...readings.unread].map(([address, why]) => ({ address, why }));
  const lists = [...readings.unlisted].map(([address, why]) => ({ address, why }));
  const order = [...notRead, ...lists].sort((a, b) => (a.address < b.address ? -1 : 1));
  return { site, resources, rehearsed, kind: "live", notRead: order };
}

/** The JSON of `terraform show -json`, of a state in which all of this is. */
function stateOf(resources: readonly Json[]): Json {
  const inOrder = resources.toSorted((a, b) => (String(a.address) < String(b.address) ? -1 : 1));
  return { format_version: "1.0", values: { root_module: { resources: inOrder } } };
}

/** @throws {OutlastError} AUDIT_LIVE_NONE, AUDIT_LIVE_REFUSED */
async function distributionOf(
  readings: LiveReadings,
  id: string,
): Promise<NonNullable<GetDistributionCommandOutput["Distribution"]>> {
  try {
    const { Distribution } = await readings.ask(asks.distribution, { Id: id });
    if (Distribution) return Distribution;
  } catch (error) {
    const { message, name } = error as Error;
    if (name !== "NoSuchDistribution")
      throw auditError("AUDIT_LIVE_REFUSED", `${id}: ${message}`, undefined, { cause: error });
  }
  throw auditError("AUDIT_LIVE_NONE", `the account has no distribution ${id}`);
}

function withoutLambda(resource: Json): Json {
  const values = asJson(resource.values);
  const without = (behaviours: Value | undefined) =>
    listOf(behaviours).map(({ lambda_function_association: _, ...rest }) => rest);
  if (resource.type !== "aws_cloudfront_distribution") return resource;
  const [first, others] = [without(values.default_cache_behavior), without(values.ordered_cache_behavior)];
  return {
    ...resource,
    values: { ...values, default_cache_behavior: first, ordered_cache_behavior: others },
  };
}

/** The buckets among the names of origins. */
function bucketsOf(hosts: readonly string[]): readonly LiveBucket[] {
  return hosts.flatMap((host) => {
    const endpoint = parseEndpoint(host);
    if (endpoint === undefined) return [];
    const { bucket: name, kind, region } = endpoint;
    const isUsual =
      kind === "website" || region === undefined || host === `${name}.s3.${region}.amazonaws.com`;
    return [{ name, ...(region && { region }), ...(!isUsual && { domain: host }) }];
  });
}

/** A client for each service and region that is asked. Credentials and endpoints are found where every AWS tool looks. */
function clients(): AwsAsking {
  const kept = new Map<string, { send(command: unknown): Promise<unknown> }>();
  return async <Input, Output>(
    { command, service }: AwsQuestion<Input, Output>,
    input: Input,
    region = "us-east-1",
  ) => {
    const key = `${service} ${region}`;
    const client = kept.get(key) ?? clientOf(service, region);
    kept.set(key, client);
    return (await client.send(command(input))) as Output;
  };
}

function clientOf(service: Service, region: string): { send(command: unknown): Promise<unknown> } {
  const given = { region, ...impatient };
  const made = {
    acm: () => new ACMClient(given),
    cloudfront: () => new CloudFrontClient(given),
    cloudwatch: () => new CloudWatchClient(given),
    iam: () => new IAMClient(given),
    route53: () => new Route53Client(given),
    s3: () => new S3Client(given),
  };
  return made[service]() as { send(command: never): Promise<unknown> };
}
