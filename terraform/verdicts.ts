/** What somebody would notice and nothing here does: whoever rehearses a file that has it is told in these words. */
export interface ToldVerdict {
  readonly told: string;
  /** Which values are meant, as JSON; all by default. */
  readonly when?: RegExp;
}

/** Why leaving an argument unread hides nothing from anybody, or what is told of it where it is set. */
export type Verdict = string | ToldVerdict;
type Reasons = Readonly<Record<string, Verdict>>;

export function told(words: string, when?: RegExp): ToldVerdict {
  return { told: words, ...(when && { when }) };
}

/** Whether a value, or a whole resource, is to be told of. */
export function isTold(verdict: Verdict | undefined, value: unknown): verdict is ToldVerdict {
  if (typeof verdict !== "object") return false;
  return verdict.when?.test(JSON.stringify(value) ?? "") ?? true;
}

export const requesterPays = told(
  "nobody pays for requests: CloudFront's are answered all the same",
  /Requester/,
);
export const kmsKeys = told("S3 decrypts what it serves, whatever the policy of a KMS key says", /aws:kms/);

const provider = "the provider's";
const people = "for people";
const terraform = "for Terraform";
const writers = "for writers";
const tags: Reasons = { tags: people, tags_all: people };
const policy: Reasons = { id: provider, arn: provider, etag: provider, comment: people };
const ofBucket: Reasons = { id: "the bucket's name", region: "the bucket's" };
const owned: Reasons = { ...ofBucket, expected_bucket_owner: "one account" };
const aclsOff = "S3 has had ACLs off since April 2023";

const behavior: Reasons = {
  realtime_log_config_arn: "visitors do not see logs",
  smooth_streaming: told(
    "fragments of Smooth Streaming are not cut: their URLs go to the origin as they are",
  ),
};

const destination: Reasons = {
  metrics: "measured by the rehearsal itself",
  replication_time: "the lag is set by the person",
  storage_class: "every class that replicates is readable at once",
  access_control_translation: "the bucket's owner owns what is in it",
};

/**
 * The arguments that no reader reads, by block of the provider's schema, each with its verdict. All that is neither here
 * nor read is refused where it is set: `Block` goes by this table. Tests compare it with the schema.
 */
