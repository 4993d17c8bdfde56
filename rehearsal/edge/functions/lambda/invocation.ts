/** What came of one invocation. */
export type Invocation =
  | { readonly type: "returned"; readonly value: unknown }
  | { readonly type: "failed"; readonly reason: string };

export function failed(reason: string): Invocation {
  return { type: "failed", reason };
}

/** Why an event fails that meets the end of the edge. */
export const edgeClosed = "the edge was closed";

/** Lambda ends a function that takes longer than its timeout, in milliseconds. */
export function timedOut(timeout: number): Invocation {
  return failed(`it took longer than ${timeout} ms`);
}

/**
 * Milliseconds of real time that an environment may take to start, before a function's own timeout begins. Lambda gives
 * 10 s (Lambda, "Understanding the Lambda execution environment lifecycle"), on a machine that has nothing else to do.
 */
export const startTimeout = 30_000;
