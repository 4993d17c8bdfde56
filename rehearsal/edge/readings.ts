/**
 * Where AWS's documentation is silent, or contradicts itself, the edge, and S3 behind it, do one of the things that it
 * could mean; each choice is a named option. `defaultReadings` are the readings that fit most of what is known.
 */
export interface Readings {
  /**
   * Whether viewer-request functions see `/` or the default root object.
   * @default "before-functions"
   */
  readonly defaultRootObject: "before-functions" | "after-functions";
  /**
   * A failed DNS look-up or TLS handshake fails over if the origin group lists at least one of these codes. The guide
   * keys a connection that fails on 503, and answers with 502 where the name or the certificate is what fails.
   * @default [502, 503]
   */
  readonly nameFailureCriteria: readonly number[];
  /**
   * Final status when the domain name of an S3 origin does not resolve; for other origins AWS documents 502.
   * @default 502
   */
  readonly s3NameFailureStatus: 502 | 503 | 504;
  /**
   * Final status when the origin refuses the connection. The pages on 502 and on 504 both claim it.
   * @default 502
   */
  readonly refusedConnectionStatus: 502 | 504;
  /**
   * Whether an expired response completion timeout fails over as a response timeout does, when 504 is listed.
   * @default true
   */
  readonly completionTimeoutFailsOver: boolean;
  /**
   * Whether failover looks at the status that the origin sent, or at the one that origin-response left.
   * @default "origin"
   */
  readonly failoverStatus: "origin" | "origin-response";
  /**
   * Whether origin-response runs on an answer of the primary that fails over.
   * @default true
   */
  readonly originResponseOnFailover: boolean;
  /**
   * Whether an error that origin-request generated for the primary fails over.
   * @default false
   */
  readonly generatedErrorFailsOver: boolean;
  /**
   * Whether the functions of both origins of a group see one request id, or one each.
   * @default true
   */
  readonly sameRequestIdForBothOrigins: boolean;
  /**
   * Whether an expired copy is served before or after the secondary origin has been tried.
   * @default "after-failover"
   */
  readonly staleOrder: "after-failover" | "before-failover";
  /**
   * What max TTL caps in stale-while-revalidate and stale-if-error of N seconds. The guide says that the stale copy is
   * gone once the max TTL has passed: `total-age` reads it as age <= min(ttl + N, max TTL), `window` as N <= max TTL.
   * @default "total-age"
   */
  readonly staleWindowCap: "total-age" | "window";
  /**
   * After an origin timed out and an expired copy without stale-if-error was served: whether the edge goes on serving
   * that copy for ErrorCachingMinTTL before it asks the origin again, as it does after a 5xx.
   * @default true
   */
  readonly holdAfterSilence: boolean;
  /**
   * Whether `must-revalidate` and `proxy-revalidate` forbid that an expired copy is served.
   * @default "ignored"
   */
  readonly mustRevalidate: "ignored" | "forbids-stale";
  /**
   * Whether the Age that an origin sends is taken off the lifetime that its headers give.
   * @default "ignored"
   */
  readonly originAge: "ignored" | "subtracted";
  /**
   * Where the lifetime comes from after a 304: the stored headers as the 304 changed them, or the 304's alone.
   * @default "stored-headers"
   */
  readonly lifetimeAfter304: "stored-headers" | "own-headers";
  /**
   * Error codes that are held for ErrorCachingMinTTL without a header that says so, besides 404, 414, 500, 501,
   * 502, 503 and 504. The guide's pages on status codes and on error caching differ about 403, 410 and 429.
   * @default []
   */
  readonly alsoHeldErrors: readonly number[];
  /**
   * Whether a Content-Type with parameters (`text/html; charset=utf-8`) counts as its type for compression.
   * @default "ignored"
   */
  readonly compressionTypeParameters: "ignored" | "compared";
  /**
   * X-Cache when the origin failed and an expired copy is served.
   * @default "RefreshHit"
   */
  readonly staleIfErrorResult: "RefreshHit" | "Hit";
  /**
   * X-Cache of expired copies that are served without asking the origin, because it failed a moment ago.
   * @default "Hit"
   */
  readonly heldStaleResult: "RefreshHit" | "Hit";
  /**
   * X-Cache of an expired copy that is served while it is refreshed in the background.
   * @default "Hit"
   */
  readonly staleWhileRevalidateResult: "RefreshHit" | "Hit";
  /**
   * Whether Age counts from the revalidation, or from when the body was received.
   * @default "revalidation"
   */
  readonly ageCountsFrom: "revalidation" | "reception";
  /**
   * Whether a HEAD that finds nothing cached is passed on as HEAD and stores nothing, or fetches the object.
   * @default "pass"
   */
  readonly headMiss: "pass" | "fetch-object";
  /**
   * Who waits for a request that is on its way, and gets a lifetime of 0 with its answer: they share it, or each asks by
   * itself then. The guide says that `max-age=0` and `s-maxage=0` keep requests from being collapsed, and also that those
   * who come in the meantime get the answer to the first; AWS's support says that spikes are collapsed whatever is sent.
   * `no-store`, `no-cache` and `private` are never shared.
   * @default "shared"
   */
  readonly answersWithoutLifetime: "shared" | "asked-singly";
  /**
   * Whose response headers policy a custom error page gets: the requested path's behaviour, or the page's.
   * @default "request"
   */
  readonly errorPageHeadersPolicy: "request" | "page";
  /**
   * Whether the edge's own 403 (geo restriction, method, protocol) brings the custom page for 403.
   * @default true
   */
  readonly errorPagesForRefusals: boolean;
  /**
   * Whether the 502 or 503 of a failed function brings a custom error page.
   * @default true
   */
  readonly errorPagesForFunctionErrors: boolean;
  /**
   * S3's own: which version of a key is the current one where copies have arrived out of the order of their writing. A
   * replica keeps its source's creation time and version id; whether the one created last counts, or the one that came
   * last, no page of the S3 guide says.
   * @default "creation"
   */
  readonly newestVersion: "creation" | "arrival";
  /**
   * S3's own: what a Multi-Region Access Point does where its nearest active region cannot be reached. The S3 guide says that
   * traffic is then redirected to another active region, and not what counts as that, nor how soon: `unreachable` asks the
   * next one when the connection fails, and none of them for an error; `ignored` asks no other.
   * @default "unreachable"
   */
  readonly accessPointDisruption: "unreachable" | "ignored";
  /**
   * The local cloud's own: whether a distribution that is tagged for a flat-rate plan has joined it. A person subscribes, in
   * the console, and no API that Terraform knows says who has.
   * @default "unsubscribed"
   */
  readonly taggedPlans: "unsubscribed" | "subscribed";
}

/** The readings that fit most of what is known. */
export const defaultReadings: Readings = {
  defaultRootObject: "before-functions",
  nameFailureCriteria: [502, 503],
  s3NameFailureStatus: 502,
  refusedConnectionStatus: 502,
  completionTimeoutFailsOver: true,
  failoverStatus: "origin",
  originResponseOnFailover: true,
  generatedErrorFailsOver: false,
  sameRequestIdForBothOrigins: true,
  staleOrder: "after-failover",
  staleWindowCap: "total-age",
  holdAfterSilence: true,
  mustRevalidate: "ignored",
  originAge: "ignored",
  lifetimeAfter304: "stored-headers",
  alsoHeldErrors: [],
  compressionTypeParameters: "ignored",
  staleIfErrorResult: "RefreshHit",
  heldStaleResult: "Hit",
  staleWhileRevalidateResult: "Hit",
  ageCountsFrom: "revalidation",
  headMiss: "pass",
  answersWithoutLifetime: "shared",
  errorPageHeadersPolicy: "request",
  errorPagesForRefusals: true,
  errorPagesForFunctionErrors: true,
  newestVersion: "creation",
  accessPointDisruption: "unreachable",
  taggedPlans: "unsubscribed",
};
