import { errorsOf, type Rules } from "../errors/rules";

/** How the project is found and read, and how its sites and stacks are named. */
export const projectRules = {
  PROJECT_NOT_FOUND: {
    rule: "A verb is about the project of the nearest site.config.ts, from where it is called upwards.",
    mend: "Call it in a folder of the project, name the config with --config <file>, or make a project with `npx outlast init`.",
  },
  PROJECT_FILE_UNREADABLE: {
    rule: "site.config.ts, and what it imports, is TypeScript or JavaScript that imports what is there.",
    mend: "Correct the line.",
  },
  PROJECT_FILE_THROWS: {
    rule: "site.config.ts is run to read it: what it, or what it imports, throws ends every verb that reads it.",
    mend: "Mend the line.",
  },
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
