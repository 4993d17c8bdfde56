import { exitCodes } from "../errors/exit-codes";
import { errorsOf, type Rules } from "../errors/rules";

/** What the verbs ask of their command line, of their files and of whoever sits at the terminal. */
export const cliRules = {
  USAGE: {
    rule: "The verb, its options and their values are among those that --help lists; every wrong number is listed at once.",
    mend: "npx outlast <verb> --help lists what it takes.",
  },
  NOT_CONFIRMED: {
    rule: "What cannot be taken back is confirmed on a terminal.",
    mend: "Give --yes.",
  },
  RELEASE_INTERRUPTED: {
    rule: "A release goes to its end, unless Ctrl-C, SIGTERM or the terminal's end stops it: what is under way ends, then the lock is given back.",
    mend: "Run it again: it goes on from what the bucket holds.",
    exit: exitCodes.toolFailed,
  },
  OUTLAST_FAULT: {
    rule: "What can go wrong has a code of its own. What nobody foresaw is a fault of outlast.",
    mend: "Run it again with OUTLAST_DEBUG=1, which prints where it happened, and report it with that.",
    exit: exitCodes.toolFailed,
  },
} satisfies Rules;

export const cliError = errorsOf(cliRules);
