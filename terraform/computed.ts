import { partitionOf } from "../facts/aws-regions";
import { managedPolicyIds, managedPolicyName } from "../facts/cloudfront/managed-policy-ids";
import { computedServers, lookedUpServers } from "./computed-servers";
import { madeOrUnknown } from "./expression/part";
import { ExpressionError, UnknownError } from "./expression/syntax";
import {
  type Compute,
  type ComputedContext,
  type ComputedTable,
  exampleAccount,
  madeUpArn,
  madeUpDigest,
  short,
  suffix,
  type TextContext,
} from "./made-up";
import { validationRecords } from "./validation-records";
import { own, type Planned, Unknown } from "./value";

const cloudfrontArn = (kind: string, id: (context: TextContext) => string): Compute => {
  return (context) => madeUpArn(context, `cloudfront::${exampleAccount}:${kind}/${id(context)}`);
};
const named = ({ get }: TextContext) => String(get("name"));
const bucketName = (context: TextContext) =>
  String(
    context.get("bucket") ?? `${context.get("bucket_prefix") ?? "bucket-"}${short(context.identity, 12)}`,
  );
const distributionId = ({ identity }: TextContext) => `E${short(identity, 13).toUpperCase()}`;
const lambdaArn = ({ get, region = "us-east-1" }: TextContext) =>
  madeUpArn({ region }, `lambda:${region}:${exampleAccount}:function:${get("function_name")}`);
const uuid: Compute = ({ identity }) => {
  const hex = madeUpDigest(identity);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};
const regionOf: Compute = ({ region }) => region ?? "us-east-1";
const policyId = {
  id: uuid,
  etag: ({ identity }: TextContext) => `E${short(identity, 12).toUpperCase()}`,
};
const ofBucket = (attribute: string): Record<string, Compute> => ({
  id: ({ get }) => String(get(attribute)),
});
const accessPointAlias = ({ identity }: TextContext) => `m${short(identity, 12)}.mrap`;
const websiteDomain: Compute = ({ region = "us-east-1" }) => `s3-website-${region}.${suffix({ region })}`;

/**
 * What AWS would make up when it creates a resource. Values are stable (they derive from addresses) and of
 * AWS's form, so that whatever refers to them fits together as it will after the deployment.
 */
const computed: ComputedTable = {
  ...computedServers,
  aws_s3_bucket: {
    id: bucketName,
    bucket: bucketName,
    arn: (context) => madeUpArn(context, `s3:::${bucketName(context)}`),
    region: ({ region }) => region,
    bucket_domain_name: (context) => `${bucketName(context)}.s3.${suffix(context)}`,
    bucket_regional_domain_name: (context) =>
      `${bucketName(context)}.s3.${context.region ?? "us-east-1"}.${suffix(context)}`,
    website_endpoint: (context) => `${bucketName(context)}.${websiteDomain(context)}`,
    website_domain: websiteDomain,
    hosted_zone_id: ({ region }) => `Z${short(region ?? "us-east-1", 13).toUpperCase()}`,
  },
  aws_s3_bucket_website_configuration: {
    ...ofBucket("bucket"),
    website_endpoint: (context) => `${context.get("bucket")}.${websiteDomain(context)}`,
    website_domain: websiteDomain,
  },
  aws_s3_bucket_versioning: ofBucket("bucket"),
  aws_s3_bucket_policy: ofBucket("bucket"),
  aws_s3_bucket_public_access_block: ofBucket("bucket"),
  aws_s3_bucket_ownership_controls: ofBucket("bucket"),
  aws_s3_bucket_acl: ofBucket("bucket"),
  aws_cloudfront_distribution: {
    id: distributionId,
    arn: cloudfrontArn("distribution", distributionId),
    domain_name: ({ identity, region }) =>
      `d${short(identity, 13)}.cloudfront.${region?.startsWith("cn-") ? "cn" : "net"}`,
    hosted_zone_id: () => "Z2FDTNDATAQYW2",
  },
  aws_cloudfront_origin_access_control: { id: (context) => distributionId(context) },
  aws_cloudfront_origin_access_identity: {
    id: distributionId,
    cloudfront_access_identity_path: (context) =>
      `origin-access-identity/cloudfront/${distributionId(context)}`,
    iam_arn: (context) =>
      madeUpArn(context, `iam::cloudfront:user/CloudFront Origin Access Identity ${distributionId(context)}`),
    s3_canonical_user_id: ({ identity }) => madeUpDigest(identity),
  },
  aws_cloudfront_public_key: { id: ({ identity }) => `K${short(identity, 13).toUpperCase()}` },
  aws_cloudfront_key_group: policyId,
  aws_cloudfront_continuous_deployment_policy: policyId,
  aws_cloudfront_cache_policy: policyId,
  aws_cloudfront_origin_request_policy: policyId,
  aws_cloudfront_response_headers_policy: policyId,
  aws_cloudfront_function: { id: named, arn: cloudfrontArn("function", named), ...etags() },
  aws_cloudfront_key_value_store: {
    // The provider's id is the name, and no function finds its store by it: the id that CloudFront means ends the ARN.
    id: named,
    arn: cloudfrontArn("key-value-store", (context) => String(uuid(context))),
  },
  aws_lambda_function: {
    id: ({ get }) => String(get("function_name")),
    arn: lambdaArn,
    version: () => "1",
    qualified_arn: (context) => `${lambdaArn(context)}:1`,
  },
  aws_iam_role: {
    id: named,
    name: ({ identity, get }) => `${get("name_prefix") ?? "terraform-"}${short(identity, 12)}`,
    arn: (context) => madeUpArn(context, `iam::${exampleAccount}:role/${named(context)}`),
  },
  aws_acm_certificate: {
    arn: (context) =>
      madeUpArn(
        context,
        `acm:${context.region ?? "us-east-1"}:${exampleAccount}:certificate/${uuid(context)}`,
      ),
  },
  aws_acm_certificate_validation: { certificate_arn: ({ get }) => String(get("certificate_arn")) },
  aws_route53_zone: {
    zone_id: ({ identity }) => `Z${short(identity, 13).toUpperCase()}`,
    id: ({ identity }) => `Z${short(identity, 13).toUpperCase()}`,
  },
  aws_route53_health_check: { id: uuid },
  aws_s3control_multi_region_access_point: {
    alias: accessPointAlias,
    arn: (context) => madeUpArn(context, `s3::${exampleAccount}:accesspoint/${accessPointAlias(context)}`),
    domain_name: (context) => `${accessPointAlias(context)}.accesspoint.s3-global.amazonaws.com`,
  },
  aws_iam_policy: { arn: (context) => madeUpArn(context, `iam::${exampleAccount}:policy/${named(context)}`) },
  aws_wafv2_web_acl: {
    arn: (context) =>
      madeUpArn(
        context,
        `wafv2:us-east-1:${exampleAccount}:global/webacl/${named(context)}/${uuid(context)}`,
      ),
  },
  aws_waf_web_acl: { id: uuid },
  aws_sns_topic: {
    arn: (context) =>
      madeUpArn(context, `sns:${context.region ?? "us-east-1"}:${exampleAccount}:${named(context)}`),
  },
  random_id: { hex: ({ identity }) => short(identity, 8), id: ({ identity }) => short(identity, 8) },
  random_string: { result: ({ identity, get }) => short(identity, Number(get("length") ?? 8)) },
  random_password: { result: ({ identity, get }) => short(identity, Number(get("length") ?? 16)) },
  random_uuid: { result: uuid, id: uuid },
  random_pet: { id: ({ identity }) => `pet-${short(identity, 6)}` },
};

