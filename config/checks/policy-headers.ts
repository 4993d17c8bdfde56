import { isForbiddenToPolicy } from "../../facts/cloudfront/forbidden-headers";
import { headersPolicyLimits } from "../../facts/cloudfront/limits";
import { headerMatcher } from "../../facts/http/header-matcher";
import { type ConfigFinding, type Path, reporter } from "../problem";
import { safeNamedValue } from "../safe-value";
import type { SiteConfig } from "../schema";
import { type ConfigCheck, repeats } from "./check";
import { isHeaderName, isHeaderValue } from "./header-names";

type Headers = SiteConfig["headers"];

const year = 31_536_000;
const { contentSecurityPolicy: longestCsp, custom: mostCustomHeaders } = headersPolicyLimits;
const longestHsts = 2_147_483_647;

/** Headers that a policy sets through elements of its own, never as custom headers. */
const hasOwnKey = headerMatcher([
  "access-control-*",
  "content-security-policy",
  "permissions-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
  "x-xss-protection",
]);

const rules = {
  HSTS_PRELOAD_WITHOUT_SUBDOMAINS: {
    severity: "error",
    rule: "Browsers' preload lists take a domain only with all of its subdomains.",
    mend: "Set includeSubDomains to true if every subdomain is served over HTTPS, or remove preload.",
  },
  HSTS_PRELOAD_UNDER_A_YEAR: {
    severity: "error",
    rule: "Browsers' preload lists ask for a maxAge of at least a year.",
    mend: 'Set maxAge to "1y" or more, or remove preload.',
  },
  HSTS_MAX_AGE_TOO_LONG: {
    severity: "error",
    rule: "CloudFront counts HSTS's maxAge in seconds up to 2,147,483,647, which is 68 years.",
    mend: 'Choose a shorter duration; "2y" is usual.',
  },
  CSP_TOO_LONG: {
    severity: "error",
    rule: "A response headers policy takes a Content-Security-Policy of up to 1,783 characters.",
    mend: "Shorten it, or set contentSecurityPolicy to false and set the header by a rule.",
  },
  HEADER_VALUE_EMPTY: {
    severity: "error",
    rule: "This header means nothing without a value.",
    mend: "Give a value, or false to leave the header out.",
  },
  HEADERS_CUSTOM_TOO_MANY: {
    severity: "error",
    rule: "A response headers policy holds at most 10 custom headers, and permissionsPolicy is one of them.",
    mend: "Move some into headers.rules.",
  },
  HEADER_NAME_INVALID: {
    severity: "error",
    rule: "A header name consists of letters, digits and !#$%&'+-.^_`|~.",
    mend: "Correct the name.",
  },
  HEADER_NAME_TWICE: {
    severity: "error",
    rule: "Case does not count in header names: each one is set or removed once.",
    mend: "Remove the second one.",
  },
  HEADER_VALUE_INVALID: {
    severity: "error",
    rule: "A header value consists of visible ASCII characters, spaces and tabs: a line break would begin a header of its own.",
    mend: "Remove line breaks, control characters and anything beyond ASCII.",
  },
  HEADER_NOT_SETTABLE: {
    severity: "error",
    rule: "CloudFront writes this header itself, and refuses it in a response headers policy.",
    mend: "Remove the header.",
  },
  HEADER_NOT_REMOVABLE: {
    severity: "error",
    rule: "CloudFront does not let a response headers policy take this header away.",
    mend: "Remove the name.",
  },
  HEADER_HAS_OWN_KEY: {
    severity: "error",
    rule: "A response headers policy takes security and CORS headers in elements of their own, and refuses them among the custom headers.",
    mend: "Use the key of headers that is named after it, or a rule in headers.rules.",
  },
} as const;

const report = reporter(rules);

