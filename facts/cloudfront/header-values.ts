/** What a response headers policy says about Strict-Transport-Security. */
export interface Hsts {
  /** Seconds. */
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
}

/** As CloudFront writes it (CloudFront guide, "Understand response headers policies"). */
export function hstsValue({ includeSubDomains, maxAge, preload }: Hsts): string {
  return [
    `max-age=${maxAge}`,
    ...(includeSubDomains ? ["includeSubDomains"] : []),
    ...(preload ? ["preload"] : []),
  ].join("; ");
}