const data: ComputedTable = {
  ...lookedUpServers,
  aws_caller_identity: {
    account_id: () => exampleAccount,
    arn: (context) => madeUpArn(context, `iam::${exampleAccount}:user/rehearsal`),
  },
  aws_partition: { partition: ({ region }) => partitionOf(region).partition, dns_suffix: suffix },
  // "name" until version 6 of the provider, "region" since.
  aws_region: { name: regionOf, region: regionOf, id: regionOf },
  // CloudFront guide, "Permissions required to configure standard logging": the account awslogsdelivery.
  aws_cloudfront_log_delivery_canonical_user_id: {
    id: () => "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0",
  },
  aws_canonical_user_id: { id: () => madeUpDigest(exampleAccount) },
  aws_route53_zone: {
    zone_id: ({ identity }) => `Z${short(identity, 13).toUpperCase()}`,
    id: ({ identity }) => `Z${short(identity, 13).toUpperCase()}`,
  },
  aws_cloudfront_cache_policy: managedId(managedPolicyIds.cache),
  aws_cloudfront_origin_request_policy: managedId(managedPolicyIds.originRequest),
  aws_cloudfront_response_headers_policy: managedId(managedPolicyIds.responseHeaders),
  aws_acm_certificate: { arn: computed.aws_acm_certificate?.arn as Compute },
  aws_s3_bucket: computed.aws_s3_bucket as Record<string, Compute>,
};

/** The attributes that `computedValue` has of a type. */
export function computedNames(mode: "managed" | "data", type: string): readonly string[] {
  return Object.keys(own(mode === "data" ? data : computed, type) ?? {});
}

/** The value that AWS would compute; undefined for an attribute that is not computed, or not known here. */
export function computedValue(
  mode: "managed" | "data",
  name: string,
  context: ComputedContext,
): Planned | undefined {
  if (`${mode} ${context.type}.${name}` === "managed aws_acm_certificate.domain_validation_options")
    return validationRecords(context);
  const compute = own(own(mode === "data" ? data : computed, context.type) ?? {}, name);
  const get = (attribute: string) => plain(attribute, context.get(attribute));
  return madeOrUnknown(() => compute?.({ ...context, get }));
}

function plain(name: string, value: Planned | undefined): string | number | boolean | undefined {
  if (value instanceof Unknown) throw new UnknownError(`${name}: ${value.why}`);
  if (typeof value === "object" && value !== null) throw new ExpressionError(`${name} is no text`);
  return value ?? undefined;
}

/** Data sources find AWS's own policies by name. */
function managedId(ids: Readonly<Record<string, string>>): Record<string, Compute> {
  const named = new Map(Object.entries(ids).map(([name, id]) => [managedPolicyName(name), id]));
  return { id: ({ get }) => named.get(String(get("name"))) };
}

function etags(): Record<string, Compute> {
  const etag: Compute = ({ identity }) => `E${short(identity, 12).toUpperCase()}`;
  return { etag, live_stage_etag: etag };
}
