import { distributionTypes as types } from "./distribution";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide } from "./rule";
import { type AuditedSite, distributionsOf, domainOf } from "./site";

/** Whether an origin is the website of a bucket. */
export function isWebsite(origin: Judged): boolean {
  return /\.s3-website[.-]/.test(domainOf(origin));
}

const website: AuditRule = {
  id: "website-endpoint",
  severity: "medium",
  title: "The origin is a bucket's website",
  types,
  visitors:
    "The way to it is plain HTTP, it takes no origin access control, and needs a bucket that is open to everybody.",
  source: cloudFrontGuide("DownloadDistS3AndCustomOrigins"),
  fails: `  aliases             = ["www.acme.example"]

  origin {
    origin_id   = "website"
    domain_name = "acme-site-primary.s3-website.eu-central-1.amazonaws.com"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }`,
  mend: '  aliases             = ["www.acme.example"]',
  instead: `  origin {
    origin_id                = "website"
    domain_name              = aws_s3_bucket.primary.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }`,
  judge(distribution) {
    return distribution
      .blocks("origin")
      .filter(isWebsite)
      .map((origin) => ({ attribute: origin.at("domain_name"), says: domainOf(origin) }));
  },
};

const globalDomain: AuditRule = {
  id: "origin-global-domain",
  severity: "medium",
  title: "The origin is named without its region",
  types,
  visitors:
    "S3 sends requests for a fresh bucket on to its region by a 307, which CloudFront hands to visitors: they leave the site for a bucket that refuses them.",
  source: cloudFrontGuide("DownloadDistS3AndCustomOrigins"),
  fails: "    domain_name              = aws_s3_bucket.replica.bucket_domain_name",
  mend: "    domain_name              = aws_s3_bucket.replica.bucket_regional_domain_name",
  judge(distribution) {
    return distribution
      .blocks("origin")
      .filter((origin) => /\.s3\.amazonaws\.com$/.test(domainOf(origin)))
      .map((origin) => ({ attribute: origin.at("domain_name"), says: domainOf(origin) }));
  },
};

const identity: AuditRule = {
  id: "origin-access-identity",
  severity: "low",
  title: "An access identity in place of an access control",
  types,
  visitors:
    "Nothing yet: AWS adds to identities no more, which know no KMS, no newer regions and no methods that write.",
  source: cloudFrontGuide("private-content-restricting-access-to-s3"),
  fails: `    domain_name              = aws_s3_bucket.replica.bucket_regional_domain_name
    s3_origin_config {
      origin_access_identity = "origin-access-identity/cloudfront/E2EXAMPLE"
    }`,
  mend: `    domain_name              = aws_s3_bucket.replica.bucket_regional_domain_name`,
  answersTo: {
    checkov: ["CKV2_AWS_46"],
    securityHub: ["CloudFront.13"],
    guard: ["cloudfront_origin_access_identity_enabled"],
    prowler: ["cloudfront_distributions_s3_origin_access_control"],
    cdkNag: ["AwsSolutions-CFR7"],
  },
  judge(distribution) {
    return distribution
      .blocks("origin")
      .filter((origin) => origin.text("s3_origin_config.origin_access_identity"))
      .map((origin) => ({
        attribute: origin.at("s3_origin_config"),
        says: `${origin.identity("origin_id")} is read as an identity`,
      }));
  },
};

/** The bucket that a REST or website endpoint of S3 names. */
const bucketNamed = /^([a-z0-9.-]+)\.s3(?:-website)?[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/;

const dangling: AuditRule = {
  id: "origin-dangling",
  severity: "medium",
  title: "An origin is a bucket that nothing here makes",
  types,
  visitors:
    "If it is gone, its name is anybody's: whoever makes a bucket of that name serves what they like in the site's name. If it is there, nobody sees here who may read it.",
  source: cloudFrontGuide("private-content-restricting-access-to-s3"),
  fails: `  aliases             = ["www.acme.example"]

  origin {
    origin_id   = "old"
    domain_name = "acme-old.s3.eu-central-1.amazonaws.com"
  }`,
  mend: '  aliases             = ["www.acme.example"]',
  instead: `  origin {
    origin_id                = "old"
    domain_name              = aws_s3_bucket.primary.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }`,
  answersTo: {
    securityHub: ["CloudFront.12"],
    prowler: ["cloudfront_distributions_s3_origin_non_existent_bucket"],
  },
  judge(distribution, site) {
    const named = site.readBuckets();
    return distribution.blocks("origin").flatMap((origin) => {
      if (site.bucketOf(origin)) return [];
      const bucket = bucketNamed.exec(origin.text("domain_name") ?? "")?.[1];
      if (bucket === undefined || named.includes(bucket) || isWebsite(origin)) return [];
      // One whose name is not known may be it.
      for (const one of site.whole("aws_s3_bucket", distribution)) one.text("bucket");
      return [
        {
          attribute: origin.at("domain_name"),
          says: `no aws_s3_bucket here, read or made, is called ${bucket}`,
        },
      ];
    });
  },
};

/** The distributions that an origin is. */
function distributionsAt(origin: Judged, site: AuditedSite): readonly Judged[] {
  const asked = origin.identity("domain_name");
  const isAsked = (one: Judged) =>
    [one.knownIdentity("domain_name"), ...one.texts("aliases")].includes(asked);
  return asked === undefined ? [] : distributionsOf(site).filter(isAsked);
}

const chained: AuditRule = {
  id: "distributions-chained",
  severity: "high",
  title: "A distribution behind a distribution behind a distribution",
  types,
  visitors: "CloudFront takes a request through two of them: what leads to the third is a 403.",
  source: cloudFrontGuide("cloudfront-limits"),
  fails: `resource "aws_cloudfront_distribution" "api" {
  enabled = true
  aliases = ["api.acme.example"]

  origin {
    origin_id   = "behind"
    domain_name = aws_cloudfront_distribution.inner.domain_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
}

resource "aws_cloudfront_distribution" "inner" {
  enabled = true
}
`,
  mend: "",
  instead: `resource "aws_cloudfront_distribution" "api" {
  enabled = true
  aliases = ["api.acme.example"]

  origin {
    origin_id   = "behind"
    domain_name = "servers.acme.example"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
}
`,
  judge(distribution, site) {
    if (distributionsOf(site).length < 3) return undefined;
    return distribution.blocks("origin").flatMap((origin) =>
      distributionsAt(origin, site).flatMap((second) => {
        const thirds = second.blocks("origin").flatMap((one) => distributionsAt(one, site));
        return thirds.map((third) => ({
          attribute: origin.at("domain_name"),
          says: `it asks ${second.address}, which asks ${third.address}`,
        }));
      }),
    );
  },
};

/** How a distribution names its origins, and as whom it asks them. */
export const originRules: readonly AuditRule[] = [website, globalDomain, identity, dangling, chained];
