/**
 * One CloudFront distribution as the edge runs it: CloudFront's own DistributionConfig vocabulary in camel case,
 * normalized, so that no consumer has to know an omitted element's default. Both loaders (Terraform JSON and the
 * CloudFront API) produce it. Durations are seconds, as CloudFront counts them.
 */
export interface Distribution {
  readonly id: string;
  readonly arn: string;
  /** The distribution's own name, `d111111abcdef8.cloudfront.net`. */
  readonly domainName: string;
  readonly enabled: boolean;
  /** Alternate domain names, wildcards (`*.example.com`) included. */
  readonly aliases: readonly string[];
  /** Without a leading slash; empty if none. */
  readonly defaultRootObject: string;
  readonly httpVersion: "http1.1" | "http2" | "http3" | "http2and3";
  readonly isIpv6Enabled: boolean;
  readonly origins: readonly Origin[];
  readonly originGroups: readonly OriginGroup[];
  readonly defaultCacheBehavior: CacheBehavior;
  /** In the order in which CloudFront tries them. */
  readonly cacheBehaviors: readonly (CacheBehavior & { readonly pathPattern: string })[];
  readonly customErrorResponses: readonly CustomErrorResponse[];
  readonly geoRestriction: {
    readonly type: "none" | "whitelist" | "blacklist";
    readonly locations: readonly string[];
  };
  readonly webAclId?: string;
  /** Where a continuous deployment policy sends a part of the requests. */
  readonly staging?: StagingTraffic;
}

/** The staging distribution of another, and the requests that go to it. */
export interface StagingTraffic {
  readonly domainName: string;
  readonly traffic:
    | { readonly type: "header"; readonly header: string; readonly value: string }
    | {
        readonly type: "weight";
        /** Share of the requests, 0 to 0.15. */
        readonly weight: number;
        /** A visitor stays where it was sent. Seconds. */
        readonly stickiness?: { readonly idleTtl: number; readonly maximumTtl: number };
      };
}

/** A public key whose signatures open a behaviour. */
export interface TrustedKey {
  readonly id: string;
  readonly pem: string;
}

/** An origin of a distribution. */
export interface Origin {
  readonly id: string;
  readonly domainName: string;
  /** "" or "/folder". */
  readonly originPath: string;
  readonly customHeaders: readonly (readonly [name: string, value: string])[];
  /** 1 to 3. */
  readonly connectionAttempts: number;
  /** Seconds, 1 to 10. */
  readonly connectionTimeout: number;
  /** Seconds until the first byte and between packets, 1 to 120. */
  readonly readTimeout: number;
  /** Seconds over all attempts of one fetch; undefined is unlimited. */
  readonly responseCompletionTimeout?: number;
  readonly originShield?: { readonly region: string };
  /** Host that a function gave it, in the place of the visitor's or its own. */
  readonly hostHeader?: string;
  readonly kind: S3OriginKind | CustomOriginKind;
}

/** An origin that is a bucket. */
export interface S3OriginKind {
  readonly type: "s3";
  /** How CloudFront identifies itself to S3: OAC signs, OAI is a canonical user, none is anonymous. */
  readonly access:
    | {
        readonly type: "oac";
        readonly signingBehavior: "always" | "never" | "no-override";
        /** SigV4A is for Multi-Region Access Points. @default "sigv4" */
        readonly signingProtocol?: "sigv4" | "sigv4a";
      }
    | { readonly type: "oai"; readonly identity: string }
    | { readonly type: "none" };
}

/** An origin that is any other server. */
export interface CustomOriginKind {
  readonly type: "custom";
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly protocolPolicy: "http-only" | "https-only" | "match-viewer";
  readonly sslProtocols: readonly string[];
  /** Seconds. */
  readonly keepaliveTimeout: number;
}

