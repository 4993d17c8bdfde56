/** One config for each code that the checks know: an input that breaks the rule. The base config breaks none. */
export const base = { name: "demo", regions: { primary: "eu-central-1", replica: "eu-west-1" } };

const zone = { name: "example.com" };
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const record = (count: number) => Object.fromEntries(many(count, (index) => [`x-${index}`, "1"]));
const failover = (change: object) => ({ failover: change });
const headers = (change: object) => ({ headers: change });
const rule = (change: object) => headers({ rules: [{ set: { "x-a": "1" }, ...change }] });
const cached = (...paths: string[]) => ({
  cache: { paths: paths.map((path) => ({ path, mode: "immutable" })) },
});
const lifetime = (change: object) => ({ cache: { default: { mode: "edge", ttl: "1m", ...change } } });
const key = (change: object) => ({ cache: { default: { mode: "origin", ...change } } });
const domain = (change: object) => ({ domain: { name: "www.example.com", zone, ...change } });
const redirect = (from: string, to: string, more = {}) => ({ from, to, ...more });
const redirects = (...list: object[]) => ({ redirects: list });
const distribution = (change: object) => ({ distribution: change });
const tags = (change: object) => ({ tags: change });

const api = { url: "https://api.example.com" };
/** One server with one path that leads to it. */
const server = (origin: object, path: object = {}, more: object = {}) => ({
  origins: { api: { ...api, ...origin } },
  paths: [{ path: "/api/*", origin: "api", ...path }],
  ...more,
});
const functionUrl = "https://abc123.lambda-url.eu-central-1.on.aws";
const lambdaFunctionArn = "arn:aws:lambda:eu-central-1:111122223333:function:api";

