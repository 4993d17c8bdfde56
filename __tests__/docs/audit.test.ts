import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { auditPage } from "../../docs/audit";

const page = readFileSync("docs/audit/index.md", "utf8");

/** Their rules of CloudFront, of S3 and of what belongs to a static site, as of November 2026. */
const theirs: Readonly<Record<string, string>> = {
  checkov: `
    CKV_AWS_34 CKV_AWS_68 CKV_AWS_86 CKV_AWS_174 CKV_AWS_216 CKV_AWS_259 CKV_AWS_305 CKV_AWS_310 CKV_AWS_374
    CKV2_AWS_32 CKV2_AWS_42 CKV2_AWS_46 CKV2_AWS_47 CKV2_AWS_54 CKV2_AWS_72 CKV2_AWS_23 CKV2_AWS_38 CKV2_AWS_39
    CKV_AWS_233 CKV_AWS_234 CKV2_AWS_71 CKV_AWS_18 CKV_AWS_19 CKV_AWS_20 CKV_AWS_21 CKV_AWS_53 CKV_AWS_54
    CKV_AWS_55 CKV_AWS_56 CKV_AWS_57 CKV_AWS_70 CKV_AWS_93 CKV_AWS_143 CKV_AWS_144 CKV_AWS_145 CKV_AWS_181
    CKV_AWS_186 CKV_AWS_300 CKV_AWS_375 CKV_AWS_379 CKV_AWS_392 CKV2_AWS_6 CKV2_AWS_43 CKV2_AWS_61 CKV2_AWS_62
    CKV2_AWS_65`,
  trivy: `
    AWS-0010 AWS-0011 AWS-0012 AWS-0013 AWS-0086 AWS-0087 AWS-0088 AWS-0089 AWS-0090 AWS-0091 AWS-0092 AWS-0093
    AWS-0094 AWS-0132 AWS-0170 AWS-0171 AWS-0172 AWS-0320`,
  "Security Hub": `
    CloudFront.1 CloudFront.3 CloudFront.4 CloudFront.5 CloudFront.6 CloudFront.7 CloudFront.8 CloudFront.9
    CloudFront.10 CloudFront.12 CloudFront.13 CloudFront.14 CloudFront.15 CloudFront.16 CloudFront.17
    S3.1 S3.2 S3.3 S3.5 S3.6 S3.7 S3.8 S3.9 S3.10 S3.11 S3.12 S3.13 S3.14 S3.15 S3.17 S3.19 S3.20
    Route53.2 ACM.1 ACM.2 WAF.10 WAF.11 WAF.12`,
  prowler: `
    cloudfront_distributions_custom_ssl_certificate cloudfront_distributions_default_root_object
    cloudfront_distributions_field_level_encryption_enabled cloudfront_distributions_geo_restrictions_enabled
    cloudfront_distributions_https_enabled cloudfront_distributions_https_sni_enabled
    cloudfront_distributions_logging_enabled cloudfront_distributions_multiple_origin_failover_configured
    cloudfront_distributions_origin_traffic_encrypted cloudfront_distributions_pqc_tls_enabled
    cloudfront_distributions_s3_origin_access_control cloudfront_distributions_s3_origin_non_existent_bucket
    cloudfront_distributions_using_deprecated_ssl_protocols cloudfront_distributions_using_waf
    s3_access_point_public_access_block s3_account_level_public_access_blocks s3_bucket_acl_prohibited
    s3_bucket_cross_account_access s3_bucket_cross_region_replication s3_bucket_default_encryption
    s3_bucket_event_notifications_enabled s3_bucket_kms_encryption s3_bucket_level_public_access_block
    s3_bucket_lifecycle_enabled s3_bucket_no_mfa_delete s3_bucket_object_acl_ghost s3_bucket_object_lock
    s3_bucket_object_public s3_bucket_object_versioning s3_bucket_policy_public_write_access
    s3_bucket_public_access s3_bucket_public_list_acl s3_bucket_public_write_acl
    s3_bucket_secure_transport_policy s3_bucket_server_access_logging_enabled
    s3_bucket_shadow_resource_vulnerability s3_multi_region_access_point_public_access_block`,
  "CloudFormation Guard": `
    cloudfront_accesslogs_enabled cloudfront_associated_with_waf cloudfront_custom_ssl_certificate
    cloudfront_default_root_object_configured cloudfront_minimum_protocol_version
    cloudfront_origin_access_identity_enabled cloudfront_origin_failover_enabled cloudfront_sni_enabled
    cloudfront_viewer_policy_https s3_account_level_public_access_blocks s3_bucket_default_lock_enabled
    s3_bucket_level_public_access_prohibited s3_bucket_logging_enabled s3_bucket_policy_grantee_check
    s3_bucket_policy_no_allow_plus_not_action s3_bucket_policy_no_wildcard_action
    s3_bucket_policy_no_wildcard_principal s3_bucket_public_read_acl s3_bucket_public_read_prohibited
    s3_bucket_public_rw_acl s3_bucket_public_write_prohibited s3_bucket_replication_enabled
    s3_bucket_server_side_encryption_enabled s3_bucket_ssl_requests_only s3_bucket_versioning_enabled
    s3_bucketpolicy_no_allow_plus_notprincipal s3_default_encryption_kms`,
  "cdk-nag": `
    AwsSolutions-CFR1 AwsSolutions-CFR2 AwsSolutions-CFR3 AwsSolutions-CFR4 AwsSolutions-CFR5 AwsSolutions-CFR6
    AwsSolutions-CFR7 AwsSolutions-S1 AwsSolutions-S2 AwsSolutions-S5 AwsSolutions-S10 S3BucketReplicationEnabled`,
};

/** Under the heading of their ids: a row that leads to a rule, or a reason why there is none. */
const [, byTheirIds = ""] = /\n## By their ids\n(.*?)\n## /s.exec(page) ?? [];

describe("docs/audit/index.md", () => {
  it("is what `npm run docs` writes from the rules", () => {
    expect(page).toBe(auditPage());
  });

  test.each(Object.entries(theirs))("has each rule of %s, with one of here or a reason", (_, ids) => {
    const named = new Set(byTheirIds.split(/[^\w.-]+/));
    const all = ids.trim().split(/\s+/);
    expect(all.filter((id) => !named.has(id))).toEqual([]);
  });
});
