import { BudgetError } from "../../terraform/expression/budget";
import { ExpressionError } from "../../terraform/expression/syntax";
import { blockAt } from "../../terraform/hcl/folder";
import { lineWithin } from "../../terraform/hcl/lines";
import { type Severity, severities } from "../review/finding";
import { auditRules } from "../rules";
import { Judged, NotKnown } from "../rules/judged";
import type { AuditRule } from "../rules/rule";
import type { ReadSite } from "./read";

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
  /** Types of the site that no rule judges. */
  readonly unjudged: readonly string[];
  readonly resources: number;
}

/** Judges all that was read by every rule. Pure: the same site gives the same result. */
export function auditSite(read: ReadSite, rules: readonly AuditRule[] = auditRules): AuditResult {
  const { hcl, kind, notRead, site } = read;
  const findings: AuditFinding[] = [];
  const unknown = new Map<string, UnknownVerdict>();
  const placeOf = (address: string, path = ""): { place?: HclPlace } => {
    const found = hcl && blockAt(hcl, address);
    return found ? { place: { file: found.file, line: lineWithin(found.block, path) } } : {};
  };
  for (const rule of rules)
    for (const part of subjectsOf(rule, read)) {
      const { id, mend, severity, title, visitors } = rule;
      try {
        const stated = rule.judge(part, site) ?? [];
        for (const { attribute, says } of Array.isArray(stated) ? stated : [stated])
          findings.push({
            ...{ rule: id, severity, title, address: part.address, says, visitors, mend },
            ...(attribute !== undefined && attribute !== "" && { attribute }),
            ...placeOf(part.address, attribute),
          });
      } catch (error) {
        const why = notKnown(error, part);
        const { address, attribute } = why;
        const verdict = {
          rule: id,
          severity,
          address,
          attribute,
          why: why.why,
          ...placeOf(address, attribute),
        };
        unknown.set(JSON.stringify(verdict), verdict);
      }
    }
  const judged = new Set(rules.flatMap(({ types }) => types));
  const types = [...site.types];
  return {
    ...{ kind, notRead, findings: findings.sort(inOrder), unknown: [...unknown.values()] },
    unjudged: types.filter((type) => !judged.has(type) && !helping.has(type)).sort(),
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
  ...["aws_route53_zone", "aws_cloudwatch_composite_alarm", "aws_cloudwatch_log_delivery_source"],
]);

function subjectsOf({ types }: AuditRule, { site }: ReadSite): readonly Judged[] {
  const { backend } = site;
  const state =
    types.includes("backend") && backend?.type === "s3"
      ? [new Judged("backend.s3", "backend", (name) => backend.settings[name])]
      : [];
  return [...types.flatMap((type) => site.all(type)), ...state];
}

/** What stands in a rule's way that is no fault of this program. */
function notKnown(error: unknown, part: Judged): Pick<NotKnown, "address" | "attribute" | "why"> {
  if (error instanceof NotKnown) return error;
  if (error instanceof ExpressionError || error instanceof BudgetError)
    return { address: part.address, attribute: "", why: error.message };
  throw error;
}

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
