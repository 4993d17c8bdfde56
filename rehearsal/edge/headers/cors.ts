import { compilePathPattern } from "../../../facts/cloudfront/path-pattern";
import type { HeaderMap } from "../../../facts/http/header-map";
import type { CorsConfig } from "../model";

export const CORS_HEADERS = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-expose-headers",
  "access-control-max-age",
];
const ALL_METHODS = "GET, DELETE, HEAD, OPTIONS, PATCH, POST, PUT";

/**
 * The CORS headers of a response headers policy, for requests with an allowed Origin. Without override, any CORS
 * header from the origin keeps all of the policy's out. CloudFront guide, "Understand response headers policies".
 */
export function compileCors(
  config: CorsConfig,
): (request: { readonly method: string; readonly headers: HeaderMap }, response: HeaderMap) => void {
  const isAnyOrigin = config.allowOrigins.includes("*");
  const matchers = config.allowOrigins.map(compileOrigin);
  const simple = credentials(config);
  if (config.exposeHeaders.length > 0) {
    simple.push(["access-control-expose-headers", config.exposeHeaders.join(", ")]);
  }
  const preflight = preflightHeaders(config);
  return (request, response) => {
    const origin = request.headers.get("origin");
    if (origin === null || !matchers.some((matches) => matches(origin))) return;
    if (!config.originOverride && CORS_HEADERS.some((name) => response.has(name))) return;
    response.set("access-control-allow-origin", isAnyOrigin ? "*" : origin);
    const isPreflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method");
    for (const [name, value] of isPreflight ? preflight : simple) response.set(name, value);
    if (!isAnyOrigin) addVaryOrigin(response);
  };
}

function credentials(config: CorsConfig): [string, string][] {
  return config.allowCredentials ? [["access-control-allow-credentials", "true"]] : [];
}

function preflightHeaders(config: CorsConfig): [string, string][] {
  const headers = credentials(config);
  const methods = config.allowMethods.includes("ALL") ? ALL_METHODS : config.allowMethods.join(", ");
  headers.push(["access-control-allow-methods", methods]);
  headers.push(["access-control-allow-headers", config.allowHeaders.join(", ")]);
  if (config.maxAge !== undefined) headers.push(["access-control-max-age", String(config.maxAge)]);
  return headers;
}

/** Scheme and host in any case; `*` is any run of characters; without a scheme, any scheme. */
function compileOrigin(allowed: string): (origin: string) => boolean {
  if (allowed === "*") return () => true;
  const matches = compilePathPattern(allowed.toLowerCase().replace(/^\//, ""));
  if (allowed.includes("://")) return (origin) => matches(origin.toLowerCase());
  return (origin) => matches(origin.toLowerCase().replace(/^[a-z][a-z0-9+.-]*:\/\//, ""));
}

function addVaryOrigin(response: HeaderMap): void {
  const vary = response.get("vary") ?? "";
  if (!/(?:^|,)\s*(?:origin|\*)\s*(?:,|$)/i.test(vary)) response.append("vary", "Origin");
}
