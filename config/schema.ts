import * as z from "zod";
import { duration } from "./duration";

/**
 * The shape of `site.config.ts`: every key, its unit and its default. Durations are strings in the file
 * ("10m") and whole seconds once parsed. What a key cannot show to be wrong by itself is in `checks/`.
 */

const names = z.array(z.string()).default([]);

/** What joins the path in the cache key; everything else stays out of it and is not forwarded to S3. */
const keyParts = {
  /** Names of query strings in the cache key. */
  queryStrings: names,
  /** Names of viewer headers in the cache key. */
  headers: names,
  /** Names of cookies in the cache key. */
  cookies: names,
};

const staleWindows = {
  /** How long an expired page may be served while CloudFront fetches the next one. Part of Cache-Control. */
  staleWhileRevalidate: duration.default(60),
  /** How long an expired page may be served while no origin answers. Part of Cache-Control. */
  staleIfError: duration.default(86_400),
  /** Max TTL of the cache policy: the upper bound of every lifetime, stale windows included. */
  maxTtl: duration.default(31_536_000),
};

/** S3 is in charge: TTL 0, CloudFront revalidates and S3 answers 304. */
const originMode = z.strictObject({
  mode: z.literal("origin"),
  ...staleWindows,
  /** As in the other modes; none by default, since an expired page served at once is not what S3 says now. */
  staleWhileRevalidate: duration.default(0),
  ...keyParts,
});
/** CloudFront is in charge for `ttl`; a release invalidates what changed. */
const edgeMode = z.strictObject({ mode: z.literal("edge"), ttl: duration, ...staleWindows, ...keyParts });
/** Nobody needs to be: the name changes whenever the bytes do. One year. */
const immutableMode = z.strictObject({ mode: z.literal("immutable"), ...keyParts });

/** A CloudFront path pattern: `*` is any run of characters, `?` is one. */
const pathPattern = { path: z.string() };

const cache = z.strictObject({
  /** What no path below matches. */
  default: z.discriminatedUnion("mode", [originMode, edgeMode, immutableMode]).prefault({ mode: "origin" }),
  /** One ordered behaviour each; the first that matches wins. */
  paths: z
    .array(
      z.discriminatedUnion("mode", [
        originMode.extend(pathPattern),
        edgeMode.extend(pathPattern),
        immutableMode.extend(pathPattern),
      ]),
    )
    .default([]),
});

const failover = z.strictObject({
  /** What the primary may answer to be given up on. 503 stands for a refused connection, 504 for silence. */
  statusCodes: z.array(z.int()).default([403, 500, 502, 503, 504]),
  /** Connection attempts at each origin, 1 to 3. */
  connectionAttempts: z.int().default(1),
  /** Time for one connection attempt, 1 s to 10 s. */
  connectionTimeout: duration.default(2),
  /** Time until the primary's first byte, and between packets, 1 s to 120 s. Set by the viewer-request function. */
  readTimeout: duration.default(5),
});

/** A value that is kept elsewhere; Terraform reads it when it plans, and the config never holds it. */
const secret = z.union([
  z.strictObject({
    /** Name or ARN of a secret of Secrets Manager, in the primary region. */
    secretsManager: z.string(),
    /** Key of a secret that is a JSON object; the whole text if absent. */
    key: z.string().optional(),
  }),
  z.strictObject({
    /** Name of a parameter of Systems Manager, in the primary region; decrypted if it is a SecureString. */
    ssm: z.string(),
  }),
]);

