/** What a continuous deployment policy says of the requests that go to the staging distribution. */
export interface TrafficTerms {
  readonly header?: string;
  /** Share of all requests. */
  readonly weight?: number;
  /** Seconds. */
  readonly stickiness?: { readonly idleTtl: number; readonly maximumTtl: number };
}

/**
 * What CloudFront refuses of it, in words; undefined where it takes it (API, shapes TrafficConfig,
 * ContinuousDeploymentSingleWeightConfig and SessionStickinessConfig).
 */
export function trafficProblem({ header, weight, stickiness }: TrafficTerms): string | undefined {
  if (header !== undefined && !/^aws-cf-cd-./i.test(header)) return "Header must begin with aws-cf-cd-";
  if (weight !== undefined && !(weight >= 0 && weight <= 0.15)) return "Weight must be between 0 and 0.15";
  if (stickiness === undefined) return undefined;
  const { idleTtl, maximumTtl } = stickiness;
  return idleTtl >= 300 && idleTtl <= maximumTtl && maximumTtl <= 3600
    ? undefined
    : "IdleTTL and MaximumTTL are between 300 and 3600 seconds, the former at most the latter";
}

/**
 * Why a distribution can have no continuous deployment policy; undefined where it can (CloudFront guide, "Quotas and other
 * considerations for continuous deployment").
 */
export function primaryProblem({
  isStaging,
  httpVersion,
  hasCompletionTimeout,
}: {
  readonly isStaging: boolean;
  readonly httpVersion: string;
  readonly hasCompletionTimeout: boolean;
}): string | undefined {
  if (isStaging) return "A staging distribution has no continuous deployment policy of its own";
  if (/^http(?:3|2and3)$/i.test(httpVersion)) return "Continuous deployment is not supported with HTTP/3";
  return hasCompletionTimeout
    ? "Continuous deployment is not supported with a response completion timeout"
    : undefined;
}
