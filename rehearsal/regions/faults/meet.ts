import type { AttemptLimits, Clock, OriginFailure } from "../../edge/ports";
import { type S3Error, s3Errors } from "../errors";
import type { FaultEffect } from "./fault";

/**
 * Spends the time that a fault and the distance cost an attempt, in milliseconds of the clock. Yields the
 * failure if there is no answer: a black hole takes the whole connect timeout, silence the whole read timeout.
 */
export async function meet(
  effect: FaultEffect | undefined,
  latency: number,
  clock: Clock,
  limits: AttemptLimits,
): Promise<OriginFailure["kind"] | undefined> {
  switch (effect?.kind) {
    case "refuse":
      return "connect-refused";
    case "dns":
    case "tls":
      return effect.kind;
    case "blackhole":
      await clock.sleep(limits.connectTimeout);
      return "connect-timeout";
    case "hang":
      await clock.sleep(limits.readTimeout);
      return "read-timeout";
  }
  const wait = latency + (effect?.kind === "delay" ? effect.ms : 0);
  if (wait > 0) await clock.sleep(Math.min(wait, limits.readTimeout));
  if (wait > limits.readTimeout) return "read-timeout";
  return effect?.kind === "reset" ? "reset" : undefined;
}

/** S3's error for a status fault. */
export function statusError(status: 403 | 404 | 500 | 503, bucket: string): S3Error {
  if (status === 403) return s3Errors.accessDenied();
  if (status === 404) return s3Errors.noSuchBucket(bucket);
  return status === 500 ? s3Errors.internalError() : s3Errors.slowDown();
}
