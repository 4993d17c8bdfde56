import { perBehaviour, distributionTypes as types } from "./distribution";
import { type AuditRule, cloudFrontGuide } from "./rule";
import { domainOf } from "./site";

const plainHttp = perBehaviour(
  {
    id: "plain-http",
    severity: "high",
    title: "Pages are served over plain HTTP",
    visitors: "Whoever is between the visitor and CloudFront can read and change them.",
    source: cloudFrontGuide("using-https-viewers-to-cloudfront"),
    fails: `    target_origin_id           = "regions"
    viewer_protocol_policy     = "allow-all"`,
    mend: `    target_origin_id           = "regions"
    viewer_protocol_policy     = "redirect-to-https"`,
    answersTo: {
      checkov: ["CKV_AWS_34"],
      trivy: ["AWS-0012"],
      securityHub: ["CloudFront.3"],
      guard: ["cloudfront_viewer_policy_https"],
      prowler: ["cloudfront_distributions_https_enabled"],
      cdkNag: ["AwsSolutions-CFR4"],
    },
  },
  "viewer_protocol_policy",
  ({ part }) => (part.text("viewer_protocol_policy") === "allow-all" ? "takes plain HTTP" : undefined),
);

const oldTls = ["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"];

const tls: AuditRule = {
  id: "tls-old",
  severity: "medium",
  title: "Versions of TLS that are broken are taken",
  types,
  visitors: "Whoever can make a browser use them can read along; no current browser needs them.",
  source: cloudFrontGuide("secure-connections-supported-viewer-protocols-ciphers"),
  fails: `    minimum_protocol_version = "TLSv1.1_2016"`,
  mend: `    minimum_protocol_version = "TLSv1.2_2021"`,
  answersTo: {
    checkov: ["CKV_AWS_174"],
    trivy: ["AWS-0013"],
    securityHub: ["CloudFront.15 (unsure)"],
    guard: ["cloudfront_minimum_protocol_version"],
    prowler: ["cloudfront_distributions_using_deprecated_ssl_protocols"],
    cdkNag: ["AwsSolutions-CFR4"],
  },
  judge(distribution) {
    const certificate = distribution.block("viewer_certificate");
    // CloudFront's own certificate has a policy of its own, which nobody chooses.
    if (!certificate || certificate.is("cloudfront_default_certificate")) return undefined;
    const version = certificate.text("minimum_protocol_version") ?? "TLSv1";
    if (!oldTls.includes(version)) return undefined;
    return { attribute: certificate.at("minimum_protocol_version"), says: version };
  },
};

const certificateMissing: AuditRule = {
  id: "certificate-missing",
  severity: "critical",
  title: "The site's names, and CloudFront's own certificate",
  types,
  visitors:
    "Browsers refuse the site: the certificate is for *.cloudfront.net. CloudFront itself refuses the names when they are applied.",
  source: cloudFrontGuide("CNAMEs"),
  fails: `    cloudfront_default_certificate = true`,
  mend: `    acm_certificate_arn      = aws_acm_certificate.site.arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"`,
  answersTo: {
    checkov: ["CKV2_AWS_42"],
    securityHub: ["CloudFront.7"],
    guard: ["cloudfront_custom_ssl_certificate"],
    prowler: ["cloudfront_distributions_custom_ssl_certificate"],
  },
  judge(distribution) {
    const names = distribution.texts("aliases");
    const own = distribution.is("viewer_certificate.cloudfront_default_certificate");
    if (names.length === 0 || !own) return undefined;
    return {
      attribute: "viewer_certificate",
      says: `cloudfront_default_certificate, for ${names.join(", ")}`,
    };
  },
};

const originHttp: AuditRule = {
  id: "origin-plain-http",
  severity: "medium",
  title: "CloudFront asks an origin over plain HTTP",
  types,
  visitors:
    "What they send, cookies and forms included, and what they get crosses the internet in the clear behind CloudFront.",
  source: cloudFrontGuide("using-https-cloudfront-to-custom-origin"),
  fails: `      origin_protocol_policy = "http-only"`,
  mend: `      origin_protocol_policy = "https-only"`,
  answersTo: {
    checkov: ["CKV2_AWS_72"],
    securityHub: ["CloudFront.9"],
    prowler: ["cloudfront_distributions_origin_traffic_encrypted"],
    cdkNag: ["AwsSolutions-CFR5"],
  },
  judge(distribution) {
    return distribution.blocks("origin").flatMap((origin) => {
      const policy = origin.text("custom_origin_config.origin_protocol_policy");
      if (policy === undefined || policy === "https-only") return [];
      // A website of S3 has no HTTPS, and a rule of its own.
      if (/s3-website/.test(domainOf(origin))) return [];
      return [
        {
          attribute: origin.at("custom_origin_config.origin_protocol_policy"),
          says: `${origin.identity("origin_id")} has ${policy}`,
        },
      ];
    });
  },
};

const originTls: AuditRule = {
  id: "origin-tls-old",
  severity: "low",
  title: "CloudFront may speak broken versions of TLS to an origin",
  types,
  visitors: "Nothing that they see; whoever is between CloudFront and the origin may read along.",
  source: cloudFrontGuide("DownloadDistValuesOrigin"),
  fails: `      origin_ssl_protocols   = ["TLSv1", "TLSv1.2"]`,
  mend: `      origin_ssl_protocols   = ["TLSv1.2"]`,
  answersTo: { checkov: ["CKV2_AWS_54"], securityHub: ["CloudFront.10"] },
  judge(distribution) {
    return distribution.blocks("origin").flatMap((origin) => {
      const config = origin.block("custom_origin_config");
      if (!config || config.text("origin_protocol_policy") === "http-only") return [];
      const old = config.texts("origin_ssl_protocols").filter((one) => one !== "TLSv1.2");
      return old.length === 0
        ? []
        : [{ attribute: config.at("origin_ssl_protocols"), says: `${old.join(", ")}` }];
    });
  },
};

/** What crosses the network in the clear, or nearly. */
export const tlsRules: readonly AuditRule[] = [plainHttp, tls, certificateMissing, originHttp, originTls];
