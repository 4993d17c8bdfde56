/** What a request is counted as: one list for whoever reads bytes, and for SQL. */

/** Words of a user agent, in any case, that say of which kind it is; the first kind that has one of its words. */
export const agentWords = {
  bot: ["bot", "crawl", "spider", "slurp", "curl", "wget", "python", "monitor", "health"],
  tablet: ["ipad", "tablet"],
  mobile: ["mobile", "iphone", "android"],
} as const;

/** Whoever has no such word. */
export const otherDevice = "desktop";

export const deviceKinds = ["bot", otherDevice, "mobile", "tablet"] as const;

const patterns = Object.entries(agentWords).map(
  ([kind, words]) =>
    [(deviceKinds as readonly string[]).indexOf(kind), new RegExp(words.join("|"), "i")] as const,
);
const other = deviceKinds.indexOf(otherDevice);

/** Where among the kinds of devices an agent is, as it says of itself; logs write spaces as %20. */
export function deviceOf(agent: string): number {
  return patterns.find(([, pattern]) => pattern.test(agent))?.[0] ?? other;
}

/** What a content type begins with whose answer is a page. */
export const pageType = "text/html";

/** Where a log has no content type: a last segment without an extension, or that of HTML. As JavaScript, RE2 and Java read it alike. */
export const pagePath = "(/[^./]*|[.]html?)$";

/** What a path is of: pages are what somebody opens, assets what belongs to them. */
export const pathClasses = ["page", "asset"] as const;

export const pageName = new RegExp(pagePath);

/** By its name alone, since a profile has no content type of a path. */
export function classOf(path: string): (typeof pathClasses)[number] {
  return pageName.test(path) ? "page" : "asset";
}

/** Statuses by their first digit; 000 is a visitor who left before there was an answer. */
export const statusKinds = ["000", "1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Results of the edge that CloudFront answered itself. */
export const hitResults = ["Hit", "RefreshHit"] as const;

/** No answer has a terabyte: what says so would make sums of it that are no numbers. */
export const mostDigits = 12;
