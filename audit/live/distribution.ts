import type {
  CacheBehavior,
  DefaultCacheBehavior,
  DistributionConfig,
  GetDistributionCommandOutput,
  S3OriginConfig,
} from "@aws-sdk/client-cloudfront";
import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import type { Json } from "../../terraform/value";
import { type AwsQuestion, asks } from "./asks";
import type { LiveReadings } from "./readings";
import { asBlock } from "./shape";

const renamed = {
  Origins: "origin",
  OriginGroups: "origin_group",
  Members: "member",
  CacheBehaviors: "ordered_cache_behavior",
  CustomErrorResponses: "custom_error_response",
  CustomHeaders: "custom_header",
  FunctionAssociations: "function_association",
  LambdaFunctionAssociations: "lambda_function_association",
  LambdaFunctionARN: "lambda_arn",
  Logging: "logging_config",
  CloudFrontDefaultCertificate: "cloudfront_default_certificate",
  HeaderName: "name",
  HeaderValue: "value",
  Id: "origin_id",
};

/** What CloudFront says of a distribution, as the state has it. */
function distributionState({ ARN, DistributionConfig: config, DomainName, Id, Status }: Distribution): Json {
  const { CacheBehaviors, DefaultCacheBehavior, OriginGroups, Origins, Logging, Restrictions, ...rest } =
    config as DistributionConfig;
  const { Certificate, CertificateSource, ...certificate } = rest.ViewerCertificate ?? {};
  const geo = Restrictions?.GeoRestriction;
  const kept = {
    ...rest,
    ViewerCertificate: certificate,
    DefaultCacheBehavior: DefaultCacheBehavior && behaviour(DefaultCacheBehavior),
    CacheBehaviors: CacheBehaviors?.Items?.map(behaviour),
    OriginGroups: OriginGroups?.Items?.map(({ SelectionCriteria: _, ...group }) => group),
    Origins: Origins?.Items?.map(({ OriginShield, S3OriginConfig, ...origin }) => ({
      ...origin,
      ...(OriginShield?.Enabled && { OriginShield }),
      ...(S3OriginConfig && { S3OriginConfig: bucketSettings(S3OriginConfig) }),
    })),
    ...(Logging?.Enabled && { Logging }),
  };
  return {
    ...asBlock(kept, renamed, true),
    restrictions: [
      {
        geo_restriction: [{ restriction_type: geo?.RestrictionType ?? "none", locations: geo?.Items ?? [] }],
      },
    ],
    ...{ id: Id ?? "", arn: ARN ?? "", domain_name: DomainName ?? "", status: Status ?? "" },
  };
}

/** What an origin with an access control leaves empty, the provider leaves out. */
function bucketSettings({ OriginAccessIdentity, OriginReadTimeout }: S3OriginConfig) {
  return { OriginReadTimeout, ...(OriginAccessIdentity && { OriginAccessIdentity }) };
}

type Distribution = NonNullable<GetDistributionCommandOutput["Distribution"]>;

function behaviour({ AllowedMethods, ...one }: CacheBehavior | DefaultCacheBehavior) {
  const { CachedMethods, ...allowed } = AllowedMethods ?? {};
  const { GrpcConfig, ...rest } = one;
  return {
    ...rest,
    ...(AllowedMethods && { AllowedMethods: allowed, CachedMethods }),
    ...(GrpcConfig?.Enabled && { GrpcConfig }),
  };
}

