import { domain, headers, many, record, rule, type SiteCase } from "./builders";

/** Headers that visitors get, and the names of the site. */
export const headerAndDomainCases: readonly SiteCase[] = [
  ["HSTS_PRELOAD_WITHOUT_SUBDOMAINS", "headers.hsts.includeSubDomains", headers({ hsts: { preload: true } })],
  [
    "HSTS_PRELOAD_UNDER_A_YEAR",
    "headers.hsts.maxAge",
    headers({ hsts: { preload: true, includeSubDomains: true, maxAge: "364d" } }),
  ],
  ["HSTS_MAX_AGE_TOO_LONG", "headers.hsts.maxAge", headers({ hsts: { maxAge: "69y" } })],
  ["CSP_TOO_LONG", "headers.contentSecurityPolicy", headers({ contentSecurityPolicy: "a".repeat(1784) })],
  ["HEADER_VALUE_EMPTY", "headers.permissionsPolicy", headers({ permissionsPolicy: " " })],
  ["HEADER_TOO_LONG", "headers.permissionsPolicy", headers({ permissionsPolicy: "a".repeat(1784) })],
  ["HEADER_TOO_LONG", 'headers.custom["X-A"]', headers({ custom: { "X-A": "a".repeat(1784) } })],
  [
    "HEADERS_TOO_LONG",
    "headers.custom",
    headers({
      custom: Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((n) => [`x-${n}`, n.repeat(1780)])),
    }),
  ],
  [
    "HEADERS_REMOVED_TOO_MANY",
    "headers.remove",
    headers({ remove: Array.from({ length: 11 }, (_, index) => `x-${index}`) }),
  ],
  ["HEADERS_CUSTOM_TOO_MANY", "headers.custom", headers({ custom: record(10) })],
  ["HEADER_NAME_INVALID", 'headers.custom["x y"]', headers({ custom: { "x y": "1" } })],
  ["HEADER_NAME_TWICE", 'headers.custom["x-a"]', headers({ custom: { "X-A": "1", "x-a": "2" } })],
  ["HEADER_VALUE_INVALID", 'headers.custom["x-a"]', headers({ custom: { "x-a": "1\r\nx-b: 2" } })],
  ["HEADER_NOT_SETTABLE", "headers.custom.via", headers({ custom: { via: "me" } })],
  ["HEADER_NOT_REMOVABLE", "headers.remove[0]", headers({ remove: ["Content-Length"] })],
  [
    "HEADER_HAS_OWN_KEY",
    'headers.custom["X-Frame-Options"]',
    headers({ custom: { "X-Frame-Options": "DENY" } }),
  ],
  [
    "HEADER_KEEPS_ANSWERS",
    'headers.custom["Cache-Control"]',
    headers({ custom: { "Cache-Control": "max-age=60" } }),
  ],
  ["HEADER_KEEPS_ANSWERS", "headers.remove[0]", headers({ remove: ["cache-control"] })],
  [
    "HEADER_KEEPS_ANSWERS",
    'headers.rules[0].set["Cache-Control"]',
    rule({ path: "/assets/*", set: { "Cache-Control": "public, max-age=31536000, immutable" } }),
  ],
  ["HEADER_KEEPS_ANSWERS", "headers.rules[0].remove[0]", rule({ remove: ["Cache-Control"] })],
  ["HEADER_NAME_FORBIDDEN", 'headers.rules[0].set["X-Cache"]', rule({ set: { "X-Cache": "1" } })],
  [
    "HEADER_RULE_NEVER_RUNS",
    "headers.rules[0].status",
    headers({ runtime: "cloudfront-function", rules: [{ status: "4xx", set: { "x-a": "1" } }] }),
  ],
  ["HEADER_RULE_WITHOUT_EFFECT", "headers.rules[0]", rule({ set: {} })],
  [
    "HEADER_RULE_SET_COOKIE",
    "headers.rules[0]",
    headers({ runtime: "cloudfront-function", rules: [{ set: { "Set-Cookie": "a=b" } }] }),
  ],
  [
    "HEADER_RULE_REMOVES_FLOOR",
    "headers.rules[0].remove[0]",
    headers({ rules: [{ remove: ["X-Frame-Options"] }] }),
  ],
  [
    "HEADER_RULE_PREFLIGHT",
    'headers.rules[0].set["Access-Control-Allow-Headers"]',
    rule({ set: { "Access-Control-Allow-Headers": "x-a" } }),
  ],
  ["HEADER_RULE_STATUS", "headers.rules[0].status", rule({ status: 99 })],
  [
    "HEADER_RULE_CONTENT_TYPE",
    "headers.rules[0].contentType",
    rule({ contentType: "text/html; charset=utf-8" }),
  ],
  ["DOMAIN_NAME_INVALID", "domain.name", domain({ name: "https://www.example.com" })],
  ["DOMAIN_WILDCARD", "domain.name", domain({ name: "*.example.com" })],
  ["DOMAIN_NAME_TOO_LONG", "domain.name", domain({ name: `${"a".repeat(60)}.example.com` })],
  ["DOMAIN_OUTSIDE_ZONE", "domain.name", domain({ name: "www.example.org" })],
  ["DOMAIN_MAIN_IS_ALIAS", "domain.aliases[0]", domain({ aliases: ["www.example.com"] })],
  ["DOMAIN_NAME_TWICE", "domain.aliases[1]", domain({ aliases: ["a.example.com", "a.example.com"] })],
  [
    "DOMAIN_TOO_MANY_NAMES",
    "domain.aliases",
    domain({ aliases: many(100, (index) => `n${index}.example.com`) }),
  ],
  [
    "DOMAIN_MORE_THAN_10_NAMES",
    "domain.aliases",
    domain({ aliases: many(10, (index) => `n${index}.example.com`) }),
  ],
  ["ZONE_ID_INVALID", "domain.zone.id", domain({ zone: { id: "/hostedzone/Z1", name: "example.com" } })],
];
