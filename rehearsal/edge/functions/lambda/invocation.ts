/** What came of one invocation. */
export type Invocation =
  | { readonly type: "returned"; readonly value: unknown }
  | { readonly type: "failed"; readonly reason: string };

/** Lambda ends a function that takes longer than its timeout, in milliseconds. */
export function timedOut(timeout: number): Invocation {
  return { type: "failed", reason: `it took longer than ${timeout} ms` };
}
