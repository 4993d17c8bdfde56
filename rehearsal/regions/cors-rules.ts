import { regionsError } from "./errors";

/** What pages of other origins may ask for. S3 API, CORSRule. */
export interface CorsRule {
  /** With one `*` at most each. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  /** Request headers of a preflight, with one `*` at most each; in any case. */
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Seconds that a browser may keep the answer to a preflight. */
  readonly maxAge?: number;
}

const methods = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);
const mostRules = 100;

/**
 * Holds rules to what S3 takes. S3 user guide, "Elements of a CORS configuration".
 * @throws {OutlastError} REGIONS_CORS with every problem
 */
export function checkCors(bucket: string, rules: readonly CorsRule[]): void {
  const problems = rules.flatMap((rule, index) =>
    problemsOf(rule).map((text) => `rule ${index + 1}: ${text}`),
  );
  if (rules.length > mostRules) problems.push(`${rules.length} rules: S3 takes ${mostRules}`);
  if (problems.length === 0) return;
  throw regionsError(
    "REGIONS_CORS",
    problems.map((text) => `CORS configuration of ${bucket}: ${text}`),
  );
}

function problemsOf({ allowedOrigins, allowedMethods, allowedHeaders }: CorsRule): string[] {
  const problems: string[] = [];
  for (const method of allowedMethods)
    if (!methods.has(method)) problems.push(`method "${method}" is none of ${[...methods].join(", ")}`);
  if (allowedMethods.length === 0) problems.push("no method is allowed; list GET at least");
  if (allowedOrigins.length === 0) problems.push("no origin is allowed; list one, or *");
  for (const [what, values] of [
    ["origin", allowedOrigins],
    ["header", allowedHeaders],
  ] as const)
    for (const value of values)
      if (value.split("*").length > 2) problems.push(`${what} "${value}" has more than one *`);
  return problems;
}
