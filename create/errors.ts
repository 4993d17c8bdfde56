import { errorsOf, type Rules } from "../errors/rules";

/** What can be in the way of a new project. */
export const initRules = {
  INIT_FILE_EXISTS: {
    rule: "A new project overwrites nothing. What other tools have too is joined or left as it is: package.json, .gitignore, tsconfig.json, README.md, and pages.",
    mend: "Move these files away, or choose another folder. A project that has a site.config.ts already is one: npx outlast start.",
  },
  INIT_PACKAGE_UNREADABLE: {
    rule: "A package.json that is there is joined, so it has to be JSON, an object.",
    mend: "Mend it, or move it away.",
  },
  INIT_NO_FOLDER: {
    rule: "A project is made in a folder, which is made if it is not there.",
    mend: "Give the name of a folder in which you may write.",
  },
} satisfies Rules;

export const initError = errorsOf(initRules);