/** Findings about header names and values that the policy and the rules have in common. */
export function fieldFindings(set: Readonly<Record<string, string>>, remove: readonly string[], path: Path) {
  const found: ConfigFinding[] = [];
  const names = Object.keys(set);
  for (const [name, value] of Object.entries(set)) {
    const at = [...path, name];
    if (!isHeaderName(name)) found.push(report("HEADER_NAME_INVALID", at, name));
    if (!isHeaderValue(value)) found.push(report("HEADER_VALUE_INVALID", at, safeNamedValue(name, value)));
  }
  for (const index of repeats(names, lower)) {
    found.push(report("HEADER_NAME_TWICE", [...path, names[index] ?? ""], names[index]));
  }
  const removePath = [...path.slice(0, -1), "remove"];
  remove.forEach((name, index) => {
    if (!isHeaderName(name)) found.push(report("HEADER_NAME_INVALID", [...removePath, index], name));
  });
  for (const index of repeats(remove, lower)) {
    found.push(report("HEADER_NAME_TWICE", [...removePath, index], remove[index]));
  }
  return found;
}

function lower(name: string): string {
  return name.toLowerCase();
}

/** The response headers policy (CloudFront guide, Response headers policies; hstspreload.org). */
export const policyHeadersCheck: ConfigCheck = {
  rules,
  find({ headers }) {
    return [
      ...hstsFindings(headers.hsts),
      ...ownValueFindings(headers, "contentSecurityPolicy"),
      ...ownValueFindings(headers, "permissionsPolicy"),
      ...cspLengthFindings(headers.contentSecurityPolicy),
      ...fieldFindings(headers.custom, headers.remove, ["headers", "custom"]),
      ...refusedFindings(headers),
    ];
  },
};

function hstsFindings(hsts: Headers["hsts"]): ConfigFinding[] {
  if (!hsts) return [];
  const found: ConfigFinding[] = [];
  const path = ["headers", "hsts"];
  if (hsts.maxAge > longestHsts) {
    found.push(report("HSTS_MAX_AGE_TOO_LONG", [...path, "maxAge"], hsts.maxAge));
  }
  if (!hsts.preload) return found;
  if (!hsts.includeSubDomains) {
    found.push(report("HSTS_PRELOAD_WITHOUT_SUBDOMAINS", [...path, "includeSubDomains"], false));
  }
  if (hsts.maxAge < year) found.push(report("HSTS_PRELOAD_UNDER_A_YEAR", [...path, "maxAge"], hsts.maxAge));
  return found;
}

function ownValueFindings(
  headers: Headers,
  key: "contentSecurityPolicy" | "permissionsPolicy",
): ConfigFinding[] {
  const value = headers[key];
  if (value === false) return [];
  if (value.trim() === "") return [report("HEADER_VALUE_EMPTY", ["headers", key], value)];
  return isHeaderValue(value) ? [] : [report("HEADER_VALUE_INVALID", ["headers", key], value)];
}

function cspLengthFindings(csp: string | false): ConfigFinding[] {
  if (csp === false || csp.length <= longestCsp) return [];
  return [report("CSP_TOO_LONG", ["headers", "contentSecurityPolicy"], csp)];
}

function refusedFindings({ custom, permissionsPolicy, remove }: Headers): ConfigFinding[] {
  const found: ConfigFinding[] = [];
  const names = Object.keys(custom);
  for (const name of names) {
    const path = ["headers", "custom", name];
    if (hasOwnKey(name)) found.push(report("HEADER_HAS_OWN_KEY", path, name));
    if (isForbiddenToPolicy(name)) found.push(report("HEADER_NOT_SETTABLE", path, name));
  }
  remove.forEach((name, index) => {
    if (isForbiddenToPolicy(name))
      found.push(report("HEADER_NOT_REMOVABLE", ["headers", "remove", index], name));
  });
  const count = names.length + (permissionsPolicy === false ? 0 : 1);
  if (count > mostCustomHeaders) {
    found.push(report("HEADERS_CUSTOM_TOO_MANY", ["headers", "custom"], `${count} headers`));
  }
  return found;
}