/** A server beside the two buckets, such as an API. CloudFront asks it for the paths that name it. */
const origin = z.strictObject({
  /** Scheme and host, and a port where it is not the scheme's own: "https://api.example.com". */
  url: z.string(),
  /** Second server for GET, HEAD and OPTIONS, asked when the first fails by `failover.statusCodes`. Same settings. */
  failover: z.string().optional(),
  /** Put in front of every path that is asked for, "/v1"; nothing if absent. */
  pathPrefix: z.string().default(""),
  /** True to let CloudFront ask over HTTP: anybody between it and the server can read and change what is sent. */
  allowHttp: z.boolean().default(false),
  /** Oldest version of TLS that CloudFront speaks with the server. */
  minimumTls: z.enum(["TLSv1", "TLSv1.1", "TLSv1.2"]).default("TLSv1.2"),
  /** Connection attempts, 1 to 3; after silence, GET and HEAD are asked as often. */
  connectionAttempts: z.int().default(2),
  /** Time for one connection attempt, 1 s to 10 s. */
  connectionTimeout: duration.default(3),
  /** Time until the first byte, and between packets, 1 s to 120 s. An event stream that is silent longer is cut. */
  readTimeout: duration.default(30),
  /** How long an idle connection is kept, 1 s to 120 s. */
  keepaliveTimeout: duration.default(5),
  /** Headers of every request to the server, in the place of what the visitor sent. */
  headers: z.record(z.string(), z.union([z.string(), secret])).default({}),
  /** ARN of the Lambda function, where the URL is its function URL with AWS_IAM: CloudFront signs, and alone may call it. */
  lambdaFunctionArn: z.string().optional(),
  /** Id of a VPC origin of CloudFront, "vo_…", where the server is in a private subnet. */
  vpcOriginId: z.string().optional(),
});

const allOrNames = z.union([z.literal("all"), z.array(z.string())]).default([]);

/** Paths that a server of `origins` answers. The site's redirects, documents and header rules have no part in them. */
const originPath = z.strictObject({
  /** A CloudFront path pattern: `*` is any run of characters, `?` is one. */
  path: z.string(),
  /** Name in `origins`. */
  origin: z.string(),
  /** "read" is GET, HEAD and OPTIONS; "all" has POST, PUT, PATCH and DELETE besides. */
  methods: z.enum(["read", "all"]).default("read"),
  /** What CloudFront keeps of GET and HEAD; false is nothing. */
  cache: z
    .union([
      z.literal(false),
      z.strictObject({
        /** How long an answer is kept that does not say so itself. */
        ttl: duration.default(0),
        /** Upper bound of every lifetime, stale windows included. */
        maxTtl: duration.default(31_536_000),
        /** Query strings in the cache key, by name or "all". */
        queryStrings: allOrNames,
        /** Names of viewer headers in the cache key. */
        headers: names,
        /** Names of cookies in the cache key. */
        cookies: names,
      }),
    ])
    .default(false),
  /**
   * What the server sees of a request besides the cache key: "all" but Host, or these. All where nothing is kept, and
   * nothing more where something is, since one visitor's answer would go to others.
   */
  forward: z
    .union([
      z.literal("all"),
      z.literal("none"),
      z.strictObject({ queryStrings: allOrNames, headers: names, cookies: allOrNames }),
    ])
    .optional(),
  /** The headers of `headers` are put on answers that have not got them, except for what `headers.rules` say. */
  securityHeaders: z.boolean().default(true),
  /** Compresses answers that CloudFront keeps. */
  compress: z.boolean().default(true),
});

const domain = z.strictObject({
  /** The main host name; every other one redirects to it. */
  name: z.string(),
  /** Other host names of the site. */
  aliases: names,
  /** The Route 53 hosted zone: looked up by `id` or by `name`, or created when `create` is true. */
  zone: z.union([
    z.strictObject({ id: z.string(), name: z.string() }),
    z.strictObject({ name: z.string(), create: z.boolean().default(false) }),
  ]),
});

const redirect = z.strictObject({
  /** Path that visitors ask for; with `match: "prefix"`, the beginning of it. */
  from: z.string(),
  /** Path or https URL they are sent to; a prefix redirect keeps what follows the prefix. */
  to: z.string(),
  status: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]).default(301),
  match: z.enum(["exact", "prefix"]).default("exact"),
});

