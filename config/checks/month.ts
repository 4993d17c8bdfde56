import { type ConfigFinding, reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  MONTH_RANGE: {
    severity: "error",
    rule: "What a month is like is no number below 0, and its shares are 0 to 1.",
    mend: "Write 0.9 for 90 %.",
  },
  BUDGET_RANGE: {
    severity: "error",
    rule: "A budget is what a month may cost, in US dollars: more than 0.",
    mend: "Write such a number, or leave it out.",
  },
} as const;

const report = reporter(rules);

/** What a month costs is reckoned with numbers that can be. */
export const monthCheck: ConfigCheck = {
  rules,
  find({ budget, month }) {
    const { visitors, ...numbers } = month;
    const shares = { hitRatio: month.hitRatio, changed: month.changed };
    const below = Object.entries(numbers).filter(([, value]) => value < 0);
    const above = Object.entries(shares).filter(([, value]) => value > 1);
    const wrong: ConfigFinding[] = [...below, ...above].map(([name, value]) =>
      report("MONTH_RANGE", ["month", name], value),
    );
    for (const [area, share] of Object.entries(visitors))
      if (share < 0 || share > 1) wrong.push(report("MONTH_RANGE", ["month", "visitors", area], share));
    if (budget !== undefined && budget <= 0) wrong.push(report("BUDGET_RANGE", ["budget"], budget));
    return wrong;
  },
};
