import { CloudFrontClient, type DistributionConfig } from "@aws-sdk/client-cloudfront";
import { type Cloud, type CloudOptions, startCloud } from "../../../../rehearsal/cloud";
import { VirtualClock } from "../../../../rehearsal/edge";
import { fakeMoto } from "./fake-moto";

/** An endpoint in front of a fake moto, on a clock that only moves when it is told to. */
export async function startTestCloud(options: Partial<CloudOptions> = {}) {
  const moto = await fakeMoto();
  const clock = new VirtualClock();
  const log: string[] = [];
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const cloud: Cloud = await startCloud({
    moto: moto.endpoint,
    clock,
    random,
    log: (line) => log.push(line),
    ...options,
  });
  return {
    cloud,
    clock,
    log,
    moto,
    client: new CloudFrontClient(clientConfig(cloud.url)),
    async close() {
      await cloud.close();
      await moto.close();
    },
  };
}

/** What points a client of the AWS SDK at the endpoint. */
export function clientConfig(endpoint: string, region = "us-east-1") {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
}

export const managedCachePolicy = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

/** The least that a distribution has: one bucket, nothing else. */
export function smallDistribution(over: Partial<DistributionConfig> = {}): DistributionConfig {
  return {
    CallerReference: `reference-${JSON.stringify(over).length}-${Math.random()}`,
    Comment: "a test",
    Enabled: true,
    Origins: { Quantity: 1, Items: [bucketOrigin("primary")] },
    DefaultCacheBehavior: behavior("primary"),
    ...over,
  };
}

/** Two buckets in a group, which the default behaviour targets. */
export function groupedDistribution(over: Partial<DistributionConfig> = {}): DistributionConfig {
  return smallDistribution({
    Origins: { Quantity: 2, Items: [bucketOrigin("replica"), bucketOrigin("primary")] },
    OriginGroups: { Quantity: 1, Items: [group([500, 502, 503, 504])] },
    DefaultCacheBehavior: behavior("both"),
    ...over,
  });
}

export function bucketOrigin(id: string) {
  return {
    Id: id,
    DomainName: `site-${id}.s3.eu-west-1.amazonaws.com`,
    S3OriginConfig: { OriginAccessIdentity: "" },
  };
}

export function group(codes: number[], members = ["primary", "replica"]) {
  return {
    Id: "both",
    FailoverCriteria: { StatusCodes: { Quantity: codes.length, Items: codes } },
    Members: { Quantity: members.length, Items: members.map((OriginId) => ({ OriginId })) },
  };
}

export function behavior(target: string) {
  return {
    TargetOriginId: target,
    ViewerProtocolPolicy: "redirect-to-https" as const,
    CachePolicyId: managedCachePolicy,
  };
}
