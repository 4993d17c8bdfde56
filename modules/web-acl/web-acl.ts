import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { flatRatePlanOf } from "../../config/flat-rate";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { planTag } from "../../facts/site/plan-tag";

/** The site that has a plan. */
export interface SiteWebAclProps {
  readonly site: SiteConfig;
  /** Provider of us-east-1, where web ACLs of scope CLOUDFRONT live. */
  readonly provider: TerraformProvider;
}

/** Says on a resource which plan it is to join: no resource of Terraform has that, and `audit` and `review` judge by it. */
export function planTags({ distribution: { pricing } }: SiteConfig): Record<string, string> | undefined {
  return pricing && { [planTag]: pricing };
}

/**
 * The web ACL that every flat-rate plan demands, and that belongs to one distribution alone. It lets everything pass: what it
 * is to keep out is for `customize`, and within the plan's rules.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
 */
export class SiteWebAcl extends Construct {
  /** The config's own, or that of the plan; none without either. */
  readonly arn: string | undefined;

  constructor(scope: Construct, id: string, { site, provider }: SiteWebAclProps) {
    super(scope, id);
    this.arn = site.distribution.webAclArn;
    if (this.arn !== undefined || flatRatePlanOf(site) === undefined) return;
    this.arn = new Wafv2WebAcl(this, "Acl", {
      name: siteNames(site).webAcl,
      description: `What the flat-rate plan of ${site.name} demands; it has no rules`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      // Sampled requests would show visitors' addresses.
      visibilityConfig: {
        cloudwatchMetricsEnabled: true,
        metricName: siteNames(site).webAcl,
        sampledRequestsEnabled: false,
      },
      tags: planTags(site),
      provider,
      // The distribution must leave the web ACL before it can go.
      lifecycle: { createBeforeDestroy: true },
    }).arn;
  }
}
