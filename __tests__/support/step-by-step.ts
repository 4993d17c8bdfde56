import { afterEach, beforeEach } from "vitest";

/**
 * Each test of this file begins where the one before it ended: once one has failed, the others are skipped, and say so.
 * They would fail with it, one for the other, or wait for what never comes.
 */
export function stepByStep(): void {
  let failed: string | undefined;
  beforeEach(({ skip }) =>
    skip(failed !== undefined, `begins where "${failed}" should have ended, which failed`),
  );
  afterEach(({ task }) => {
    if (task.result?.state === "fail") failed ??= task.name;
  });
}
