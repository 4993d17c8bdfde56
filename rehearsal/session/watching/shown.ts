import type { Side } from "../../../facts/site/switch";
import type { DrillVerdict } from "../../drill/result";
import type { KeptCopy } from "../../edge";

/** What `GET /events` and its neighbours say, as JSON. Times are milliseconds since the epoch, durations milliseconds. */

/** What came of a request, in a word: by it a picture and a chart have their colours. */
export const outcomes = ["served", "failover", "stale", "missing", "failed"] as const;
export type SeenOutcome = (typeof outcomes)[number];

/** A request that was answered. */
export interface SeenRequest {
  /** As in X-Amz-Cf-Id; `GET /trace?id=` tells the rest for as long as it is kept. */
  readonly id: string;
  readonly at: number;
  readonly site?: string | undefined;
  readonly method: string;
  /** With the query; what is longer than a line is cut. */
  readonly path: string;
  readonly status: number;
  /** X-Cache without " from cloudfront". */
  readonly result: string;
  readonly outcome: SeenOutcome;
  readonly origins: readonly SeenAttempt[];
  readonly duration: number;
  readonly stale: boolean;
}

export interface SeenAttempt {
  readonly originId: string;
  readonly outcome: number | string;
  readonly duration: number;
}

/** What came of all requests of one second. */
export interface SeenSecond {
  readonly at: number;
  readonly requests: number;
  readonly outcomes: Readonly<Record<SeenOutcome, number>>;
  /** By X-Cache. */
  readonly results: Readonly<Record<string, number>>;
  readonly origins: Readonly<Record<string, { readonly requests: number; readonly failures: number }>>;
  /** Null without a request. */
  readonly p50: number | null;
  readonly p99: number | null;
}

/** A function's part in an answer. */
export interface SeenFunction {
  readonly name: string;
  readonly type: "cloudfront-function" | "lambda";
  readonly event: string;
  /** The origin that is asked, or that answered; of origin events alone. */
  readonly originId?: string;
  /** What it changed or answered, a line each; empty where it left all as it was. */
  readonly did: readonly string[];
}

/** Why somebody got an answer. */
export interface SeenTrace extends SeenRequest {
  readonly host: string;
  readonly behavior: string;
  /** The origin or the group that the behaviour leads to. */
  readonly target: string;
  readonly cachePolicy: string;
  readonly key?: string;
  readonly kept?: KeptCopy;
  readonly functions: readonly SeenFunction[];
  /** The way to the answer, a sentence a step. */
  readonly why: readonly string[];
  readonly requestHeaders: readonly (readonly [name: string, value: string])[];
  readonly responseHeaders: readonly (readonly [name: string, value: string])[];
}

export interface PicturedOrigin {
  readonly id: string;
  readonly domainName: string;
  /** The bucket that it reads, if it reads one here. */
  readonly bucket?: string;
}

export interface PicturedSite {
  readonly site: string;
  readonly host: string;
  /** Where a browser on this machine finds it. */
  readonly url?: string;
  /** Which side is asked first; undefined where the site has no switch. */
  readonly servesFrom?: Side;
  readonly origins: readonly PicturedOrigin[];
  /** The origins of the default behaviour, in the order in which they are asked now. */
  readonly order: readonly string[];
  /** Statuses on which the second one is asked. */
  readonly codes: readonly number[];
  readonly behaviors: readonly {
    readonly pattern: string;
    readonly target: string;
    readonly cachePolicy: string;
  }[];
  readonly functions: readonly { readonly name: string; readonly type: string; readonly event: string }[];
}

export interface PicturedBucket {
  readonly name: string;
  readonly region: string;
  /** Which side it is of a site, if of one. */
  readonly alias?: Side;
  /** What a fault there is aimed at: what breaks this bucket alone, in the shortest words. */
  readonly target: string;
  /** What is broken there, as `POST /mend` takes it. */
  readonly faults: readonly string[];
  /** What a drill that runs here has done to it besides: it mends that itself. */
  readonly drilled?: readonly string[];
  readonly replication: readonly {
    readonly destination: string;
    readonly pending: number;
    readonly bytesPending: number;
    /** Milliseconds by which the destination is behind. */
    readonly behind: number;
    readonly failed: number;
    readonly replicated: number;
  }[];
}

export interface PicturedFault {
  readonly fault: string;
  readonly target: string;
  readonly since: number;
  /** Undefined until it is mended. */
  readonly until?: number;
}

/** A scenario on the clock on the wall. */
export interface PicturedLiveDrill {
  readonly scenario: string;
  readonly title: string;
  readonly speed: number;
  readonly since: number;
  /** When it ends, or has ended. */
  readonly until: number;
  /** Once it is over; its page is `/drills/report?id=`. */
  readonly id?: number;
  readonly verdict?: DrillVerdict;
  readonly summary?: string;
}

/** The site as it is now: what a picture of it needs. */
export interface Picture {
  readonly sites: readonly PicturedSite[];
  readonly buckets: readonly PicturedBucket[];
  readonly locations: readonly { readonly name: string; readonly cached: number }[];
  readonly faults: readonly PicturedFault[];
  /** What a fault can be aimed at. */
  readonly targets: readonly string[];
  /** Milliseconds that a copy takes; undefined where that is not ours to say. */
  readonly lag?: number;
  /** What can be done here, as the control API names it. */
  readonly actions: readonly string[];
  /** Visitors a minute that come by themselves; 0 where none do. */
  readonly visitors: number;
  readonly live?: PicturedLiveDrill;
}
