import { errorsOf, type Rules } from "../../errors/rules";

/** What the tightest policy asks of a folder. */
export const cspRules = {
  CSP_NO_PAGES: {
    rule: "A policy is made of what HTML pages ask for: the folder has at least one.",
    mend: "Build the site first, or name its folder: outlast csp dist, for instance.",
  },
} satisfies Rules;

export const cspError = errorsOf(cspRules);
