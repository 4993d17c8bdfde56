import { ExpressionError } from "../../terraform/expression/syntax";
import { readRegular } from "../../terraform/files";
import { blocksAt } from "../../terraform/hcl/block-at";
import type { HclFolder } from "../../terraform/hcl/folder";
import { asJson, isList, isMap, parseJson, textsOf } from "../../terraform/value";
import { auditRules } from "../rules";
import type { AuditFinding, AuditResult } from "./audit";
import { auditError } from "./errors";

/** What somebody has decided to live with, and why. */
export interface Suppression {
  readonly rule: string;
  /** One resource; all of them without it. */
  readonly address?: string;
  readonly reason: string;
  /** The last day on which it holds: YYYY-MM-DD. */
  readonly until?: string;
}

export interface JudgedResult extends AuditResult {
  readonly suppressed: readonly (AuditFinding & { readonly reason: string })[];
  /** How many a baseline knows. */
  readonly known: number;
}

/** What follows is looked at by itself: a comment may have megabytes of spaces. */
const comment = /outlast:ignore\s+([\w-]+)(?:\s+until\s+([^\s:]+))?(.*)/s;

/**
 * Suppressions in comments: in a block, or right above it, of what is found in that block.
 * @throws {OutlastError} AUDIT_SUPPRESSION for one without a reason
 */
export function suppressionsInComments(
  hcl: HclFolder | undefined,
  findings: readonly AuditFinding[],
): readonly Suppression[] {
  if (hcl === undefined) return [];
  const comments = new Map(filesOf(hcl).map((file) => [file.name, file.comments]));
  return findings.flatMap((finding) =>
    blocksAt(hcl, finding.address).flatMap((found) =>
      (comments.get(found.file) ?? []).flatMap(({ line, text }): Suppression[] => {
        const [all, rule = "", until, rest = ""] = comment.exec(text) ?? [];
        if (
          all === undefined ||
          line < found.block.line - 1 ||
          line > found.block.end ||
          rule !== finding.rule
        )
          return [];
        const [, reason] = /^\s*:(.*)/s.exec(rest) ?? [];
        const where = `${found.file}:${line}: ${text.trim()}`;
        return [checked({ rule, address: finding.address, reason: reason?.trim(), until }, where)];
      }),
    ),
  );
}

function filesOf(folder: HclFolder): HclFolder["files"] {
  const inner = Object.values(folder.modules).flatMap((one) => (typeof one === "string" ? [] : filesOf(one)));
  return [...folder.files, ...inner];
}

/** Suppressions of a file: a list of `{rule, address, reason, until}` in JSON. */
export function suppressionsIn(file: string): readonly Suppression[] {
  const value = read(file);
  if (!Array.isArray(value)) throw auditError("AUDIT_SUPPRESSION", `${file}: it is no list`);
  return value.map((one, index) => {
    const { address, reason, rule, until } = asJson(one);
    return checked({ rule, address, reason, until }, `${file}: [${index}]`);
  });
}

function checked(given: Readonly<Record<keyof Suppression, unknown>>, where: string): Suppression {
  const { address, reason, rule, until } = given;
  if (typeof rule !== "string" || typeof reason !== "string" || reason.trim() === "")
    throw auditError("AUDIT_SUPPRESSION", `${where}: there is no reason`);
  if (!auditRules.some(({ id }) => id === rule))
    throw auditError("AUDIT_SUPPRESSION", `${where}: no rule is called ${rule}`);
  if (until !== undefined && (typeof until !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(until)))
    throw auditError("AUDIT_SUPPRESSION", `${where}: ${JSON.stringify(until)} is no day`);
  return {
    ...{ rule, reason },
    ...(typeof address === "string" && { address }),
    ...(typeof until === "string" && { until }),
  };
}

function read(file: string) {
  try {
    return parseJson(readRegular(file, { limit: 16 * 1024 * 1024 }).toString("utf8"));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw auditError("AUDIT_SUPPRESSION", error.message, undefined, { cause: error });
  }
}

/** What a baseline goes by: the line may move, and what is said may have other numbers in it. */
const keyOf = ({ address, attribute = "", rule }: AuditFinding) => `${rule} ${address} ${attribute}`;

export function baselineOf({ findings }: Pick<AuditResult, "findings">): string {
  return `${JSON.stringify({ version: 1, findings: findings.map(keyOf).sort() }, null, 2)}\n`;
}

/** The keys of a baseline's file. */
export function baselineIn(file: string): ReadonlySet<string> {
  const value = read(file);
  const findings = isMap(value) ? value.findings : undefined;
  if (!isList(findings)) throw auditError("AUDIT_SUPPRESSION", `${file}: it is no baseline`);
  return new Set(textsOf(findings));
}

/** The result without what was decided, and without what was there before; `today` as YYYY-MM-DD. */
export function withoutKnown(
  result: AuditResult,
  suppressions: readonly Suppression[],
  baseline: ReadonlySet<string>,
  today: string,
): JudgedResult {
  const reasonOf = ({ address, rule }: AuditFinding) =>
    suppressions.find(
      (one) =>
        one.rule === rule &&
        (one.address === undefined || one.address === address) &&
        (one.until === undefined || one.until >= today),
    )?.reason;
  const suppressed = result.findings.flatMap((one) => {
    const reason = reasonOf(one);
    return reason === undefined ? [] : [{ ...one, reason }];
  });
  const open = result.findings.filter((one) => reasonOf(one) === undefined);
  const findings = open.filter((one) => !baseline.has(keyOf(one)));
  return { ...result, findings, suppressed, known: open.length - findings.length };
}
