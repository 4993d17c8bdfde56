import {
  CloudfrontResponseHeadersPolicy,
  type CloudfrontResponseHeadersPolicyCustomHeadersConfigItems,
  type CloudfrontResponseHeadersPolicySecurityHeadersConfig,
} from "@cdktf/provider-aws/lib/cloudfront-response-headers-policy/index.js";
import { Construct } from "constructs";
import type { SiteConfig } from "../../config/schema";
import { terraformLiteral } from "../terraform-text";
import { headersSetByLambda } from "./override";

export interface ResponseHeadersPolicyProps {
  readonly site: SiteConfig;
}

/** The floor: headers of every answer, those included that no function sees (errors, redirects, error pages). */
export class SiteHeadersPolicy extends Construct {
  /** Undefined when the config drops every header; CloudFront refuses an empty policy. */
  readonly policyId: string | undefined;

  constructor(scope: Construct, id: string, { site }: ResponseHeadersPolicyProps) {
    super(scope, id);
    const security = securityHeaders(site);
    const custom = customHeaders(site);
    const removed = site.headers.remove;
    const hasSecurity = Object.keys(security).length > 0;
    if (!hasSecurity && custom.length === 0 && removed.length === 0) return;

    this.policyId = new CloudfrontResponseHeadersPolicy(this, "Policy", {
      name: `${site.name}-headers`,
      comment: `Headers of every answer of ${site.name}`,
      ...(hasSecurity && { securityHeadersConfig: security }),
      ...(custom.length > 0 && { customHeadersConfig: { items: custom } }),
      ...(removed.length > 0 && { removeHeadersConfig: { items: removed.map((header) => ({ header })) } }),
    }).id;
  }
}

function securityHeaders(site: SiteConfig): CloudfrontResponseHeadersPolicySecurityHeadersConfig {
  const { hsts, contentTypeOptions, frameOptions, referrerPolicy, contentSecurityPolicy } = site.headers;
  const conditional = headersSetByLambda(site);
  const override = (name: string) => !conditional.has(name);
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

function customHeaders(site: SiteConfig): CloudfrontResponseHeadersPolicyCustomHeadersConfigItems[] {
  const { permissionsPolicy, custom } = site.headers;
  const conditional = headersSetByLambda(site);
  const pairs: [string, string][] = permissionsPolicy ? [["Permissions-Policy", permissionsPolicy]] : [];
  return [...pairs, ...Object.entries(custom)].map(([header, value]) => ({
    header,
    value: terraformLiteral(value),
    override: !conditional.has(header.toLowerCase()),
  }));
}