/** Two origins, and the statuses after which the second is asked. */
export interface OriginGroup {
  readonly id: string;
  /** Exactly two origin ids, the primary first. */
  readonly members: readonly [primary: string, secondary: string];
  readonly statusCodes: readonly number[];
}

/** What holds for the paths of one behaviour. */
export interface CacheBehavior {
  /** An origin's or an origin group's id. */
  readonly targetOriginId: string;
  readonly viewerProtocolPolicy: "allow-all" | "https-only" | "redirect-to-https";
  readonly allowedMethods: readonly string[];
  readonly cachedMethods: readonly string[];
  readonly compress: boolean;
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy?: OriginRequestPolicy;
  readonly responseHeadersPolicy?: ResponseHeadersPolicy;
  readonly functions: readonly FunctionAssociation[];
  /** Only requests that one of these has signed are answered; undefined answers all. */
  readonly trustedKeys?: readonly TrustedKey[];
}

/** Which names of a kind are taken: none, all, the listed ones, or all but the listed ones. */
export interface Selection {
  readonly behavior: "none" | "whitelist" | "allExcept" | "all";
  readonly items: readonly string[];
}

/** A cache policy, or a legacy `forwarded_values` block in the same terms. TTLs in seconds. */
export interface CachePolicy {
  readonly id: string;
  readonly name: string;
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  readonly enableAcceptEncodingGzip: boolean;
  readonly enableAcceptEncodingBrotli: boolean;
  readonly queryStrings: Selection;
  readonly headers: Selection;
  readonly cookies: Selection;
}

/** What an origin is sent beside the cache key. */
export interface OriginRequestPolicy {
  readonly id: string;
  readonly name: string;
  readonly queryStrings: Selection;
  /** `allViewer` and `allViewerAndWhitelistCloudFront` are `all`, the latter with CloudFront-* names in `items`. */
  readonly headers: Selection;
  readonly cookies: Selection;
}

/** Headers that every answer of a behaviour is given, or loses. */
export interface ResponseHeadersPolicy {
  readonly id: string;
  readonly name: string;
  readonly cors?: CorsConfig;
  /** Security headers in their final spelling: name, value, and whether they replace the origin's. */
  readonly securityHeaders: readonly PolicyHeader[];
  readonly customHeaders: readonly PolicyHeader[];
  readonly removeHeaders: readonly string[];
  /** Percentage of answers with a Server-Timing header; undefined is off. */
  readonly serverTimingSamplingRate?: number;
}

/** A header of such a policy. */
export interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

/** What a response headers policy says to other sites' scripts. */
export interface CorsConfig {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
  readonly originOverride: boolean;
}

/** What becomes of an origin's error. */
export interface CustomErrorResponse {
  readonly errorCode: number;
  /** Seconds. */
  readonly errorCachingMinTtl: number;
  /** Both or neither. */
  readonly page?: { readonly path: string; readonly responseCode: number };
}

/** When a function runs. */
export type EventType = "viewer-request" | "viewer-response" | "origin-request" | "origin-response";

/** A function at an event of a behaviour, with the code that would be deployed. */
export type FunctionAssociation = CloudFrontFunction | LambdaFunction;

/** A CloudFront Function at an event. */
export interface CloudFrontFunction {
  readonly type: "cloudfront-function";
  readonly eventType: "viewer-request" | "viewer-response";
  readonly arn: string;
  readonly name: string;
  readonly runtime: "cloudfront-js-1.0" | "cloudfront-js-2.0";
  readonly code: string;
  /** ARN of the KeyValueStore that it may read. */
  readonly keyValueStoreArn?: string;
}

/** A Lambda@Edge function at an event. */
export interface LambdaFunction {
  readonly type: "lambda";
  readonly eventType: EventType;
  /** With the version number. */
  readonly arn: string;
  readonly name: string;
  readonly runtime: string;
  /** "file.export". */
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memorySize: number;
  readonly includeBody: boolean;
  /** Unpacked archive: path to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}
