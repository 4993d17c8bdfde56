import type { TerraformStack } from "cdktf";
import { type SiteInput, siteSchema } from "../../config/schema";
import { Certificate } from "../../modules/certificate";
import { AliasRecords, HostedZone } from "../../modules/dns";
import { LogBucket } from "../../modules/log-bucket";
import { Monitoring } from "../../modules/monitoring";
import { OriginBucket, OriginBucketPolicy } from "../../modules/origin-bucket";
import { Replication } from "../../modules/replication";
import type { Providers } from "./synth";

const account = { id: "123456789012", partition: "aws" };
const distributionArn = "arn:aws:cloudfront::123456789012:distribution/E1";

/** Everything around a distribution that is taken as given, on one stack. */
export function aroundDistribution(
  stack: TerraformStack,
  providers: Providers,
  input: Partial<SiteInput> = {},
) {
  const site = siteSchema.parse({
    name: "site",
    regions: { primary: "eu-central-1", replica: "eu-west-1" },
    ...input,
  });
  const { replica, global } = providers;
  const names = ["example.org", "www.example.org"];
  const primaryBucket = new OriginBucket(stack, "PrimaryBucket", {
    bucketName: "site-primary",
    noncurrentRetentionDays: 90,
  });
  const replicaBucket = new OriginBucket(stack, "ReplicaBucket", {
    bucketName: "site-replica",
    noncurrentRetentionDays: 90,
    provider: replica,
  });
  new OriginBucketPolicy(stack, "PrimaryAccess", { bucket: primaryBucket, distributionArn });
  new OriginBucketPolicy(stack, "ReplicaAccess", {
    bucket: replicaBucket,
    distributionArn,
    provider: replica,
  });
  new Replication(stack, "Forth", {
    account,
    from: primaryBucket,
    to: replicaBucket,
  });
  new Replication(stack, "Back", {
    account,
    from: replicaBucket,
    to: primaryBucket,
    provider: replica,
  });
  new LogBucket(stack, "Logs", { bucketName: "site-logs", retentionDays: 30 });
  const zone = new HostedZone(stack, "Zone", { zone: { name: "example.org", create: true } });
  new Certificate(stack, "Tls", { names, zoneId: zone.zoneId, provider: global });
  new AliasRecords(stack, "Names", {
    names,
    zoneId: zone.zoneId,
    distributionDomainName: "d1.cloudfront.net",
    distributionHostedZoneId: "Z2FDTNDATAQYW2",
  });
  return new Monitoring(stack, "Monitoring", {
    site,
    hostName: "example.org",
    distributionId: "E1",
    primaryBucket,
    replicaBucket,
    edgeFunctions: { viewerRequestName: "site-viewer-request", headerFunctionName: "site-security-headers" },
    providers: { replica, global },
  });
}
