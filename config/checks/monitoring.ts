import { type ConfigFinding, reporter } from "../problem";
import type { ConfigCheck } from "./check";

const rules = {
  EMAIL_INVALID: {
    severity: "error",
    rule: "SNS sends its confirmation to one e-mail address.",
    mend: 'Write it as "name@example.com".',
  },
  EMAIL_UNUSED: {
    severity: "error",
    rule: "Alarms are all that is sent to this address.",
    mend: "Turn monitoring.alarms on, or remove the address.",
  },
  ERROR_RATE_THRESHOLD: {
    severity: "error",
    rule: "The threshold is a percentage of all answers: more than 0, at most 100.",
    mend: "Choose such a number; 1 is the default.",
  },
} as const;

const report = reporter(rules);

/** Who is told, and when. */
export const monitoringCheck: ConfigCheck = {
  rules,
  find({ monitoring: { alarms, email, errorRateThreshold } }) {
    const found: ConfigFinding[] = [];
    if (email !== undefined && !/^[^\s@,;<>()"]{1,64}@([a-z0-9-]+\.)+[a-z0-9-]{2,}$/i.test(email)) {
      found.push(report("EMAIL_INVALID", ["monitoring", "email"], email));
    }
    if (email !== undefined && !alarms) found.push(report("EMAIL_UNUSED", ["monitoring", "email"], email));
    if (errorRateThreshold <= 0 || errorRateThreshold > 100) {
      found.push(report("ERROR_RATE_THRESHOLD", ["monitoring", "errorRateThreshold"], errorRateThreshold));
    }
    return found;
  },
};
