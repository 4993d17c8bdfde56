import { type ConfigFinding, reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  OBJECTIVE_RANGE: {
    severity: "error",
    rule: "An objective for availability is a share from 0 to 1, and one for wrong answers is no less than 0.",
    mend: "Write 0.999 for 99.9 %.",
  },
} as const;

const report = reporter(rules);

/** What drills hold an outage to. */
export const objectivesCheck: ConfigCheck = {
  rules,
  find({ objectives: { availability, wrongAnswers } }) {
    const found: ConfigFinding[] = [];
    for (const [name, share] of Object.entries(availability))
      if (share < 0 || share > 1)
        found.push(report("OBJECTIVE_RANGE", ["objectives", "availability", name], share));
    if (wrongAnswers < 0) found.push(report("OBJECTIVE_RANGE", ["objectives", "wrongAnswers"], wrongAnswers));
    return found;
  },
};
