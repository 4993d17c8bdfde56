import { releaseError } from "../errors";
import { type Clock, type ObjectStore, type Progress, StoreError, type StoreErrorKind } from "../ports";

export interface RetryOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly progress?: Progress;
  /** How long one request is tried again. Milliseconds. @default 2 minutes */
  readonly budget?: number;
}

const passing: ReadonlySet<StoreErrorKind> = new Set(["throttled", "unavailable", "connection-lost"]);
const firstDelay = 100;
const longestDelay = 20_000;
const twoMinutes = 120_000;
/**
 * How long a bucket is asked that has not said a word yet: nothing has been begun, and whoever releases in an outage has
 * to hear of it. Milliseconds.
 */
const untilFirstWord = 20_000;

/** True for failures that the same request may not meet again. */
export function isPassing(error: unknown): error is StoreError {
  return error instanceof StoreError && passing.has(error.kind);
}

/**
 * A store whose requests are tried again, with random waits that may grow to twice the last one's bound, until the
 * budget is spent. What cannot get better ends the release with an error of its own; not found and precondition failed
 * are answers, and pass as they are.
 */
export function retryingStore(store: ObjectStore, options: RetryOptions): ObjectStore {
  const { budget = twoMinutes } = options;
  let hasAnswered = false;
  const retried = <T>(request: () => Promise<T>) =>
    withRetries(
      async () => {
        try {
          const answer = await request();
          hasAnswered = true;
          return answer;
        } catch (error) {
          hasAnswered ||= !(error instanceof StoreError && error.kind === "connection-lost");
          throw error;
        }
      },
      options,
      () => (hasAnswered ? budget : Math.min(budget, untilFirstWord)),
    );
  return {
    name: store.name,
    bucket: store.bucket,
    region: store.region,
    list: (list) => retried(() => store.list(list)),
    head: (key) => retried(() => store.head(key)),
    get: (key, versionId) => retried(() => store.get(key, versionId)),
    put: (key, body, put) => retried(() => store.put(key, body, put)),
    copyVersion: (key, source, headers) => retried(() => store.copyVersion(key, source, headers)),
    delete(keys) {
      let left = keys;
      return retried(async () => {
        try {
          await store.delete(left);
        } catch (error) {
          // Of a thousand keys some would be refused each time.
          if (error instanceof StoreError && error.left !== undefined) left = error.left;
          throw error;
        }
      });
    },
  };
}

async function withRetries<T>(
  request: () => Promise<T>,
  { clock, random, progress }: RetryOptions,
  budget: () => number,
): Promise<T> {
  const start = clock.now();
  for (let bound = firstDelay; ; bound = Math.min(bound * 2, longestDelay)) {
    try {
      return await request();
    } catch (error) {
      if (!isPassing(error)) throw asReleaseError(error);
      const delay = Math.ceil(random() * bound);
      if (clock.now() + delay > start + budget())
        throw releaseError("RELEASE_STORE_FAILED", error.value, { cause: error });
      progress?.report({ type: "retry", reason: error.value, delay });
      await clock.sleep(delay);
    }
  }
}

const codes = {
  denied: "RELEASE_DENIED",
  credentials: "RELEASE_CREDENTIALS",
  "bucket-not-found": "RELEASE_BUCKET_GONE",
  checksum: "RELEASE_FILE_CHANGED",
  refused: "RELEASE_STORE_FAILED",
} as const;

/** What a store's failure means to whoever releases; answers that a release expects stay as they are. */
export function asReleaseError(error: unknown): unknown {
  if (!(error instanceof StoreError) || !(error.kind in codes)) return error;
  return releaseError(codes[error.kind as keyof typeof codes], error.value, { cause: error });
}
