import { decidedAt } from "../../terraform/hcl/block-at";
import type { Proof } from "../report/drill";
import { type Severity, severities } from "../review/finding";
import { auditRules } from "../rules";
import { type AuditRule, mendOf } from "../rules/rule";
import { judgeSite } from "../rules/verdicts";
import type { ReadSite } from "./read";
import { unjudgedArguments } from "./unjudged";

/** Where something stands in the HCL, the file relative to the folder that was read. */
export interface HclPlace {
  readonly file: string;
  readonly line: number;
}

/** One thing that is broken. */
export interface AuditFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly address: string;
  readonly attribute?: string;
  /** What is there. */
  readonly says: string;
  readonly visitors: string;
  readonly mend: string;
  readonly place?: HclPlace;
  /** What visitors get in the outage that it is about, at this site. */
  readonly drill?: Proof;
}

/** A verdict that only a plan or a state could give. */
export interface UnknownVerdict {
  readonly rule: string;
  readonly severity: Severity;
  readonly address: string;
  readonly attribute: string;
  readonly why: string;
  readonly place?: HclPlace;
}

export interface AuditResult {
  readonly kind: ReadSite["kind"];
  /** By file and line, then by address; the worst of a resource first. */
  readonly findings: readonly AuditFinding[];
  readonly unknown: readonly UnknownVerdict[];
  /** Resources and modules that nobody could look into. */
  readonly notRead: readonly { readonly address: string; readonly why: string }[];
  /** Types of the site that no rule judges, and arguments of others that are set and none judges. */
  readonly unjudged: readonly string[];
  readonly resources: number;
  /** Why no drill was run, where one was asked for. */
  readonly notDrilled?: string;
}

/** Judges all that was read by every rule. Pure: the same site gives the same result. */
export function auditSite(read: ReadSite, rules: readonly AuditRule[] = auditRules): AuditResult {
  const { hcl, kind, notRead, site } = read;
  const unknown = new Map<string, UnknownVerdict>();
  const placed = (address: string, path = ""): { place?: HclPlace } => {
    const place = hcl && decidedAt(hcl, address, path);
    return place ? { place } : {};
  };
  const { broken, undecided } = judgeSite(site, rules);
  const findings = broken.map(({ address, attribute, rule, says }): AuditFinding => {
    const { id, severity, title, visitors } = rule;
    return {
      ...{ rule: id, severity, title, address, says, visitors, mend: mendOf(rule) },
      ...(attribute !== undefined && attribute !== "" && { attribute }),
      ...placed(address, attribute),
    };
  });
  for (const { address, attribute, rule, why } of undecided) {
    const { id, severity } = rule;
    const verdict = { rule: id, severity, address, attribute, why, ...placed(address, attribute) };
    unknown.set(JSON.stringify(verdict), verdict);
  }
  const judged = new Set(rules.flatMap(({ types }) => types));
  const types = [...site.types].filter((type) => !site.isCounted(type) || site.all(type).length > 0);
  return {
    ...{ kind, notRead, findings: findings.sort(inOrder), unknown: [...unknown.values()] },
    unjudged: [
      ...types.filter((type) => !judged.has(type) && !helping.has(type)),
      ...unjudgedArguments(site),
    ].sort(),
    resources: types.reduce((sum, type) => sum + site.all(type).length, 0),
  };
}

/** Types that rules read to judge others by. */
const helping = new Set([
  ...[
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_lifecycle_configuration",
  ],
  ...["aws_s3_bucket_server_side_encryption_configuration", "aws_cloudfront_origin_access_control"],
  ...["aws_s3_bucket_website_configuration", "aws_cloudfront_origin_request_policy", "aws_kms_key"],
  ...["aws_cloudfront_origin_access_identity", "aws_cloudfront_monitoring_subscription"],
  ...["aws_route53_zone", "aws_cloudwatch_composite_alarm", "aws_cloudwatch_log_delivery_source"],
]);

function inOrder(a: AuditFinding, b: AuditFinding): number {
  return (
    compare(a.place?.file ?? "", b.place?.file ?? "") ||
    compare(a.address, b.address) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    compare(a.rule, b.rule)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
