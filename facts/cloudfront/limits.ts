/** Answers of an origin on which a group can ask its second one (API, StatusCodes of OriginGroupFailoverCriteria). */
export const failoverCodes: readonly number[] = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/** Most bytes of a function's code; not adjustable (CloudFront guide, Quotas, "Quotas on CloudFront Functions"). */
export const FUNCTION_BYTES = 10_240;

/** What a distribution's invalidations on their way may name at once, by the older quotas (CloudFront guide, Quotas). */
export const invalidationQuotas = { paths: 3000, wildcards: 15 } as const;
