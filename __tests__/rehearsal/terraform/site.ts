// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { type LoadedSite, loadTerraform, TerraformReadError } from "../../../rehearsal/terraform";

export type Body = Readonly<Record<string, unknown>>;

/** A distribution in front of one bucket, with what a test is about added or replaced. */
export function distribution(over: Body = {}): Body {
  return {
    enabled: true,
    origin: [{ origin_id: "site", domain_name: "${aws_s3_bucket.site.bucket_regional_domain_name}" }],
    default_cache_behavior: behavior(),
    restrictions: { geo_restriction: { restriction_type: "none" } },
    viewer_certificate: { cloudfront_default_certificate: true },
    ...over,
  };
}

export function behavior(over: Body = {}): Body {
  return {
    target_origin_id: "site",
    viewer_protocol_policy: "allow-all",
    allowed_methods: ["GET", "HEAD"],
    cached_methods: ["GET", "HEAD"],
    cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
    ...over,
  };
}

/** A configuration in JSON syntax with the bucket, the distribution, and the resources given by type and name. */
export function configuration(resources: Body = {}, rest: Body = {}): Body {
  return {
    provider: { aws: [{ region: "eu-west-3" }] },
    resource: {
      aws_s3_bucket: { site: { bucket: "site-bucket" } },
      aws_cloudfront_distribution: { site: distribution() },
      ...resources,
    },
    ...rest,
  };
}

export function load(json: unknown, folder = "."): LoadedSite {
  return loadTerraform(JSON.stringify(json), { folder, name: "test.tf.json" });
}

export function loadDistribution(over: Body, resources: Body = {}) {
  const site = load(
    configuration({ aws_cloudfront_distribution: { site: distribution(over) }, ...resources }),
  );
  const [only] = site.distributions;
  if (!only) throw new Error("no distribution");
  return only;
}

export function loadBucket(body: Body, resources: Body = {}) {
  const site = load(
    configuration({ aws_s3_bucket: { site: { bucket: "site-bucket", ...body } }, ...resources }),
  );
  const [only] = site.buckets;
  if (!only) throw new Error("no bucket");
  return { ...only, warnings: site.warnings };
}

/** What loading complains of, as `CODE address: attribute`. */
export function complaints(json: unknown): string[] {
  try {
    load(json);
  } catch (error) {
    if (error instanceof TerraformReadError)
      return error.problems.map(({ code, address, attribute }) => `${code} ${address}: ${attribute}`);
    throw error;
  }
  return [];
}

export function complaintsOfDistribution(over: Body, resources: Body = {}): string[] {
  return complaints(
    configuration({ aws_cloudfront_distribution: { site: distribution(over) }, ...resources }),
  );
}