/** Code, the path that is named, and what is added to the base. */
export const siteCases: readonly (readonly [code: string, path: string, change: object])[] = [
  ["CONFIG_MISSING", "regions.replica", { regions: { primary: "eu-central-1" } }],
  ["CONFIG_UNKNOWN_KEY", "failovr", { failovr: {} }],
  ["CONFIG_TYPE", "failover.connectionAttempts", failover({ connectionAttempts: "2" })],
  ["CONFIG_CHOICE", "urls", { urls: "folder" }],
  ["CONFIG_DURATION", "failover.readTimeout", failover({ readTimeout: "5 seconds" })],
  ["REGIONS_MORE_THAN_TWO", "regions.third", { regions: { ...base.regions, third: "eu-west-2" } }],
  ["NAME_INVALID", "name", { name: "My_Site" }],
  ["NAME_RESERVED", "name", { name: "state" }],
  ["BUCKET_NAME_INVALID", "bucketSuffix", { bucketSuffix: "a.b" }],
  ["REGION_UNKNOWN", "regions.primary", { regions: { primary: "eu-centrl-1", replica: "eu-west-1" } }],
  ["REGIONS_EQUAL", "regions.replica", { regions: { primary: "eu-west-1", replica: "eu-west-1" } }],
  ["REGION_US_EAST_1", "regions.replica", { regions: { primary: "eu-west-1", replica: "us-east-1" } }],
  ["FAILOVER_CODES_EMPTY", "failover.statusCodes", failover({ statusCodes: [] })],
  ["FAILOVER_CODE_UNKNOWN", "failover.statusCodes[2]", failover({ statusCodes: [503, 504, 418] })],
  ["FAILOVER_CODE_TWICE", "failover.statusCodes[2]", failover({ statusCodes: [503, 504, 503] })],
  ["FAILOVER_CODES_WITHOUT_503", "failover.statusCodes", failover({ statusCodes: [500, 504] })],
  ["FAILOVER_CODES_WITHOUT_504", "failover.statusCodes", failover({ statusCodes: [500, 503] })],
  ["FAILOVER_CODE_404", "failover.statusCodes[0]", failover({ statusCodes: [404, 503, 504] })],
  ["FAILOVER_CONNECTION_ATTEMPTS", "failover.connectionAttempts", failover({ connectionAttempts: 4 })],
  ["FAILOVER_CONNECTION_TIMEOUT", "failover.connectionTimeout", failover({ connectionTimeout: "11s" })],
  ["FAILOVER_READ_TIMEOUT", "failover.readTimeout", failover({ readTimeout: "3m" })],
  ["FAILOVER_AUTOMATIC_LIMIT", "failover.automatic.period", failover({ automatic: { period: "90s" } })],
  ["CACHE_TTL_ZERO", "cache.default.ttl", lifetime({ ttl: "0s" })],
  ["CACHE_TTL_OUT_OF_ORDER", "cache.default.maxTtl", lifetime({ maxTtl: "1m" })],
  ["CACHE_STALE_WITHOUT_ROOM", "cache.default.staleIfError", lifetime({ maxTtl: "1d" })],
  ["CACHE_TTL_TOO_LONG", "cache.default.maxTtl", lifetime({ maxTtl: "101y" })],
  ["CACHE_KEY_HEADER_REFUSED", "cache.default.headers[0]", key({ headers: ["Host"] })],
  ["CACHE_KEY_NAME_INVALID", "cache.default.queryStrings[0]", key({ queryStrings: ["a*"] })],
  ["CACHE_KEY_NAME_TWICE", "cache.default.headers[1]", key({ headers: ["Origin", "origin"] })],
  ["CACHE_KEY_TOO_MANY", "cache.default.cookies", key({ cookies: many(11, (index) => `c${index}`) })],
  ["PATH_PATTERN_EMPTY", "cache.paths[0].path", cached("")],
  ["PATH_PATTERN_TOO_LONG", "cache.paths[0].path", cached(`/${"a".repeat(255)}`)],
  ["PATH_PATTERN_CHARACTERS", "headers.rules[0].path", rule({ path: "/ü/*" })],
  ["PATH_PATTERN_TWICE", "cache.paths[1].path", cached("/a/*", "a/*")],
  ["PATH_PATTERN_SHADOWED", "cache.paths[1].path", cached("/a/*", "/a/b*")],
  ["PATH_PATTERN_RESERVED", "cache.paths[0].path", cached("/.well-known/outlast/primary")],
  ["CACHE_PATHS_TOO_MANY", "cache.paths", cached(...many(73, (index) => `/p${index}/*`))],
  ["CACHE_DEFAULT_UNREACHABLE", "cache.paths[0].path", cached("/*")],
  ["PATH_PATTERN_TWICE", "cache.paths[0].path", server({}, {}, cached("/api/*"))],
  ["PATH_PATTERN_SHADOWED", "cache.paths[0].path", server({}, {}, cached("/api/v1/*"))],
  ["PATH_PATTERN_RESERVED", "paths[0].path", server({}, { path: "/.well-known/outlast/*" })],
  ["CACHE_TTL_OUT_OF_ORDER", "paths[0].cache.maxTtl", server({}, { cache: { ttl: "1h", maxTtl: "1m" } })],
  ["CACHE_KEY_HEADER_REFUSED", "paths[0].cache.headers[0]", server({}, { cache: { headers: ["Cookie"] } })],
  [
    "CACHE_KEY_HEADER_REFUSED",
    "paths[0].forward.headers[0]",
    server({}, { forward: { headers: ["Authorization"] } }),
  ],
  [
    "ORIGIN_NAME_INVALID",
    "origins.primary",
    { origins: { primary: api }, paths: [{ path: "/api/*", origin: "primary" }] },
  ],
  [
    "ORIGIN_NAME_INVALID",
    'origins["api-failover"]',
    {
      origins: { api: { ...api, failover: "https://api2.example.com" }, "api-failover": api },
      paths: [
        { path: "/a/*", origin: "api" },
        { path: "/b/*", origin: "api-failover" },
      ],
    },
  ],
  ...[
    "https://api.example.com/v1",
    "https://me:pw@api.example.com",
    "https://192.0.2.1",
    "https://[::1]",
    "api.example.com",
    "https://api",
    "https://API.example.com",
    "https://api.example.com?x=1",
    "ftp://api.example.com",
  ].map((url) => ["ORIGIN_URL_INVALID", "origins.api.url", server({ url })] as const),
  ["ORIGIN_URL_INVALID", "origins.api.failover", server({ failover: "https://10.0.0.1" })],
  ["ORIGIN_URL_PORT", "origins.api.url", server({ url: "https://api.example.com:444" })],
  ["ORIGIN_URL_HTTP", "origins.api.url", server({ url: "http://api.example.com" })],
  ["ORIGIN_URL_HTTPS", "origins.api.url", server({ allowHttp: true })],
  ["ORIGIN_IS_SITE", "origins.api.url", server({ url: "https://www.example.com" }, {}, domain({}))],
  ["ORIGIN_IS_SITE", "origins.api.url", server({}, {}, domain({ aliases: ["*.example.com"] }))],
  ["ORIGIN_FAILOVER_SAME", "origins.api.failover", server({ failover: api.url })],
  ["ORIGIN_PATH_PREFIX", "origins.api.pathPrefix", server({ pathPrefix: "v1/" })],
  ["ORIGIN_LIMIT", "origins.api.readTimeout", server({ readTimeout: "3m" })],
  ["ORIGIN_LIMIT", "origins.api.connectionAttempts", server({ connectionAttempts: 4 })],
  ["ORIGIN_LIMIT", "origins.api.keepaliveTimeout", server({ keepaliveTimeout: "0s" })],
  ["ORIGIN_HEADER_REFUSED", "origins.api.headers.Host", server({ headers: { Host: "example.com" } })],
  ["ORIGIN_HEADER_INVALID", 'origins.api.headers["x y"]', server({ headers: { "x y": "1" } })],
  ["ORIGIN_HEADER_INVALID", 'origins.api.headers["X-A"]', server({ headers: { "X-A": "1\r\nx-b: 2" } })],
  ["ORIGIN_HEADERS_TOO_MANY", "origins.api.headers", server({ headers: record(11) })],
  [
    "ORIGIN_HEADER_SECRET",
    'origins.api.headers["X-Origin-Verify"]',
    server({ headers: { "X-Origin-Verify": "please" } }),
  ],
  [
    "ORIGIN_HEADER_SECRET",
    'origins.api.headers["X-A"]',
    server({ headers: { "X-A": "6f1d0c5e9b3a47d28e1f6f1d0c5e9b3a" } }),
  ],
  ["ORIGIN_SECRET_INVALID", 'origins.api.headers["X-A"]', server({ headers: { "X-A": { ssm: "/a b" } } })],
  [
    "ORIGIN_SECRET_INVALID",
    'origins.api.headers["X-A"]',
    server({
      headers: { "X-A": { secretsManager: "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-AbCdEf" } },
    }),
  ],
  ["ORIGIN_LAMBDA_INVALID", "origins.api.lambdaFunctionArn", server({ lambdaFunctionArn })],
  [
    "ORIGIN_LAMBDA_INVALID",
    "origins.api.lambdaFunctionArn",
    server({ url: functionUrl, lambdaFunctionArn: lambdaFunctionArn.replace("central", "north") }),
  ],
  [
    "ORIGIN_LAMBDA_FAILOVER",
    "origins.api.failover",
    server({ url: functionUrl, lambdaFunctionArn, failover: "https://api.example.com" }),
  ],
  ["ORIGIN_VPC_INVALID", "origins.api.vpcOriginId", server({ vpcOriginId: "vpc-123" })],
  ["ORIGIN_UNUSED", "origins.api", { origins: { api } }],
  [
    "ORIGINS_TOO_MANY",
    "origins",
    {
      origins: Object.fromEntries(
        many(10, (index) => [`a${index}`, { ...api, failover: "https://b.example.com" }]),
      ),
    },
  ],
  ["PATH_ORIGIN_UNKNOWN", "paths[0].origin", server({}, { origin: "apy" })],
  [
    "PATH_ORIGIN_WRITES_TO_TWO",
    "paths[0].methods",
    server({ failover: "https://api2.example.com" }, { methods: "all" }),
  ],
  ["PATH_ORIGIN_TAKES_SITE", "paths[0].path", server({}, { path: "*" })],
  ["PATH_ORIGIN_TAKES_SITE", "paths[0].path", server({}, { path: "/404*" })],
  ["PATH_ORIGIN_SHADOWS_DOCUMENT", "paths[0].path", server({}, { path: "/hidden/*" })],
  ["PATH_ORIGIN_NEVER_REDIRECTED", "redirects[0].from", server({}, {}, redirects(redirect("/api/old", "/")))],
  ["PATH_ORIGIN_NO_HEADER_RULE", "headers.rules[0].path", server({}, {}, rule({ path: "/api/v1/*" }))],
  ["PATH_ORIGIN_SHARED_ANSWER", "paths[0].forward", server({}, { cache: {}, forward: "all" })],
  [
    "PATH_ORIGIN_SHARED_ANSWER",
    "paths[0].forward.cookies",
    server({}, { cache: { cookies: ["lang"] }, forward: { cookies: ["lang", "session"] } }),
  ],
  [
    "PATH_ORIGIN_HOST_FORWARDED",
    "paths[0].forward",
    server({ url: functionUrl, lambdaFunctionArn }, { forward: { headers: ["Host"] } }),
  ],
  ["PATH_ORIGIN_ERRORS_REPLACED", "errorPages.notFound", server({})],
  ["HSTS_PRELOAD_WITHOUT_SUBDOMAINS", "headers.hsts.includeSubDomains", headers({ hsts: { preload: true } })],
  [
    "HSTS_PRELOAD_UNDER_A_YEAR",
    "headers.hsts.maxAge",
    headers({ hsts: { preload: true, includeSubDomains: true, maxAge: "364d" } }),
  ],
  ["HSTS_MAX_AGE_TOO_LONG", "headers.hsts.maxAge", headers({ hsts: { maxAge: "69y" } })],
  ["CSP_TOO_LONG", "headers.contentSecurityPolicy", headers({ contentSecurityPolicy: "a".repeat(1784) })],
  ["HEADER_VALUE_EMPTY", "headers.permissionsPolicy", headers({ permissionsPolicy: " " })],
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
  ["CONTENT_FOLDER_INVALID", "content.folder", { content: { folder: "/srv/site" } }],
  ["CONTENT_FILES_INVALID", "content.files[0]", { content: { files: [{ glob: "*.wasm" }] } }],
  [
    "CONTENT_FILES_INVALID",
    "content.files[0].cacheControl",
    { content: { files: [{ glob: "*.a", cacheControl: "no-cache\r\nX-A: 1" }] } },
  ],
  ["INDEX_DOCUMENT_INVALID", "content.indexDocument", { content: { indexDocument: "/index.html" } }],
  ["RETENTION_NOT_IN_DAYS", "noncurrentVersions.retention", { noncurrentVersions: { retention: "36h" } }],
  ["URLS_SLASH_OF_NO_PAGE", "urls.trailingSlash", { urls: { style: "spa", trailingSlash: "redirect" } }],
  ["URLS_SLASH_OF_NO_PAGE", "urls.trailingSlash", { urls: { style: "none", trailingSlash: "strip" } }],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/old/*/x", "/new"))],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/old*", "/new"))],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/blog/:slug", "/posts/:slg"))],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/:a/:a", "/x/:a"))],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/old/*", "/:splat/new"))],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/old", "/new/:splat"))],
  ["REDIRECT_PATTERN_INVALID", "redirects[0]", redirects(redirect("/old/*", "/new", { match: "prefix" }))],
  ["REDIRECT_TWICE", "redirects[1].from", redirects(redirect("/a/:b", "/c"), redirect("/a/:c/", "/d"))],
  [
    "REDIRECT_TWICE",
    "redirects[1].from",
    redirects(redirect("/a/*", "/c"), redirect("/a", "/d", { match: "prefix" })),
  ],
  ["REDIRECT_TWICE", "redirects[1].from", redirects(redirect("/a", "/c"), redirect("/a/", "/d"))],
  ["REDIRECT_LOOP", "redirects[0]", redirects(redirect("/docs/", "/docs/index.html"))],
  ["REDIRECT_LOOP", "redirects[0]", redirects(redirect("/a/*", "/a/b/:splat"))],
  ["REDIRECT_LOOP", "redirects[0]", redirects(redirect("/a/:x", "/b/:x"), redirect("/b/*", "/a/:splat"))],
  ["REDIRECT_RESERVED", "redirects[0].from", redirects(redirect("/.well-known/*", "/a"))],
  ["REDIRECT_FROM_INVALID", "redirects[0].from", redirects(redirect("old", "/new"))],
  ["REDIRECT_NOT_PLAIN", "redirects[0].from", redirects(redirect("/a/../b", "/new"))],
  ["REDIRECT_TO_INVALID", "redirects[0].to", redirects(redirect("/old", "http://example.com/"))],
  ["REDIRECT_TWICE", "redirects[1].from", redirects(redirect("/a", "/b"), redirect("/a", "/c"))],
  ["REDIRECT_TWICE", "redirects[1].from", redirects(redirect("/a", "/b"), redirect("/%61", "/c"))],
  ["REDIRECT_TO_ITSELF", "redirects[0].to", redirects(redirect("/a", "/a"))],
  [
    "REDIRECT_LOOP",
    "redirects[0]",
    redirects(redirect("/a/", "/b/", { match: "prefix" }), redirect("/b/c", "/a/c")),
  ],
  ["REDIRECT_SHADOWS_DOCUMENT", "redirects[0].from", redirects(redirect("/404.html", "/missing"))],
  ["REDIRECT_RESERVED", "redirects[0].from", redirects(redirect("/.well-known/outlast/primary", "/a"))],
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
  ["TAGS_TOO_MANY", "tags", tags(record(51))],
];

export const deploymentBase = { project: "demo-project" };
export const deploymentCases: readonly (readonly [code: string, path: string, change: object])[] = [
  ["NAME_INVALID", "deployment.project", { project: "X" }],
  ["REGION_UNKNOWN", "deployment.region", { region: "mars-1" }],
  [
    "GITHUB_REPOSITORY_INVALID",
    "deployment.github.repository",
    { github: { repository: "https://github.com/a/b" } },
  ],
  ["ON_CALL_ARN_INVALID", "deployment.onCall[0]", { onCall: ["arn:aws:iam::111122223333:root"] }],
  ["GITHUB_REF_INVALID", "deployment.github.branch", { github: { repository: "a/b", branch: "*" } }],
  [
    "OIDC_PROVIDER_ARN_INVALID",
    "deployment.github.oidcProviderArn",
    { github: { repository: "a/b", oidcProviderArn: "x" } },
  ],
];

const other = { ...base, name: "other" };
const created = { domain: { name: "a.example.com", zone: { name: "example.com", create: true } } };
export const projectCases: readonly (readonly [code: string, path: string, sites: object[]])[] = [
  ["CONFIG_NO_SITE", "default", []],
  ["SITE_NAME_TWICE", "sites[1].name", [base, { ...base, bucketSuffix: "b" }]],
  [
    "BUCKET_NAME_TWICE",
    "sites[1].name",
    [
      { ...base, bucketSuffix: "primary" },
      { ...base, name: "demo-primary" },
    ],
  ],
  [
    "ROLE_NAME_TWICE",
    "sites[1].name",
    [
      { ...base, name: "ab", bucketSuffix: `primary-${"x".repeat(40)}1` },
      { ...base, name: "ab-primary", bucketSuffix: `${"x".repeat(40)}2` },
    ],
  ],
  [
    "CACHE_POLICIES_MORE_THAN_20",
    "sites",
    many(7, (index) => ({
      ...base,
      name: `demo-${index}`,
      cache: {
        paths: [
          { path: "/a/*", mode: "immutable" },
          { path: "/b/*", mode: "edge", ttl: "1m" },
          { path: "/c/*", mode: "edge", ttl: "60s" },
        ],
      },
    })),
  ],
  [
    "FORWARD_POLICIES_MORE_THAN_20",
    "sites",
    [
      {
        ...base,
        origins: { api },
        paths: many(21, (index) => ({
          path: `/${index}/*`,
          origin: "api",
          forward: { headers: [`X-${index}`] },
        })),
      },
    ],
  ],
  ["HEADERS_POLICIES_MORE_THAN_20", "sites", many(21, (index) => ({ ...base, name: `demo-${index}` }))],
  [
    "HOST_NAME_TWICE",
    "sites[1].domain.name",
    [
      { ...base, ...created },
      { ...other, domain: { name: "a.example.com", zone } },
    ],
  ],
  [
    "ZONE_CREATED_TWICE",
    "sites[1].domain.zone.name",
    [
      { ...base, ...created },
      { ...other, domain: { ...created.domain, name: "b.example.com" } },
    ],
  ],
];
