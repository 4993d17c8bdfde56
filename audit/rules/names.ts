import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, pairWithin, route53Guide } from "./rule";
import { type AuditedSite, distributionsOf } from "./site";

const usEast = "us-east-1";

const certificateRegion: AuditRule = {
  id: "certificate-region",
  severity: "high",
  title: "The distribution's certificate is not in us-east-1",
  types: ["aws_acm_certificate"],
  visitors: "CloudFront refuses the distribution when it is applied (InvalidViewerCertificate).",
  source: cloudFrontGuide("cnames-and-https-requirements"),
  ...pairWithin(
    "",
    `
  domain_name       = "www.acme.example"
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}`,
    {
      fails: `resource "aws_acm_certificate" "site" {`,
      mend: `resource "aws_acm_certificate" "site" {
  provider          = aws.global`,
    },
  ),
  judge(certificate, site) {
    const arn = certificate.text("arn");
    const users = distributionsOf(site).filter(
      (one) => one.text("viewer_certificate.acm_certificate_arn") === arn,
    );
    const { region } = certificate;
    if (users.length === 0 || region === undefined || region === usEast) return undefined;
    return { says: `it is in ${region}, and ${users.map(({ address }) => address).join(", ")} shows it` };
  },
};

const validation: AuditRule = {
  id: "certificate-validation",
  severity: "medium",
  title: "Nothing renews the certificate",
  types: ["aws_acm_certificate"],
  visitors:
    "AWS renews it while its validation records are in DNS. No record here is one: the site goes dark when it expires.",
  source: "https://docs.aws.amazon.com/acm/latest/userguide/dns-renewal-validation.html",
  fails: "",
  mend: `resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.site.domain_validation_options : option.domain_name => option
  }

  zone_id = aws_route53_zone.site.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  records = [each.value.resource_record_value]
  ttl     = 300
}`,
  answersTo: { checkov: ["CKV2_AWS_71 (wildcards only)"], securityHub: ["ACM.1"] },
  judge(certificate, site) {
    if (certificate.text("validation_method") !== "DNS") return undefined;
    const zones = site.all("aws_route53_zone");
    // Of a zone that is somewhere else, so are its records.
    const name = certificate.text("domain_name") ?? "";
    if (!zones.some((zone) => isWithin(name, zone.text("name") ?? ""))) return undefined;
    const isValidating = (one: Judged) => one.knownText("name")?.startsWith("_") ?? true;
    const isValidated =
      site.all("aws_route53_record").some(isValidating) ||
      // Records for each of what only AWS says are those of the certificate: what else is known so late?
      (!site.isCounted("aws_route53_record") && [...site.types].includes("aws_route53_record"));
    if (!isValidated) site.whole("aws_route53_record", certificate);
    return isValidated ? undefined : { says: `${name} is validated by DNS, and no record validates it` };
  },
};

const isWithin = (name: string, zone: string) => {
  const parent = zone.replace(/\.$/, "");
  return name === parent || name.endsWith(`.${parent}`);
};

function aliasTarget(record: Judged, site: AuditedSite): Judged | undefined {
  const name = record.text("alias.name");
  return name === undefined
    ? undefined
    : distributionsOf(site).find((one) => one.knownText("domain_name") === name);
}

const targetHealth: AuditRule = {
  id: "alias-target-health",
  severity: "high",
  title: "An alias to CloudFront asks for its health",
  types: ["aws_route53_record"],
  visitors: "Route 53 refuses the record: the name is not there, or stays what it was.",
  source: route53Guide("resource-record-sets-values-alias-common"),
  fails: `    zone_id                = aws_cloudfront_distribution.site.hosted_zone_id
    evaluate_target_health = true`,
  mend: `    zone_id                = aws_cloudfront_distribution.site.hosted_zone_id
    evaluate_target_health = false`,
  judge(record, site) {
    if (!record.is("alias.evaluate_target_health") || !aliasTarget(record, site)) return undefined;
    return { attribute: "alias[0].evaluate_target_health", says: "evaluate_target_health = true" };
  },
};