export const verdicts: Readonly<Record<string, Reasons>> = {
  aws_cloudfront_distribution: {
    ...tags,
    comment: people,
    caller_reference: provider,
    etag: provider,
    hosted_zone_id: "DNS does not lead to this machine",
    in_progress_validation_batches: provider,
    last_modified_time: provider,
    status: provider,
    trusted_key_groups: "computed from the behaviours, which are read",
    trusted_signers: "computed from the behaviours, which are read",
    price_class: "this machine is one edge location",
    retain_on_delete: terraform,
    wait_for_deployment: terraform,
    logging_config: "visitors do not see logs",
    logging_v1_enabled: "visitors do not see logs",
    anycast_ip_list_id: "this machine has addresses of its own",
    cache_tag_config: told("objects have no cache tags here: an invalidation goes by paths alone"),
    connection_function_association: told("connection functions are not run"),
    viewer_mtls_config: told("no visitor is asked for a certificate"),
  },
  "aws_cloudfront_distribution.viewer_certificate": {
    acm_certificate_arn: "the certificate is the deployment's",
    iam_certificate_id: "the certificate is the deployment's",
    minimum_protocol_version: "the edge is told that a visitor came by HTTPS",
    ssl_support_method: "the edge is told that a visitor came by HTTPS",
  },
  "aws_cloudfront_distribution.default_cache_behavior": behavior,
  "aws_cloudfront_distribution.ordered_cache_behavior": behavior,
  "aws_cloudfront_distribution.origin.custom_origin_config": {
    ip_address_type: "an origin on this machine has one address",
    origin_mtls_config: told("what stands for the origin is shown no certificate"),
  },
  "aws_cloudfront_distribution.origin.vpc_origin_config": { owner_account_id: "one account" },
  aws_cloudfront_origin_access_control: {
    id: provider,
    arn: provider,
    etag: provider,
    name: people,
    description: people,
  },
  aws_cloudfront_cache_policy: policy,
  aws_cloudfront_origin_request_policy: policy,
  aws_cloudfront_response_headers_policy: policy,
  aws_cloudfront_public_key: {
    id: "what a key group names",
    caller_reference: provider,
    etag: provider,
    name: people,
    name_prefix: people,
    comment: people,
  },
  aws_cloudfront_key_group: { id: "what a behaviour names", etag: provider, name: people, comment: people },
  aws_cloudfront_continuous_deployment_policy: {
    id: "what a distribution names",
    arn: provider,
    etag: provider,
    last_modified_time: provider,
  },
  "aws_cloudfront_continuous_deployment_policy.staging_distribution_dns_names": {
    quantity: "the number of its items",
  },
  aws_cloudfront_function: {
    ...tags,
    id: provider,
    etag: provider,
    live_stage_etag: provider,
    status: provider,
    comment: people,
  },
  aws_cloudfront_key_value_store: {
    ...tags,
    id: provider,
    etag: provider,
    comment: people,
    last_modified_time: provider,
    timeouts: terraform,
  },
  aws_cloudfrontkeyvaluestore_key: { id: provider, total_size_in_bytes: provider },
  aws_cloudfrontkeyvaluestore_keys_exclusive: {
    total_size_in_bytes: provider,
    max_batch_size: terraform,
  },
  aws_lambda_function: {
    ...tags,
    id: provider,
    arn: "the qualified one counts",
    invoke_arn: "not CloudFront's way to call it",
    qualified_invoke_arn: "not CloudFront's way to call it",
    response_streaming_invoke_arn: "not CloudFront's way to call it",
    version: "part of the qualified ARN",
    last_modified: provider,
    code_sha256: "derives from the code",
    source_code_hash: "derives from the code",
    source_code_size: "derives from the code",
    description: people,
    role: "what the function may do on AWS",
    region: "Lambda@Edge runs where the visitor is",
    architectures: "the code is JavaScript",
    publish: "an unqualified ARN is refused where it is used",
    skip_destroy: terraform,
    timeouts: terraform,
    replace_security_groups_on_destroy: terraform,
    use_resource_timeout_for_propagation: terraform,
    replacement_security_group_ids: terraform,
    package_type: "images have no file, which is a problem of its own",
    logging_config: "visitors do not see logs",
    reserved_concurrent_executions: "no limit on this machine",
    tracing_config: "not available at the edge",
    ephemeral_storage: "this machine's own",
    code_signing_config_arn: "checked when code is deployed",
    signing_job_arn: provider,
    signing_profile_version_arn: provider,
    kms_key_arn: "for environment variables, which are refused",
  },
  aws_s3_bucket: {
    ...tags,
    id: "the bucket's name",
    arn: "derives from the name",
    bucket_prefix: "part of the name",
    bucket_namespace: "part of the name",
    bucket_domain_name: "derives from the name",
    bucket_regional_domain_name: "derives from the name",
    bucket_region: "the provider's region",
    hosted_zone_id: provider,
    website_endpoint: "derives from the name",
    website_domain: "derives from the region",
    force_destroy: terraform,
    timeouts: terraform,
    acceleration_status: "for uploads",
    request_payer: requesterPays,
    object_lock_enabled: writers,
    object_lock_configuration: writers,
    lifecycle_rule: "takes effect after days",
    logging: "visitors do not see logs",
    server_side_encryption_configuration: kmsKeys,
  },
  "aws_s3_bucket.versioning": { mfa_delete: writers },
  "aws_s3_bucket.replication_configuration.rules.destination": {
    ...destination,
    account_id: "one account",
    replica_kms_key_id: "S3 decrypts what it serves",
  },
  aws_s3_bucket_policy: ofBucket,
  aws_s3_bucket_public_access_block: {
    ...ofBucket,
    block_public_acls: aclsOff,
    ignore_public_acls: aclsOff,
    skip_destroy: terraform,
  },
  aws_s3control_multi_region_access_point: {
    id: provider,
    name: "part of its details",
    region: "the control plane's",
    account_id: "one account",
    status: provider,
    timeouts: terraform,
  },
  "aws_s3control_multi_region_access_point.details": {
    public_access_block: "requests that are not signed are refused here",
  },
  "aws_s3control_multi_region_access_point.details.region": {
    bucket_account_id: "one account",
    region: "the bucket's",
  },
  aws_s3control_multi_region_access_point_policy: {
    id: provider,
    region: "the control plane's",
    account_id: "one account",
    established: provider,
    proposed: provider,
    timeouts: terraform,
  },
  aws_s3control_multi_region_access_point_routes: {
    account_id: "one account",
    region: "the control plane's",
  },
  "aws_s3control_multi_region_access_point_routes.route": { region: "the bucket's" },
  aws_s3_account_public_access_block: {
    id: provider,
    account_id: "one account",
    block_public_acls: aclsOff,
    ignore_public_acls: aclsOff,
  },
  aws_s3_bucket_cors_configuration: owned,
  "aws_s3_bucket_cors_configuration.cors_rule": { id: people },
  aws_s3_bucket_acl: owned,
  aws_s3_bucket_website_configuration: {
    ...owned,
    website_endpoint: "derives from the name",
    website_domain: "derives from the region",
  },
  aws_s3_bucket_versioning: { ...owned, mfa: writers },
  "aws_s3_bucket_versioning.versioning_configuration": { mfa_delete: writers },
  aws_s3_bucket_replication_configuration: { ...ofBucket, token: writers },
  "aws_s3_bucket_replication_configuration.rule.destination": {
    ...destination,
    account: "one account",
    encryption_configuration: "S3 decrypts what it serves",
  },
  aws_route53_record: {
    id: provider,
    set_identifier: "tells records of a name apart, which are told apart by their routing",
    allow_overwrite: terraform,
    timeouts: terraform,
  },
  "aws_route53_record.alias": { zone_id: "derives from the name" },
  aws_route53_health_check: {
    ...tags,
    arn: provider,
    cloudwatch_alarm_name: "the whole check is told of",
    cloudwatch_alarm_region: "the whole check is told of",
    enable_sni: "the endpoint is found by its name alone",
    insufficient_data_health_status: "the whole check is told of",
    measure_latency: "visitors do not see metrics",
    reference_name: people,
    routing_control_arn: "the whole check is told of",
    triggers: terraform,
  },
  aws_iam_policy_document: { id: provider, json: "what is rendered", minified_json: "what is rendered" },
};
