import type { PlannedResource } from "./plans";

/** What a test changes in the distribution of {@link site}. */
export interface SiteChange {
  readonly enabled?: boolean;
  readonly codes?: readonly number[];
  readonly members?: readonly string[];
  readonly target?: string;
  readonly attempts?: number;
  readonly timeout?: number;
  readonly cached?: readonly string[];
  readonly aliases?: readonly string[];
  readonly viewerProtocol?: string;
  /** "none" for CloudFront's own certificate. */
  readonly tls?: string;
  readonly accessControl?: string | null;
  readonly firewall?: string;
  readonly headersPolicy?: string | null;
  readonly functions?: readonly string[];
  readonly lambda?: string;
  readonly errorTtl?: number;
  readonly errorStatus?: number;
}

/** The values of a distribution as the AWS provider plans them. */
export function distributionWith(change: SiteChange = {}) {
  const {
    accessControl = "E1",
    attempts = 1,
    cached = ["GET", "HEAD", "OPTIONS"],
    timeout = 2,
    tls,
  } = change;
  return {
    id: "EDFDVBD6EXAMPLE",
    domain_name: "d111111abcdef8.cloudfront.net",
    enabled: change.enabled ?? true,
    aliases: change.aliases ?? ["example.com", "www.example.com"],
    comment: "shop",
    web_acl_id: change.firewall ?? "arn:aws:wafv2:us-east-1:1:global/webacl/a/b",
    origin: ["primary", "replica"].map((id) => ({
      origin_id: id,
      domain_name: `shop-${id}.s3.eu-west-1.amazonaws.com`,
      origin_access_control_id: accessControl,
      connection_attempts: attempts,
      connection_timeout: timeout,
    })),
    origin_group: [
      {
        origin_id: "both",
        failover_criteria: [{ status_codes: change.codes ?? [403, 500, 502, 503, 504] }],
        member: (change.members ?? ["primary", "replica"]).map((origin_id) => ({ origin_id })),
      },
    ],
    default_cache_behavior: [
      {
        target_origin_id: change.target ?? "both",
        allowed_methods: ["GET", "HEAD", "OPTIONS"],
        cached_methods: cached,
        cache_policy_id: "policy",
        response_headers_policy_id: change.headersPolicy === undefined ? "headers" : change.headersPolicy,
        viewer_protocol_policy: change.viewerProtocol ?? "redirect-to-https",
        function_association: (change.functions ?? ["viewer-request"]).map((event_type) => ({ event_type })),
        lambda_function_association: change.lambda
          ? [{ event_type: "origin-response", lambda_arn: change.lambda }]
          : [],
      },
    ],
    ordered_cache_behavior: [],
    custom_error_response: [
      {
        error_code: 404,
        error_caching_min_ttl: change.errorTtl ?? 10,
        response_code: change.errorStatus ?? 404,
        response_page_path: "/404.html",
      },
    ],
    viewer_certificate: [
      tls === "none"
        ? { cloudfront_default_certificate: true, acm_certificate_arn: "", minimum_protocol_version: "" }
        : {
            cloudfront_default_certificate: false,
            acm_certificate_arn: "arn:aws:acm:us-east-1:1:certificate/a",
            minimum_protocol_version: tls ?? "TLSv1.2_2021",
          },
    ],
  };
}

/** A distribution that is as it should be. */
export const site = distributionWith();

/** An update of it. */
export function changedSite(change: SiteChange, before = site): PlannedResource {
  return { type: "aws_cloudfront_distribution", before, after: distributionWith(change) };
}
