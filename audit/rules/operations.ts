import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, providerDocs, route53Guide, s3Guide } from "./rule";
import type { AuditedSite } from "./site";

const usEast = "us-east-1";

/** Names by which a distribution is known. */
function namesOf(distribution: Judged): readonly string[] {
  return [...distribution.texts("aliases"), distribution.knownText("domain_name")].filter(
    (one) => one !== undefined,
  );
}

const distributionsOf = (site: AuditedSite) => site.all("aws_cloudfront_distribution");

const certificateRegion: AuditRule = {
  id: "certificate-region",
  severity: "high",
  title: "The distribution's certificate is not in us-east-1",
  types: ["aws_acm_certificate"],
  visitors: "CloudFront refuses the distribution when it is applied (InvalidViewerCertificate).",
  source: cloudFrontGuide("cnames-and-https-requirements"),
  fails: `resource "aws_acm_certificate" "site" {`,
  mend: `resource "aws_acm_certificate" "site" {
  provider          = aws.global`,
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
    if (site.isHalfKnown("aws_route53_record")) return undefined;
    const records = site.all("aws_route53_record");
    const isValidating = records.some((one) => {
      const record = one.knownText("name");
      return record === undefined || record.startsWith("_");
    });
    return isValidating ? undefined : { says: `${name} is validated by DNS, and no record validates it` };
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

const healthOfCdn: AuditRule = {
  id: "health-check-asks-cdn",
  severity: "medium",
  title: "A health check that asks the CDN in place of a region",
  types: ["aws_route53_health_check"],
  visitors:
    "It is green while the edge has a copy, or has failed over: nobody hears of the region that is down.",
  source: route53Guide("dns-failover-determining-health-of-endpoints"),
  fails: `  fqdn              = "www.acme.example"`,
  mend: `  fqdn              = aws_s3_bucket.primary.bucket_regional_domain_name`,
  judge(check, site) {
    const name = check.text("fqdn");
    const asked = distributionsOf(site).find((one) => name !== undefined && namesOf(one).includes(name));
    const path = check.text("resource_path") ?? "/";
    const behaviour = asked && site.behaviours(asked).find((one) => compilePathPattern(one.pattern)(path));
    // A path with a behaviour that asks one region, and keeps nothing, is that region's.
    if (behaviour && behaviour.pattern !== "*" && !behaviour.group) return undefined;
    // One that watches the site as visitors see it is worth having beside one for the region.
    const others = site.all("aws_route53_health_check").filter((one) => one !== check);
    const isAlone = others.every((one) =>
      distributionsOf(site).some((d) => namesOf(d).includes(one.text("fqdn") ?? "")),
    );
    if (!asked || !isAlone) return undefined;
    return { attribute: "fqdn", says: `${name} is ${asked.address}, and no other check asks a region` };
  },
};

const alarmTypes = ["aws_cloudwatch_metric_alarm"];

const alarmMissing: AuditRule = {
  id: "alarm-missing",
  severity: "medium",
  title: "No alarm hears of errors",
  types: ["aws_cloudfront_distribution"],
  visitors: "They are the first who notice an outage, and nobody mends what nobody knows of.",
  source: cloudFrontGuide("viewing-cloudfront-metrics"),
  fails: `  namespace           = "Acme"`,
  mend: `  namespace           = "AWS/CloudFront"`,
  judge(_, site) {
    const alarms = site.all("aws_cloudwatch_metric_alarm");
    const queries = alarms.flatMap((alarm) => alarm.blocks("metric_query"));
    const spaces = [
      ...alarms.map((alarm) => alarm.text("namespace")),
      ...queries.map((query) => query.text("metric.namespace")),
    ];
    if (spaces.includes("AWS/CloudFront") || spaces.includes("AWS/Route53")) return undefined;
    if (site.all("aws_cloudwatch_composite_alarm").length > 0) return undefined;
    return { says: "no alarm is on a metric of AWS/CloudFront or of a health check" };
  },
};

const alarmSilent: AuditRule = {
  id: "alarm-silenced",
  severity: "medium",
  title: "An alarm that tells nobody",
  types: alarmTypes,
  visitors: "The alarm changes its state, and nobody comes.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
  fails: "  alarm_actions       = []",
  mend: "  alarm_actions       = [aws_sns_topic.alarms.arn]",
  judge(alarm, site) {
    const muted =
      alarm.text("actions_enabled") === "false"
        ? [{ attribute: "actions_enabled", says: "actions_enabled = false" }]
        : [];
    if (alarm.texts("alarm_actions").length > 0) return muted;
    // One that is only read by a composite alarm tells that.
    const name = alarm.text("alarm_name") ?? "";
    const isPart = site
      .all("aws_cloudwatch_composite_alarm")
      .some((one) => one.text("alarm_rule")?.includes(name));
    return isPart ? muted : [...muted, { attribute: "alarm_actions", says: "alarm_actions is empty" }];
  },
};

const alarmRegion: AuditRule = {
  id: "alarm-region",
  severity: "high",
  title: "An alarm on a metric that its region does not have",
  types: alarmTypes,
  visitors:
    "CloudFront and Route 53 write their metrics in us-east-1: elsewhere the alarm has no data, and never goes off.",
  source: cloudFrontGuide("programming-cloudwatch-metrics"),
  fails: `resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name`,
  mend: `resource "aws_cloudwatch_metric_alarm" "errors" {
  provider            = aws.global
  alarm_name`,
  judge(alarm) {
    const space = alarm.text("namespace") ?? "";
    const { region } = alarm;
    if (!/^AWS\/(CloudFront|Route53)$/.test(space) || region === undefined || region === usEast)
      return undefined;
    return { attribute: "namespace", says: `${space} in ${region}` };
  },
};

const stateRegion: AuditRule = {
  id: "state-in-site-region",
  severity: "medium",
  title: "Terraform's state is in a region of the site",
  types: ["backend"],
  visitors:
    "In the outage of that region nobody can apply anything: what needs Terraform waits until it is over.",
  source: "https://developer.hashicorp.com/terraform/language/backend/s3",
  fails: `    region       = "eu-central-1"
    use_lockfile`,
  mend: `    region       = "us-west-2"
    use_lockfile`,
  judge(backend, site) {
    const region = backend.text("region");
    const primary = site.originBuckets()[0];
    if (region === undefined || primary?.region !== region) return undefined;
    return { attribute: "region", says: `${region} has ${primary.address} too` };
  },
};

const lockMissing: AuditRule = {
  id: "state-lock-missing",
  severity: "medium",
  title: "Nothing locks Terraform's state",
  types: ["backend"],
  visitors: "Two applies at once, of a person in an outage and of CI, leave a state that is neither's.",
  source: "https://developer.hashicorp.com/terraform/language/backend/s3#state-locking",
  fails: "    use_lockfile = false",
  mend: "    use_lockfile = true",
  judge(backend) {
    if (backend.is("use_lockfile") || backend.text("dynamodb_table")) return undefined;
    return { attribute: "use_lockfile", says: "it has neither use_lockfile nor dynamodb_table" };
  },
};

/** Of S3, those that an account has to switch on first (EC2 guide, "Regions and Zones", November 2026). */
const optIn =
  /^(af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[3-7]|ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-(south|central)-1|mx-central-1)$/;

const accessPointRegion: AuditRule = {
  id: "access-point-region",
  severity: "medium",
  title: "A Multi-Region Access Point with a region that has to be switched on",
  types: ["aws_s3control_multi_region_access_point"],
  visitors: "S3 takes no such region into one: it is refused when it is applied.",
  source: s3Guide("MultiRegionAccessPointRestrictions"),
  fails: `resource "aws_s3control_multi_region_access_point" "site" {
  details {
    name = "acme"

    region {
      bucket = aws_s3_bucket.far.id
    }
  }
}

resource "aws_s3_bucket" "far" {
  provider = aws.far
  bucket   = "acme-far"
}

provider "aws" {
  alias  = "far"
  region = "ap-southeast-4"
}
`,
  mend: "",
  judge(point, site) {
    const regions = point.block("details")?.blocks("region") ?? [];
    return regions.flatMap((one) => {
      const bucket = site.bucketNamed(one);
      const region = one.text("region") ?? bucket?.region;
      return region !== undefined && optIn.test(region) ? [{ attribute: one.path, says: `${region}` }] : [];
    });
  },
};

const forceDestroy: AuditRule = {
  id: "bucket-force-destroy",
  severity: "medium",
  introduced: "high",
  title: "A destroy empties the bucket without a question",
  types: ["aws_s3_bucket"],
  visitors: "One wrong plan, and every version of every page is gone in that region.",
  source: providerDocs("resources/s3_bucket"),
  fails: `  bucket = "acme-site-primary"
  force_destroy = true`,
  mend: `  bucket = "acme-site-primary"`,
  judge: (bucket) =>
    bucket.is("force_destroy") ? { attribute: "force_destroy", says: "force_destroy = true" } : undefined,
};

/** What those who run the site rely on. */
export const operationRules: readonly AuditRule[] = [
  ...[certificateRegion, validation, targetHealth, ipv6, healthOfCdn, alarmMissing, alarmSilent, alarmRegion],
  ...[stateRegion, lockMissing, accessPointRegion, forceDestroy],
];
