/** What a fault does to a request. */
export type FaultEffect =
  | { readonly kind: "refuse" | "blackhole" | "hang" | "reset" | "dns" | "tls" }
  /** Milliseconds until the first byte. */
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "throttle"; readonly bytesPerSecond: number }
  /** 403 AccessDenied, 404 NoSuchBucket, 500 InternalError, 503 SlowDown. */
  | { readonly kind: "status"; readonly status: 403 | 404 | 500 | 503 }
  /** Requests are served; nothing is replicated out of the target or into it. */
  | { readonly kind: "paused" };

/** Which part of the requests is hit. */
export type FaultShare =
  | { readonly type: "probability"; readonly value: number }
  /** Every n-th request. */
  | { readonly type: "every"; readonly n: number }
  /** Requests above this rate, counted by the second of the clock. */
  | { readonly type: "over"; readonly perSecond: number };

/** What is broken, for which requests, and for how long. */
export interface Fault {
  /** A region, a bucket, or a bucket's alias ("primary"). */
  readonly target: string;
  /** With `*` and `?`, without a leading slash. @default every key */
  readonly keyPattern?: string;
  readonly effect: FaultEffect;
  /** @default every request */
  readonly share?: FaultShare;
  /** Milliseconds from when it is set. @default until it is cleared */
  readonly duration?: number;
}

/** Where a request goes, in the terms of fault targets. */
export interface FaultLocation {
  readonly region: string;
  readonly bucket: string;
  readonly alias?: string;
}