const contentFile = z.strictObject({
  /** As in a .gitignore in the content folder: `*.wasm`, `/data/*.json`, `downloads/`. */
  glob: z.string(),
  /** Content-Type, in place of what name and bytes say. */
  contentType: z.string().optional(),
  /** Charset of that type, or of the one that was found. */
  charset: z.string().optional(),
  /** Content-Encoding of bytes that are compressed in the folder; `identity` for none. */
  contentEncoding: z.enum(["br", "gzip", "deflate", "zstd", "identity"]).optional(),
  /** Cache-Control, in place of the lifetime of the file's path. */
  cacheControl: z.string().optional(),
});

/** How a path without a file becomes a document: `/docs/` to `docs/index.html`, to `docs.html`, to the one document, or not at all. */
const urlStyle = z.enum(["directory", "html-extension", "spa", "none"]);

const urls = z.union([
  urlStyle,
  z.strictObject({
    style: urlStyle.default("directory"),
    /** `redirect` to the form that a page's relative links are written for, `strip` the slash, or `keep` both. */
    trailingSlash: z.enum(["redirect", "strip", "keep"]).optional(),
    /** Redirects `/docs/index.html` and `/docs.html` to the page's URL. */
    canonical: z.boolean().default(true),
  }),
]);

const errorPages = z.strictObject({
  /** Document for 404, in the content folder; false for S3's own answer. */
  notFound: z.union([z.string(), z.literal(false)]).default("/404.html"),
  /** Document for 500, 502, 503 and 504 when neither region answers; false for CloudFront's own. */
  maintenance: z.union([z.string(), z.literal(false)]).default(false),
  /** How long an edge holds a 404. */
  notFoundTtl: duration.default(10),
  /** How long an edge holds a 5xx; S3 origins count 0 as 1 s. */
  serverErrorTtl: duration.default(1),
});

/** When all the given conditions hold, `set` and `remove` are applied; rules apply in order. */
const headerRule = z.strictObject({
  /** CloudFront path pattern; every path if absent. */
  path: z.string().optional(),
  /** Media type without parameters, "text/html" or "text/*"; any if absent. */
  contentType: z.string().optional(),
  /** Status or class of statuses, 404 or "4xx"; any if absent. */
  status: z.union([z.int(), z.enum(["2xx", "3xx", "4xx", "5xx"])]).optional(),
  /** Header name to value; replaces what the response has. */
  set: z.record(z.string(), z.string()).default({}),
  /** Header names to take away. */
  remove: names,
});

