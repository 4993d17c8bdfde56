import type { SiteOutputs } from "../../operations/outputs";

/** What the stack of a deployed site "docs" says in its output; docs/outputs.md. */
export function outputsOf(distribution: string, over: Partial<SiteOutputs> = {}): SiteOutputs {
  return {
    version: 1,
    site: "docs",
    url: "https://docs.example.org",
    distribution: {
      id: distribution,
      arn: `arn:aws:cloudfront::123456789012:distribution/${distribution}`,
      domain_name: "d1.cloudfront.net",
    },
    buckets: {
      primary: { name: "docs-primary", region: "eu-central-1" },
      replica: { name: "docs-replica", region: "eu-west-1" },
    },
    key_value_store_arn: "arn:aws:cloudfront::123456789012:key-value-store/k",
    functions: { viewer_request: "docs-viewer-request" },
    alarm_names: [],
    topic_arns: [],
    ...over,
  };
}