const ipv6: AuditRule = {
  id: "alias-without-aaaa",
  severity: "low",
  title: "CloudFront answers by IPv6, and the name does not lead there",
  types: ["aws_route53_record"],
  visitors: "Those with IPv6 alone reach the site through a translator of their network, or not at all.",
  source: cloudFrontGuide("cloudfront-enable-ipv6"),
  fails: `  name    = "old.acme.example"
  type    = "AAAA"`,
  mend: `  name    = "www.acme.example"
  type    = "AAAA"`,
  judge(record, site) {
    const target = record.text("type") === "A" ? aliasTarget(record, site) : undefined;
    if (!target?.is("is_ipv6_enabled")) return undefined;
    const name = record.text("name");
    const has = site
      .all("aws_route53_record")
      .some((one) => one.text("type") === "AAAA" && one.text("name") === name);
    return has ? undefined : { says: `${name} has no AAAA record` };
  },
};

const aliasTwice: AuditRule = {
  id: "alias-twice",
  severity: "high",
  title: "One name on two distributions",
  types: ["aws_cloudfront_distribution"],
  visitors: "CloudFront refuses the second (CNAMEAlreadyExists): what was to be deployed is not.",
  source: cloudFrontGuide("CNAMEs"),
  fails: `resource "aws_cloudfront_distribution" "second" {
  enabled = true
  aliases = ["www.acme.example"]
}
`,
  mend: "",
  instead: `resource "aws_cloudfront_distribution" "second" {
  enabled = true
  aliases = ["second.acme.example"]
}
`,
  judge(distribution, site) {
    if (distribution.is("staging")) return undefined;
    const others = distributionsOf(site).filter((one) => !one.is("staging"));
    const before = others.slice(0, others.indexOf(distribution));
    return distribution.texts("aliases").flatMap((name) => {
      const holder = before.find((one) => one.texts("aliases").includes(name));
      return holder ? [{ attribute: "aliases", says: `${name} is an alias of ${holder.address} too` }] : [];
    });
  },
};

const validationZone: AuditRule = {
  id: "certificate-validation-zone",
  severity: "high",
  title: "The record that validates the certificate is in another zone",
  types: ["aws_route53_record"],
  visitors:
    "AWS never finds it: the certificate is not issued, or is not renewed, and the site goes dark when it expires.",
  source: "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
  fails: `resource "aws_route53_zone" "other" {
  name = "other.example"
}

resource "aws_route53_record" "validating" {
  zone_id = aws_route53_zone.other.zone_id
  name    = "_1234567890abcdef.www.acme.example"
  type    = "CNAME"
  records = ["_fedcba0987654321.acm-validations.aws"]
  ttl     = 300
}
`,
  mend: "",
  instead: `resource "aws_route53_record" "validating" {
  zone_id = aws_route53_zone.site.zone_id
  name    = "_1234567890abcdef.www.acme.example"
  type    = "CNAME"
  records = ["_fedcba0987654321.acm-validations.aws"]
  ttl     = 300
}
`,
  judge(record, site) {
    if (
      record.text("type") !== "CNAME" ||
      !record.texts("records").some((one) => /\.acm-validations\.aws\.?$/.test(one))
    )
      return undefined;
    const id = record.text("zone_id");
    const zone = site
      .all("aws_route53_zone")
      .find((one) => [one.knownText("zone_id"), one.knownText("id")].includes(id));
    const [name, parent] = [record.text("name") ?? "", zone?.text("name")];
    if (parent === undefined || isWithin(name.replace(/\.$/, ""), parent) || !name.includes("."))
      return undefined;
    return { attribute: "zone_id", says: `${name} is in the zone of ${parent}` };
  },
};

/** The site's names, and its certificate. */
export const nameRules: readonly AuditRule[] = [
  certificateRegion,
  validation,
  targetHealth,
  ipv6,
  aliasTwice,
  validationZone,
];