const headers = z.strictObject({
  /** Where the conditional rules run; the policy floor is there in both cases. */
  runtime: z.enum(["lambda-at-edge", "cloudfront-function"]).default("lambda-at-edge"),
  /** Strict-Transport-Security; false drops it. */
  hsts: z
    .union([
      z.literal(false),
      z.strictObject({
        maxAge: duration.default(31_536_000),
        includeSubDomains: z.boolean().default(false),
        preload: z.boolean().default(false),
      }),
    ])
    .prefault({}),
  /** X-Content-Type-Options: nosniff. */
  contentTypeOptions: z.boolean().default(true),
  /** X-Frame-Options; false drops it. */
  frameOptions: z.union([z.literal(false), z.enum(["DENY", "SAMEORIGIN"])]).default("DENY"),
  /** Referrer-Policy; false drops it. */
  referrerPolicy: z
    .union([
      z.literal(false),
      z.enum([
        "no-referrer",
        "no-referrer-when-downgrade",
        "origin",
        "origin-when-cross-origin",
        "same-origin",
        "strict-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
      ]),
    ])
    .default("strict-origin-when-cross-origin"),
  /** Content-Security-Policy, at most 1,783 characters; false drops it. */
  contentSecurityPolicy: z
    .union([z.literal(false), z.string()])
    .default(
      "default-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
  /** Hashes of a page's inline scripts and styles join that policy on the page: a release writes them beside it. */
  inlineHashes: z.boolean().default(true),
  /** Permissions-Policy; false drops it. */
  permissionsPolicy: z
    .union([z.literal(false), z.string()])
    .default("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
  /** Further headers of the policy, on every answer; with permissionsPolicy, at most 10. */
  custom: z.record(z.string(), z.string()).default({}),
  /** Response headers that the policy takes away. */
  remove: z.array(z.string()).default([]),
  /** What depends on path, content type or status. */
  rules: z.array(headerRule).default([]),
});

const distribution = z.strictObject({
  priceClass: z.enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"]).default("PriceClass_100"),
  geoRestriction: z
    .strictObject({
      type: z.enum(["whitelist", "blacklist"]),
      /** ISO 3166-1 alpha-2 codes. */
      locations: z.array(z.string()).min(1),
    })
    .optional(),
  /** A WAFv2 web ACL of scope CLOUDFRONT, in us-east-1. */
  webAclArn: z.string().optional(),
  /** Access logs to a bucket of their own in the primary region. */
  accessLogs: z
    .strictObject({
      /** How long log files are kept. */
      retention: duration.default(90 * 86_400),
      includeCookies: z.boolean().default(false),
      prefix: z.string().default("cloudfront/"),
      /** "legacy" is what the distribution itself logs; the others are deliveries of CloudWatch Logs, by year to hour. */
      format: z.enum(["legacy", "w3c", "json", "parquet"]).default("legacy"),
    })
    .optional(),
});

const monitoring = z.strictObject({
  /** Subscribed to the SNS topic; AWS asks the owner to confirm. */
  email: z.string().optional(),
  alarms: z.boolean().default(true),
  healthChecks: z.boolean().default(true),
  dashboard: z.boolean().default(true),
  /** CloudFront's paid additional metrics (OriginLatency, rates per status code). */
  additionalMetrics: z.boolean().default(false),
  /** Percentage of 5xx answers at which the alarm goes off. */
  errorRateThreshold: z.number().default(1),
});

/** What the message of a value says that has to be a function. */
export const aFunction = "a function";

/** A file of the project whose `handler` runs in one function with the site's own, before it or after it. */
const ownFunction = z.union([
  z.string(),
  z.strictObject({
    /** TypeScript or JavaScript that exports `handler`, relative to the project. */
    file: z.string(),
    /** Whether it sees the request as the viewer sent it, or as the site's own function leaves it. */
    order: z.enum(["before", "after"]).default("before"),
  }),
]);

/** What `outlast drill` holds an outage to; a scenario may promise more or less. */
const objectives = z.strictObject({
  /** Least share of page views whose page and every asset are right, by what is broken. */
  availability: z
    .strictObject({
      /** One region. */
      region: z.number().default(0.999),
      /** Both regions: the edge's copies are all there is. */
      bothRegions: z.number().default(0.98),
      /** A region while content goes out. */
      release: z.number().default(0.999),
      /** An edge function, or what it reads. */
      function: z.number().default(0.999),
      /** CloudFront itself. */
      edge: z.number().default(0.999),
      /** What deployments ask. */
      controlPlane: z.number().default(0.999),
    })
    .prefault({}),
  /** Longest time to first byte of 99 of 100 requests: one attempt of `failover`, and the other region's answer. */
  p99: duration.default(6),
  /** Longest time to first byte of all. */
  longestWait: duration.default(15),
  /** From the end of an outage until everything is as before. */
  recovery: duration.default(60),
  /** Oldest that content may be after a release has replaced it. */
  staleness: duration.default(86_400),
  /** Most answers that are wrong and do not say so by a 5xx. */
  wrongAnswers: z.int().default(0),
});

/** One website: a stack of its own. */
export const siteSchema = z.strictObject({
  /** Short name; the stack's id, and the stem of every resource name. */
  name: z.string(),
  /** Added to bucket names, which are global: `<name>-primary-<suffix>`. */
  bucketSuffix: z.string().optional(),
  /** AWS regions of the two buckets. */
  regions: z.strictObject({ primary: z.string(), replica: z.string() }),
  /** Host names, zone and certificate; without it, the distribution's own name is used. */
  domain: domain.optional(),
  content: z
    .strictObject({
      /** The built site, relative to the project. */
      folder: z.string().default("site"),
      /** Document behind `/`, without a leading slash. */
      indexDocument: z.string().default("index.html"),
      /** Reads `_redirects` and `_headers` of the folder, as Netlify has them, and does not publish them. */
      netlifyFiles: z.boolean().default(false),
      /** Headers of files by their names; the first entry that matches wins. */
      files: z.array(contentFile).default([]),
    })
    .prefault({}),
  /** The style of the site's URLs, or the style and which forms of a page's URL are redirected. */
  urls: urls.default("directory"),
  redirects: z.array(redirect).default([]),
  cache: cache.prefault({}),
  /** Servers beside the two buckets, by name; the name is the origin's id. */
  origins: z.record(z.string(), origin).default({}),
  /** Paths that go to them, ahead of those of `cache.paths`; the first that matches wins. */
  paths: z.array(originPath).default([]),
  failover: failover.prefault({}),
  replication: z
    .strictObject({
      /** Adds the way back, so that an emergency release may go to the replica. */
      twoWay: z.boolean().default(false),
    })
    .prefault({}),
  /** How long the buckets keep versions that are no longer current. */
  noncurrentVersions: z.strictObject({ retention: duration.default(90 * 86_400) }).prefault({}),
  errorPages: errorPages.prefault({}),
  headers: headers.prefault({}),
  distribution: distribution.prefault({}),
  /** Edge functions of one's own. */
  edge: z.strictObject({ viewerRequest: ownFunction.optional() }).prefault({}),
  monitoring: monitoring.prefault({}),
  objectives: objectives.prefault({}),
  /** Tags of every resource that takes tags. */
  tags: z.record(z.string(), z.string()).default({}),
  /** Called with the site's stack, a `Site`, once it is whole: adds resources, or overrides what is there. */
  customize: z.custom<(stack: never) => void>((value) => typeof value === "function", aFunction).optional(),
});

/** How deployments are driven: the state bucket and the roles of GitHub Actions. One for the whole project. */
export const deploymentSchema = z.strictObject({
  /** Stem of the state bucket's and the roles' names. */
  project: z.string(),
  /** Added to the state bucket's name, which is global. */
  bucketSuffix: z.string().optional(),
  /** Region of the state bucket; the replica region of the first site if absent. */
  region: z.string().optional(),
  /** True once the state stack is applied: the stacks then use the S3 backend, before that a local one. */
  bootstrapped: z.boolean().default(false),
  /** Users and roles, by their ARNs, who may assume the role `<project>-on-call`; there is none without. */
  onCall: z.array(z.string()).default([]),
  /** Roles for GitHub Actions; none without it. */
  github: z
    .strictObject({
      /** "owner/name". */
      repository: z.string(),
      /** Branch whose workflows may assume the apply role. */
      branch: z.string().default("main"),
      /** GitHub environment of the apply job, in place of the branch in the role's condition. */
      environment: z.string().optional(),
      /** ARN of the account's GitHub OIDC provider, if there is one already; an account has at most one. */
      oidcProviderArn: z.string().optional(),
    })
    .optional(),
});

/** A site as a user writes it. */
export type SiteInput = z.input<typeof siteSchema>;
/** A site as everything downstream reads it: parsed, defaulted, checked, durations in seconds. */
export type SiteConfig = z.output<typeof siteSchema>;
/** A deployment as a user writes it. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
/** A deployment, parsed and defaulted. */
export type DeploymentConfig = z.output<typeof deploymentSchema>;
/** Who is in charge of one path's freshness. */
export type CacheMode = SiteConfig["cache"]["default"];
/** One conditional header rule. */
export type HeaderRule = SiteConfig["headers"]["rules"][number];
/** One redirect of the site's table. */
export type Redirect = SiteConfig["redirects"][number];
/** A server beside the two buckets. */
export type OriginServer = SiteConfig["origins"][string];
/** Paths that such a server answers. */
export type OriginPath = SiteConfig["paths"][number];
