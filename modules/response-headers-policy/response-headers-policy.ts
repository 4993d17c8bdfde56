import {
  CloudfrontResponseHeadersPolicy,
  type CloudfrontResponseHeadersPolicyCustomHeadersConfigItems,
  type CloudfrontResponseHeadersPolicySecurityHeadersConfig,
} from "@cdktf/provider-aws/lib/cloudfront-response-headers-policy/index.js";
import { Construct } from "constructs";
import { hasManagedHeaders, hasOwnPolicies } from "../../config/flat-rate";
import { siteNames } from "../../config/names";
import { policyHeaders } from "../../config/policy-headers";
import type { SiteConfig } from "../../config/schema";
import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { terraformLiteral } from "../terraform-text";
import { headersSetByFunction, headersSetByLambda } from "./override";

/** What a site's headers policy is made of. */
export interface ResponseHeadersPolicyProps {
  readonly site: SiteConfig;
  /** Whether it is for servers beside the buckets: what they say themselves stays. @default false */
  readonly ofServers?: boolean;
}

/** The floor: headers of every answer, those included that no function sees (errors, redirects, error pages). */
export class SiteHeadersPolicy extends Construct {
  /** Undefined when the config drops every header; CloudFront refuses an empty policy. AWS's where a plan takes no other. */
  readonly policyId: string | undefined;

  constructor(scope: Construct, id: string, { site, ofServers = false }: ResponseHeadersPolicyProps) {
    super(scope, id);
    if (!hasOwnPolicies(site)) {
      if (hasManagedHeaders(site)) this.policyId = managedPolicyIds.responseHeaders.SecurityHeadersPolicy;
      return;
    }
    const conditional = headersSetByLambda(site);
    const override = (name: string) => !ofServers && !conditional.has(name.toLowerCase());
    const security = securityHeaders(site, override);
    const custom = customHeaders(site, override);
    const removed = site.headers.remove;
    const hasSecurity = Object.keys(security).length > 0;
    if (!hasSecurity && custom.length === 0 && removed.length === 0) return;

    // Another policy, and not another setting of the one that there is: a distribution that moves its rules from Lambda
    // to a viewer-response function takes both at once. Overridden before, what Lambda still sets would be lost.
    const isBelowViewer =
      !ofServers && site.headers.runtime === "cloudfront-function" && hasConditional(site);
    const { headersPolicy, serverHeadersPolicy } = siteNames(site);
    const ofBuckets = isBelowViewer ? `${headersPolicy}-below-viewer` : headersPolicy;
    this.policyId = new CloudfrontResponseHeadersPolicy(
      this,
      isBelowViewer ? "BelowViewerPolicy" : "Policy",
      {
        name: ofServers ? serverHeadersPolicy : ofBuckets,
        comment: ofServers
          ? `Headers that answers of servers of ${site.name} lack`
          : `Headers of every answer of ${site.name}`,
        ...(hasSecurity && { securityHeadersConfig: security }),
        ...(custom.length > 0 && { customHeadersConfig: { items: custom } }),
        ...(removed.length > 0 && { removeHeadersConfig: { items: removed.map((header) => ({ header })) } }),
        // The distribution must leave the policy before it can go.
        lifecycle: { createBeforeDestroy: true },
      },
    ).id;
  }
}

/** Whether a function sets what the policy sets too. */
function hasConditional({ headers }: SiteConfig): boolean {
  const conditional = headersSetByFunction(headers);
  return policyHeaders(headers).some(([name]) => conditional.has(name));
}

type Override = (name: string) => boolean;

function securityHeaders(
  site: SiteConfig,
  override: Override,
): CloudfrontResponseHeadersPolicySecurityHeadersConfig {
  const { hsts, contentTypeOptions, frameOptions, referrerPolicy, contentSecurityPolicy } = site.headers;
  return {
    ...(hsts && {
      strictTransportSecurity: {
        accessControlMaxAgeSec: hsts.maxAge,
        includeSubdomains: hsts.includeSubDomains,
        preload: hsts.preload,
        override: override("strict-transport-security"),
      },
    }),
    ...(contentTypeOptions && { contentTypeOptions: { override: override("x-content-type-options") } }),
    ...(frameOptions && {
      frameOptions: { frameOption: frameOptions, override: override("x-frame-options") },
    }),
    ...(referrerPolicy && { referrerPolicy: { referrerPolicy, override: override("referrer-policy") } }),
    ...(contentSecurityPolicy && {
      contentSecurityPolicy: {
        contentSecurityPolicy: terraformLiteral(contentSecurityPolicy),
        override: override("content-security-policy"),
      },
    }),
  };
}

function customHeaders(
  site: SiteConfig,
  override: Override,
): CloudfrontResponseHeadersPolicyCustomHeadersConfigItems[] {
  const { permissionsPolicy, custom } = site.headers;
  const pairs: [string, string][] = permissionsPolicy ? [["Permissions-Policy", permissionsPolicy]] : [];
  return [...pairs, ...Object.entries(custom)].map(([header, value]) => ({
    header,
    value: terraformLiteral(value),
    override: override(header),
  }));
}