/** Reads the policies, controls and functions that a distribution names. */
export async function readLiveDistribution(
  readings: LiveReadings,
  distribution: Distribution,
): Promise<Json> {
  const state = distributionState(distribution);
  const id = distribution.Id ?? "";
  readings.add({ type: "aws_cloudfront_distribution", name: id, known: state });
  const config = distribution.DistributionConfig as DistributionConfig;
  const behaviours = [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])];
  const origins = config.Origins?.Items ?? [];
  const own = (ids: readonly (string | undefined)[], managed: readonly string[]) =>
    each(ids.filter((one) => one === undefined || !managed.includes(one)));
  const policy = <I, O>(
    type: string,
    id: string,
    ask: AwsQuestion<I, O>,
    input: I,
    into: (output: O) => object | undefined,
  ) =>
    readings.read({ type, name: id, known: { id } }, ask, input, (output) => {
      const found = into(output);
      return found && asBlock(found);
    });
  await Promise.all([
    readings.read(
      { type: "aws_cloudfront_monitoring_subscription", name: id, known: { distribution_id: id } },
      asks.monitoring,
      { DistributionId: id },
      ({ MonitoringSubscription: one }) => {
        const status = one?.RealtimeMetricsSubscriptionConfig?.RealtimeMetricsSubscriptionStatus;
        return status === "Enabled" ? asBlock({ MonitoringSubscription: one }) : undefined;
      },
    ),
    ...own(
      behaviours.map((one) => one?.CachePolicyId),
      Object.values(managedPolicyIds.cache),
    ).map((Id) =>
      policy(
        "aws_cloudfront_cache_policy",
        Id,
        asks.cachePolicy,
        { Id },
        (output) => output.CachePolicy?.CachePolicyConfig,
      ),
    ),
    ...own(
      behaviours.map((one) => one?.OriginRequestPolicyId),
      Object.values(managedPolicyIds.originRequest),
    ).map((Id) =>
      policy(
        "aws_cloudfront_origin_request_policy",
        Id,
        asks.originRequestPolicy,
        { Id },
        (output) => output.OriginRequestPolicy?.OriginRequestPolicyConfig,
      ),
    ),
    ...own(
      behaviours.map((one) => one?.ResponseHeadersPolicyId),
      Object.values(managedPolicyIds.responseHeaders),
    ).map((Id) =>
      policy(
        "aws_cloudfront_response_headers_policy",
        Id,
        asks.responseHeadersPolicy,
        { Id },
        (output) => output.ResponseHeadersPolicy?.ResponseHeadersPolicyConfig,
      ),
    ),
    ...each(origins.map((one) => one.OriginAccessControlId)).map((Id) =>
      policy(
        "aws_cloudfront_origin_access_control",
        Id,
        asks.accessControl,
        { Id },
        (output) => output.OriginAccessControl?.OriginAccessControlConfig,
      ),
    ),
    ...each(origins.map((one) => one.S3OriginConfig?.OriginAccessIdentity?.split("/").at(-1))).map((Id) =>
      policy("aws_cloudfront_origin_access_identity", Id, asks.accessIdentity, { Id }, (output) => ({
        CloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${Id}`,
        IamArn: `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${Id}`,
        S3CanonicalUserId: output.CloudFrontOriginAccessIdentity?.S3CanonicalUserId,
      })),
    ),
    ...each(
      behaviours.flatMap(
        (one) => one?.FunctionAssociations?.Items?.map(({ FunctionARN }) => FunctionARN) ?? [],
      ),
    ).map((arn) => readFunction(readings, arn)),
  ]);
  return state;
}

async function readFunction(readings: LiveReadings, arn: string): Promise<void> {
  const Name = arn.split("/").at(-1) ?? "";
  const reading = { type: "aws_cloudfront_function", name: Name, known: { arn, name: Name, publish: true } };
  const described = await readings.list([reading.type], asks.function, { Name, Stage: "LIVE" });
  const { KeyValueStoreAssociations, Runtime } = described?.FunctionSummary?.FunctionConfig ?? {};
  const stores = each(KeyValueStoreAssociations?.Items?.map((one) => one.KeyValueStoreARN) ?? []);
  await readings.read(reading, asks.functionCode, { Name, Stage: "LIVE" }, ({ FunctionCode }) => ({
    code: Buffer.from(FunctionCode ?? []).toString("utf8"),
    ...(Runtime && { runtime: Runtime }),
    key_value_store_associations: stores,
  }));
  for (const store of stores) {
    const id = store.split("/").at(-1) ?? "";
    const type = "aws_cloudfront_key_value_store";
    if (!readings.has(type, id)) readings.add({ type, name: id, known: { arn: store, name: id } });
  }
}

const each = (ids: readonly (string | undefined)[]) =>
  [...new Set(ids.filter((one) => one !== undefined && one !== ""))] as string[];
