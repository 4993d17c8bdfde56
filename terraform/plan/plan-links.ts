import { own } from "../value";

/** How an attribute that the plan does not know follows from the resource that its expression refers to. */
export interface Link {
  readonly type: string;
  /**
   * The attributes that may stand there. The first is what a text must mean that was put together from another
   * attribute, such as `"arn:aws:s3:::${aws_s3_bucket.site.id}/*"`.
   */
  readonly attributes: readonly [string, ...string[]];
}

const link = (type: string, ...attributes: [string, ...string[]]): Link => ({ type, attributes });
/** What stands behind an origin that is asked as a website. */
export const websiteLinks: readonly Link[] = [
  link("aws_s3_bucket_website_configuration", "website_endpoint"),
];

const bucketName = [link("aws_s3_bucket", "bucket")];
/** What an origin may be called after. */
const origin = [
  link("aws_s3_bucket", "id", "bucket", "arn", "bucket_regional_domain_name", "bucket_domain_name"),
];
const role = [link("aws_iam_role", "name")];

/**
 * By the attribute's name. What is not listed is not guessed: the text of an expression is not in a plan, so a
 * function's code, say, may be made of what it refers to in any way.
 */
const links: Readonly<Record<string, readonly Link[]>> = {
  domain_name: [
    link("aws_s3_bucket", "bucket_regional_domain_name", "bucket_domain_name", "website_endpoint"),
    link("aws_s3_bucket_website_configuration", "website_endpoint"),
  ],
  origin_id: origin,
  target_origin_id: origin,
  origin_access_control_id: [link("aws_cloudfront_origin_access_control", "id")],
  origin_access_identity: [link("aws_cloudfront_origin_access_identity", "cloudfront_access_identity_path")],
  cache_policy_id: [link("aws_cloudfront_cache_policy", "id")],
  origin_request_policy_id: [link("aws_cloudfront_origin_request_policy", "id")],
  response_headers_policy_id: [link("aws_cloudfront_response_headers_policy", "id")],
  function_arn: [link("aws_cloudfront_function", "arn")],
  lambda_arn: [link("aws_lambda_function", "qualified_arn")],
  key_value_store_arn: [link("aws_cloudfront_key_value_store", "arn")],
  key_value_store_associations: [link("aws_cloudfront_key_value_store", "arn")],
  trusted_key_groups: [link("aws_cloudfront_key_group", "id")],
  continuous_deployment_policy_id: [link("aws_cloudfront_continuous_deployment_policy", "id")],
  web_acl_id: [link("aws_wafv2_web_acl", "arn"), link("aws_waf_web_acl", "id")],
  bucket: bucketName,
  policy: [link("aws_iam_policy_document", "json", "minified_json")],
  policy_arn: [link("aws_iam_policy", "arn")],
  // In policy documents.
  resources: [link("aws_s3_bucket", "arn")],
  identifiers: [link("aws_cloudfront_origin_access_identity", "iam_arn", "s3_canonical_user_id")],
  values: [link("aws_cloudfront_distribution", "arn")],
  source_policy_documents: [link("aws_iam_policy_document", "json")],
  override_policy_documents: [link("aws_iam_policy_document", "json")],
};

/** Where the name alone does not say what is meant. */
const linksByPlace: Readonly<Record<string, readonly Link[]>> = {
  "aws_s3_bucket_replication_configuration.role": [link("aws_iam_role", "arn")],
  "aws_s3_bucket_replication_configuration.rule.destination.bucket": [link("aws_s3_bucket", "arn")],
  "aws_s3_bucket.replication_configuration.role": [link("aws_iam_role", "arn")],
  "aws_s3_bucket.replication_configuration.rules.destination.bucket": [link("aws_s3_bucket", "arn")],
  "aws_cloudfront_key_group.items": [link("aws_cloudfront_public_key", "id")],
  "aws_cloudfront_continuous_deployment_policy.staging_distribution_dns_names.items": [
    link("aws_cloudfront_distribution", "domain_name"),
  ],
  // Its own name, which nothing else has.
  "aws_s3_bucket.bucket": [],
  "aws_route53_record.alias.name": [link("aws_cloudfront_distribution", "domain_name")],
  "aws_iam_role_policy.role": role,
  "aws_iam_role_policy_attachment.role": role,
};

/** The links of an attribute by its place in the provider's schema. */
export function linksOf(place: string): readonly Link[] {
  return own(linksByPlace, place) ?? own(links, place.slice(place.lastIndexOf(".") + 1)) ?? [];
}

/** Attributes that take a list. */
export const listed = new Set([
  "trusted_key_groups",
  "items",
  "key_value_store_associations",
  "identifiers",
  "values",
  "resources",
  "source_policy_documents",
  "override_policy_documents",
]);

/**
 * Attributes of blocks that the provider sets where nobody does (optional and computed in its schema): a plan shows
 * an empty one as unknown, and the elements of one that is set.
 */
export const setByProvider = new Set([
  "default_ttl",
  "max_ttl",
  "trusted_key_groups",
  "trusted_signers",
  "headers",
  "query_string_cache_keys",
  "whitelisted_names",
  "grpc_config",
  "locations",
  "response_completion_timeout",
  "mfa_delete",
  "display_name",
  "id",
]);

/** The attribute at a place in the schema, without the blocks that it is in. */
export function lastNameOf(place: string): string {
  return place.slice(place.lastIndexOf(".") + 1);
}
