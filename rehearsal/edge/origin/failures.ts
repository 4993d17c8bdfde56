import type { OriginFailure } from "../ports";
import type { Readings } from "../readings";

export type FailureKind = OriginFailure["kind"] | "completion-timeout";

/** Methods that CloudFront asks again after a response timeout (CloudFront guide, Origin response timeout). */
const RETRIED_AFTER_SILENCE = new Set(["GET", "HEAD"]);

/**
 * Whether another of the origin's attempts is due. A failed connection is tried again whatever the method; once
 * the request is out, only GET and HEAD are. A name that does not resolve is not looked up again.
 */
export function isRetried(kind: OriginFailure["kind"], method: string): boolean {
  if (kind === "connect-refused" || kind === "connect-timeout") return true;
  return (kind === "read-timeout" || kind === "reset") && RETRIED_AFTER_SILENCE.has(method);
}

/** Status that the viewer gets when there is no answer (CloudFront guide, HTTP 502 and 504 status codes). */
export function failureStatus(kind: FailureKind, isS3: boolean, readings: Readings): 502 | 503 | 504 {
  switch (kind) {
    case "connect-timeout":
    case "read-timeout":
    case "completion-timeout":
      return 504;
    case "connect-refused":
      return readings.refusedConnectionStatus;
    case "dns":
      return isS3 ? readings.s3NameFailureStatus : 502;
    default:
      return 502;
  }
}

/**
 * The codes of which a group has to list one for a failure to be among its failover criteria: a connection that fails counts
 * as 503, silence as 504 (CloudFront guide, Optimize high availability with origin failover).
 */
export function failoverCriteria(kind: FailureKind, readings: Readings): readonly number[] {
  switch (kind) {
    case "connect-refused":
    case "connect-timeout":
      return [503];
    case "read-timeout":
      return [504];
    case "completion-timeout":
      return readings.completionTimeoutFailsOver ? [504] : [];
    case "reset":
      return [502];
    default:
      return readings.nameFailureCriteria;
  }
}
