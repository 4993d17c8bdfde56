import { type ConfigFinding, reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  OBJECTIVE_RANGE: {
    severity: "error",
    rule: "An objective for availability is a share from 0 to 1, and one for wrong answers is no less than 0.",
    mend: "Write 0.999 for 99.9 %.",
  },
  VISITORS_SHARES: {
    severity: "error",
    rule: "A drill has 1 to 50 edge locations, each with a share above 0 of the visitors; their sum is everybody.",
    mend: "Write one share for each location, such as [0.6, 0.4].",
  },
} as const;

const report = reporter(rules);

/** What drills hold an outage to, and who comes meanwhile. */
export const objectivesCheck: ConfigCheck = {
  rules,
  find({ objectives: { availability, wrongAnswers }, visitors: { edgeLocations } }) {
    const found: ConfigFinding[] = [];
    if (edgeLocations.length === 0 || edgeLocations.length > 50)
      found.push(report("VISITORS_SHARES", ["visitors", "edgeLocations"], edgeLocations.length));
    for (const [at, share] of edgeLocations.entries())
      if (share <= 0) found.push(report("VISITORS_SHARES", ["visitors", "edgeLocations", at], share));
    for (const [name, share] of Object.entries(availability))
      if (share < 0 || share > 1)
        found.push(report("OBJECTIVE_RANGE", ["objectives", "availability", name], share));
    if (wrongAnswers < 0) found.push(report("OBJECTIVE_RANGE", ["objectives", "wrongAnswers"], wrongAnswers));
    return found;
  },
};
