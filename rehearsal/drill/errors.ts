import { errorsOf, type Rules } from "../../errors/rules";

/** What a drill asks of its scenarios and of the site. */
export const drillRules = {
  DRILL_FILE: {
    rule: "A scenario is a file of drills/: JSON, or TypeScript whose default export is one.",
    mend: "Mend what the message says, or take the file out of drills/.",
  },
  DRILL_SCENARIO: {
    rule: "A scenario has the keys of docs/drills.md, each with a value that it takes.",
    mend: "Correct the key that is named; docs/drills.md has them all.",
  },
  DRILL_TIMELINE: {
    rule: "The steps of a timeline come in the order of time, and the scenario outlasts them.",
    mend: "Sort the steps by `at`, or make the scenario's `duration` longer.",
  },
  DRILL_FAULT: {
    rule: "A step breaks something that a site has, in a way that it can break.",
    mend: "docs/drills.md has every target and fault.",
  },
  DRILL_TARGET: {
    rule: "A target is a part of the site that is drilled: `primary`, `replica`, or the name of a bucket or region of it.",
    mend: "Name one of those that the message lists.",
  },
  DRILL_TRAFFIC: {
    rule: "Somebody has to come for anything to be seen: the site has a page, and visitors come while the scenario lasts.",
    mend: "Build the site, or give the scenario more visits or a longer duration.",
  },
  DRILL_NAME: {
    rule: "A scenario's name is its own, and that of its file.",
    mend: "`npx outlast drill --list` has them all.",
  },
  DRILL_SEED: {
    rule: "A seed is a text of up to 100 letters, digits, dots, dashes or underscores.",
    mend: "Give one such as --seed 2026-11-29.",
  },
} satisfies Rules;

export const drillError = errorsOf(drillRules);
export type DrillCode = keyof typeof drillRules;
