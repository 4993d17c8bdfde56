import { errorsOf, type Rules } from "../errors/rules";

/** How the project's sites and stacks are named. */
export const projectRules = {
  SITE_NOT_CHOSEN: {
    rule: "A verb is about one site, and the project has several.",
    mend: "Choose one with --site <name>.",
  },
  SITE_UNKNOWN: {
    rule: "--site names one of the project's sites.",
    mend: "Choose one of those that the message lists.",
  },
  STACK_UNKNOWN: {
    rule: "A stack is one of the project's: a site's name, or `state`.",
    mend: "Choose one of those that the message names.",
  },
} satisfies Rules;

export const projectError = errorsOf(projectRules);
