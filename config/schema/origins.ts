import * as z from "zod";
import { usualFailoverCodes } from "../../facts/cloudfront/limits";
import { duration } from "../duration";
import { allOrNames, nameList } from "./names";

/** What throws the switch between the regions where no person does. */
const automaticFailover = z.strictObject({
  /** How often it looks; whole minutes. */
  period: duration.default(60),
  /** Looks in a row at which a region has to fail. */
  failures: z.int().default(3),
  /** How long the primary has to be well until visitors come back to it. */
  healthyFor: duration.default(900),
  /** Most throws in an hour, there and back; what flaps ends at the replica. */
  throwsPerHour: z.int().default(4),
  /** Further regions that have a sentinel, beside the replica's. */
  regions: z.array(z.string()).default([]),
  /** Regions that had one: the next deployment takes it away, and needs to know where it was. */
  formerRegions: z.array(z.string()).default([]),
});

/** When the primary is given up on. */
export const failoverSchema = z.strictObject({
  /** What the primary may answer to be given up on. 503 stands for a refused connection, 504 for silence. */
  statusCodes: z.array(z.int()).default([...usualFailoverCodes]),
  /** Connection attempts at each origin, 1 to 3. */
  connectionAttempts: z.int().default(1),
  /** Time for one connection attempt, 1 s to 10 s. */
  connectionTimeout: duration.default(2),
  /** Time until the primary's first byte, and between packets, 1 s to 120 s. Set by the viewer-request function. */
  readTimeout: duration.default(5),
  /** Evacuates the primary and returns to it without a person: a function that looks every minute. */
  automatic: z.union([z.boolean(), automaticFailover]).default(false),
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
export const originSchema = z.strictObject({
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

/** Paths that a server of `origins` answers. The site's redirects, documents and header rules have no part in them. */
export const originPathSchema = z.strictObject({
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
        headers: nameList,
        /** Names of cookies in the cache key. */
        cookies: nameList,
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
      z.strictObject({ queryStrings: allOrNames, headers: nameList, cookies: allOrNames }),
    ])
    .optional(),
  /** The headers of `headers` are put on answers that have not got them, except for what `headers.rules` say. */
  securityHeaders: z.boolean().default(true),
  /** Compresses answers that CloudFront keeps. */
  compress: z.boolean().default(true),
});
