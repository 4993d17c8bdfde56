import type { Block } from "../../../terraform/block";
import type { CorsRule } from "../../regions";

/** CORS rules: from `aws_s3_bucket_cors_configuration`, or from the bucket's own blocks of older providers. */
export function readCors(bucket: Block, separate: Block | undefined): CorsRule[] {
  if (separate) bucket.ignore("cors_rule");
  return (separate ?? bucket).blocks("cors_rule").map(readRule);
}

function readRule(rule: Block): CorsRule {
  // A plan says 0 where nothing is said.
  const maxAge = rule.number("max_age_seconds", 0);
  return {
    allowedOrigins: rule.strings("allowed_origins"),
    allowedMethods: rule.strings("allowed_methods"),
    allowedHeaders: rule.strings("allowed_headers"),
    exposeHeaders: rule.strings("expose_headers"),
    ...(maxAge > 0 && { maxAge }),
  };
}
