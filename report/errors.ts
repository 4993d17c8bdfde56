import { errorsOf, type Rules } from "../errors/rules";

export const reportRules = {
  DRILL_RESULT_UNREADABLE: {
    rule: "A result of a drill is the JSON that `outlast drill --json` prints, whole and as it was printed.",
    mend: "Make it anew with `outlast drill --json`, or name another file.",
  },
  DRILL_RESULT_VERSION: {
    rule: "A result says with which version it was written; those of every outlast until this one are read.",
    mend: "Read it with the outlast that wrote it, or a newer one.",
  },
  DRILL_RESULT_SCENARIO: {
    rule: "A result that was kept has the scenarios that ran then.",
    mend: "Name one that it has, or none for all of them.",
  },
  DRILL_REPORT_UNWRITABLE: {
    rule: "What a verb reports goes where the one who runs it may write; of a drill's files, the folder is there already.",
    mend: "Make the folder, or name another one.",
  },
} as const satisfies Rules;

/** Makes the errors of reading results. */
export const reportError = errorsOf(reportRules);
