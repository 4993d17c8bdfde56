import type { Duplex } from "node:stream";
import type { HeaderMap } from "../../facts/http/header-map";
import type { Origin } from "./model";

/** Time as the edge knows it. Milliseconds since the epoch; a test's clock is virtual. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A body that is still on its way. Reading it throws where it breaks off. */
export interface BodyStream extends AsyncIterable<Uint8Array> {
  /** Resolves once nothing more comes, however it ended. */
  readonly ended: Promise<void>;
  /** Nobody wants the rest: what it comes through is closed. */
  cancel(): void;
  /** With status 101: the connection that the answer became, with what has come of it already put back. */
  readonly tunnel?: Duplex;
}

/** A request as a visitor sends it. */
export interface ViewerRequest {
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly httpVersion: "1.0" | "1.1" | "2.0" | "3.0";
  /** The request target's path as sent, still percent-encoded, query excluded. */
  readonly path: string;
  /** Without the question mark; "" if none. */
  readonly query: string;
  /** Host included. */
  readonly headers: HeaderMap;
  readonly body?: Uint8Array;
  /** Whether the viewer takes a body while it comes. @default - the answer has the whole of it */
  readonly streams?: boolean;
  /** The connection is to become a WebSocket. */
  readonly upgrade?: "websocket";
  /** Makes a signal that is aborted when the viewer leaves. */
  readonly left?: () => AbortSignal;
  readonly clientIp: string;
  /** ISO 3166-1 country of the viewer, in capitals, for geo restriction and CloudFront-Viewer-Country. */
  readonly country?: string;
  /** What CloudFront takes the viewer's device for. @default - by its User-Agent */
  readonly device?: ViewerDevice;
}

/** What CloudFront tells devices apart as. */
export const viewerDevices = ["desktop", "mobile", "tablet", "smarttv"] as const;
/** A kind of device. */
export type ViewerDevice = (typeof viewerDevices)[number];

/** What is known of a viewer that its connection does not say. */
export type ViewerFacts = Pick<ViewerRequest, "country" | "device">;

/** What the visitor gets. */
export interface ViewerResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderMap;
  /** Empty for HEAD, 204 and 304, and where it is still to come. */
  readonly body: Uint8Array;
  /** The body, where it is still to come. */
  readonly stream?: BodyStream;
  /** What happened, for logs, reports and the console; not sent to the viewer. */
  readonly trace: Trace;
}

/** How one answer came about. */
export interface Trace {
  readonly distributionId: string;
  /** Path pattern of the behaviour, "*" for the default one. */
  readonly behavior: string;
  /** The X-Cache result without " from cloudfront". */
  readonly result: string;
  /** Each origin asked, in order. */
  readonly origins: readonly OriginAttempt[];
  /** Milliseconds on the clock from request to answer. */
  readonly duration: number;
  /** True when an expired object was served. */
  readonly stale: boolean;
  /** For the developer: why a function failed, or what the edge refused. */
  readonly reason?: string;
}

/** What else is known of a request that was answered; it is noted where somebody listens (`EdgeOptions.onTrace`). */
export interface RequestNotes {
  readonly status: number;
  /** Of the answer. */
  readonly headers: HeaderMap;
  /** As in X-Amz-Cf-Id. */
  readonly requestId: string;
  /** Under which ids functions saw it: those of a second origin see another one. */
  readonly functionIds: readonly string[];
  /** By which the cache knows the answer; undefined where it was not looked up. */
  readonly key?: string;
  /** The copy that was found, or made. */
  readonly kept?: KeptCopy;
}

/** For how long the cache has a copy. Milliseconds since the epoch. */
export interface KeptCopy {
  readonly storedAt: number;
  readonly expiresAt: number;
  readonly keptBy: LifetimeRule;
}

/** What decided how long a copy is kept: a header of the origin, a bound of the cache policy, or an error's own rule. */
export type LifetimeRule =
  | "s-maxage"
  | "max-age"
  | "expires"
  | "default-ttl"
  | "min-ttl"
  | "max-ttl"
  | "no-cache"
  | "error-caching";

/** One origin that was asked. */
export interface OriginAttempt {
  readonly originId: string;
  readonly outcome: number | OriginFailure["kind"];
  /** Milliseconds on the clock, all connection attempts included. */
  readonly duration: number;
}

/** A request as an origin gets it. */
export interface OriginRequest {
  readonly method: string;
  /** How the origin is connected to. */
  readonly scheme: "http" | "https";
  /** Origin path included. */
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderMap;
  readonly body?: Uint8Array;
  /** Whether the body of an answer with such a head may be handed on while it comes. @default - none may */
  readonly mayStream?: (status: number, headers: HeaderMap) => boolean;
  readonly upgrade?: "websocket";
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** The distribution on whose behalf it is signed: bucket policies are evaluated against it. */
  readonly sourceArn: string;
}

/** An origin's answer. */
export interface OriginResponse {
  readonly kind: "response";
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  /** The body, where it is still to come. */
  readonly stream?: BodyStream;
}

/** Why there is no answer; the failover rules need the difference. */
export interface OriginFailure {
  readonly kind: "connect-refused" | "connect-timeout" | "read-timeout" | "reset" | "dns" | "tls";
  /** For the developer, where more is known than the kind. */
  readonly reason?: string;
}

/** What came of an attempt. */
export type OriginOutcome = OriginResponse | OriginFailure;

/** Limits of one attempt, in milliseconds. */
export interface AttemptLimits {
  readonly connectTimeout: number;
  readonly readTimeout: number;
}

/**
 * One attempt at an origin: connects, sends, reads the answer, of which the body may be still to come. It takes its time from the clock and
 * never throws for what an origin can do; a fault is an outcome.
 */
export interface OriginClient {
  fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome>;
}

/** What a function may read of a KeyValueStore. */
export interface KeyValueStore {
  get(key: string): string | undefined;
  count(): number;
  meta(): { creationDateTime: string; lastUpdatedDateTime: string; keyCount: number };
}
