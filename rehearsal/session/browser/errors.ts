import { exitCodes } from "../../../errors/exit-codes";
import { errorsOf, type Rules } from "../../../errors/rules";

/** What a browser is needed for, and what may be missing of it. */
export const browserRules = {
  CSP_NO_PLAYWRIGHT: {
    exit: exitCodes.toolFailed,
    rule: "A browser is driven by playwright-core, which may be left out of an installation.",
    mend: "npm install playwright-core, or leave out --browser.",
  },
  CSP_NO_BROWSER: {
    exit: exitCodes.toolFailed,
    rule: "Pages are loaded in a Chromium or Chrome of this machine.",
    mend: "Install one (Debian: apt-get install chromium), name it with --chromium <file> or OUTLAST_CHROMIUM, or leave out --browser.",
  },
} satisfies Rules;

export const browserError = errorsOf(browserRules);
