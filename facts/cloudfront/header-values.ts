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

/** What such a text says; the opposite of `hstsValue`. */
export function readHsts(value: string): Hsts {
  const directives = value.split("; ");
  const maxAge = directives.find((directive) => directive.startsWith("max-age="));
  return {
    maxAge: Number(maxAge?.slice("max-age=".length)),
    includeSubDomains: directives.includes("includeSubDomains"),
    preload: directives.includes("preload"),
  };
}
