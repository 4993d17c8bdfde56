import { BudgetError } from "../../terraform/expression/budget";
import { withoutStandIns } from "../../terraform/expression/stand-in";
import { ExpressionError } from "../../terraform/expression/syntax";
import { auditRules } from "./index";
import { Judged, NotKnown } from "./judged";
import type { AuditRule, Stated } from "./rule";
import type { AuditedSite } from "./site";

/** What is broken in a resource by a rule. */
export interface Broken extends Stated {
  readonly rule: AuditRule;
  readonly address: string;
}

/** A verdict that only a plan or a state could give. */
export interface Undecided extends Pick<NotKnown, "address" | "attribute" | "why"> {
  readonly rule: AuditRule;
}

export interface Verdicts {
  readonly broken: readonly Broken[];
  readonly undecided: readonly Undecided[];
}

/** Judges all of a site by every rule, whether it is there or a plan would make it. */
export function judgeSite(site: AuditedSite, rules: readonly AuditRule[] = auditRules): Verdicts {
  const broken: Broken[] = [];
  const undecided: Undecided[] = [];
  for (const rule of rules)
    for (const part of subjectsOf(rule, site)) {
      try {
        const stated = rule.judge(part, site) ?? [];
        for (const one of Array.isArray(stated) ? stated : [stated])
          broken.push({ ...one, says: withoutStandIns(one.says), rule, address: part.address });
      } catch (error) {
        undecided.push({ rule, ...notKnown(error, part) });
      }
    }
  return { broken, undecided };
}

function subjectsOf({ types }: AuditRule, site: AuditedSite): readonly Judged[] {
  const { backend } = site;
  const state =
    types.includes("backend") && backend?.type === "s3"
      ? [new Judged("backend.s3", "backend", (name) => backend.settings[name])]
      : [];
  return [...types.flatMap((type) => site.all(type)), ...state];
}

/** What stands in a rule's way that is no fault of this program. */
function notKnown(error: unknown, part: Judged): Pick<NotKnown, "address" | "attribute" | "why"> {
  if (error instanceof NotKnown) {
    const { address, attribute, why } = error;
    return { address, attribute, why };
  }
  if (error instanceof ExpressionError || error instanceof BudgetError)
    return { address: part.address, attribute: "", why: error.message };
  throw error;
}
