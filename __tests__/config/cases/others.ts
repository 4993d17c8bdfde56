import { distribution, record, type SiteCase, tags } from "./builders";

/** Error pages, the distribution, monitoring, what is promised and paid, and tags. */
export const otherCases: readonly SiteCase[] = [
  ["ERROR_PAGE_PATH", "errorPages.notFound", { errorPages: { notFound: "404.html" } }],
  ["SPA_NOT_FOUND_IS_INDEX", "errorPages.notFound", { urls: "spa", errorPages: { notFound: "/index.html" } }],
  ["ERROR_TTL_TOO_LONG", "errorPages.serverErrorTtl", { errorPages: { serverErrorTtl: "2m" } }],
  [
    "GEO_CODE_UNKNOWN",
    "distribution.geoRestriction.locations[0]",
    distribution({ geoRestriction: { type: "whitelist", locations: ["UK"] } }),
  ],
  [
    "GEO_CODE_TWICE",
    "distribution.geoRestriction.locations[1]",
    distribution({ geoRestriction: { type: "whitelist", locations: ["DE", "DE"] } }),
  ],
  [
    "WEB_ACL_ARN_INVALID",
    "distribution.webAclArn",
    distribution({ webAclArn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b" }),
  ],
  [
    "ACCESS_LOGS_REGION",
    "distribution.accessLogs",
    { regions: { primary: "eu-central-2", replica: "eu-west-1" }, ...distribution({ accessLogs: {} }) },
  ],
  ["ACCESS_LOGS_PREFIX", "distribution.accessLogs.prefix", distribution({ accessLogs: { prefix: "/logs" } })],
  [
    "ACCESS_LOGS_PREFIX_MISSING",
    "distribution.accessLogs.prefix",
    distribution({ accessLogs: { prefix: "/", format: "json" } }),
  ],
  [
    "ACCESS_LOGS_ATHENA",
    "distribution.accessLogs.athena",
    distribution({ accessLogs: { prefix: "athena-answers/logs", format: "json", athena: true } }),
  ],
  ["EMAIL_INVALID", "monitoring.email", { monitoring: { email: "me" } }],
  ["EMAIL_UNUSED", "monitoring.email", { monitoring: { email: "me@example.com", alarms: false } }],
  ["ERROR_RATE_THRESHOLD", "monitoring.errorRateThreshold", { monitoring: { errorRateThreshold: 0 } }],
  ["VISITORS_SHARES", "visitors.edgeLocations[1]", { visitors: { edgeLocations: [1, 0] } }],
  ["OBJECTIVE_RANGE", "objectives.availability.region", { objectives: { availability: { region: 99.9 } } }],
  ["MONTH_RANGE", "month.hitRatio", { month: { hitRatio: 90 } }],
  ["BUDGET_RANGE", "budget", { budget: 0 }],
  ["TAG_KEY_INVALID", 'tags["a!"]', tags({ "a!": "1" })],
  ["TAG_VALUE_INVALID", "tags.a", tags({ a: "!" })],
  ["TAG_KEY_RESERVED", 'tags["aws:a"]', tags({ "aws:a": "1" })],
  ["TAG_KEY_RESERVED", 'tags["outlast:site"]', tags({ "outlast:site": "other" })],
  ["TAG_KEY_RESERVED", 'tags["Outlast:Site"]', tags({ "Outlast:Site": "other" })],
  ["TAG_KEYS_ALIKE", "tags.Team", tags({ team: "web", Team: "web" })],
  ["TAGS_TOO_MANY", "tags", tags(record(49))],
];
