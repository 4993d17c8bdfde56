import { HeaderMap } from "../../../facts/http/header-map";
import type { OriginRequest } from "../../edge/ports";
import type { Bucket } from "../bucket";
import type { CorsRule } from "../cors-rules";
import { S3Error } from "../errors";
import type { S3Answer } from "./answer";

/** Set by every answer that a rule allowed, also where the rule is for any origin. */
const vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/**
 * The answer to OPTIONS. Nobody has to be granted anything for it: browsers do not sign preflights.
 * S3 API, "OPTIONS object".
 *
 * @throws {S3Error} what `preflightRefusal` says, where no rule allows what is asked
 */
export function answerPreflight(bucket: Bucket, request: OriginRequest): S3Answer {
  const headers = corsHeaders(bucket, request);
  if (headers === undefined) throw preflightRefusal(request, bucket);
  headers.set("content-length", "0");
  return { status: 200, headers, body: new Uint8Array(0) };
}

/** Why a preflight is refused. S3 user guide, "Troubleshooting CORS". */
export function preflightRefusal({ headers, path }: OriginRequest, bucket?: Bucket): S3Error {
  if (!headers.has("origin"))
    return new S3Error("BadRequest", 400, "Insufficient information. Origin request header needed.");
  if (bucket === undefined) return forbidden("Bucket not found", headers, "BUCKET");
  if (bucket.cors.length === 0) return forbidden("CORS is not enabled for this bucket.", headers, "BUCKET");
  // The spelling is S3's.
  const why =
    "This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
  return forbidden(`This CORS request is not allowed. ${why}`, headers, path === "/" ? "BUCKET" : "OBJECT");
}

/**
 * What the first rule that allows the request adds to its answer; undefined where none does, or where the request
 * has no Origin and so concerns no other site. S3 user guide, "How does Amazon S3 evaluate the CORS configuration".
 */
export function corsHeaders({ cors }: Bucket, { method, headers }: OriginRequest): HeaderMap | undefined {
  const origin = headers.get("origin");
  if (origin === null || cors.length === 0) return undefined;
  const wanted = listed(headers.get("access-control-request-headers"));
  const intended = headers.get("access-control-request-method") ?? method;
  const rule = cors.find((one) => allows(one, origin, intended, wanted));
  return rule && headersOf(rule, origin, wanted);
}

function allows(rule: CorsRule, origin: string, method: string, wanted: readonly string[]): boolean {
  return (
    rule.allowedMethods.includes(method) &&
    rule.allowedOrigins.some((allowed) => matches(allowed, origin)) &&
    wanted.every((name) => rule.allowedHeaders.some((allowed) => matches(allowed.toLowerCase(), name)))
  );
}

/** A rule for any origin names none, and so can allow no credentials. */
function headersOf(rule: CorsRule, origin: string, wanted: readonly string[]): HeaderMap {
  const isForAny = rule.allowedOrigins.includes("*");
  const headers = new HeaderMap({ "access-control-allow-origin": isForAny ? "*" : origin });
  if (!isForAny) headers.set("access-control-allow-credentials", "true");
  headers.set("access-control-allow-methods", rule.allowedMethods.join(", "));
  if (wanted.length > 0) headers.set("access-control-allow-headers", wanted.join(", "));
  if (rule.exposeHeaders.length > 0)
    headers.set("access-control-expose-headers", rule.exposeHeaders.join(", "));
  if (rule.maxAge !== undefined) headers.set("access-control-max-age", String(rule.maxAge));
  headers.set("vary", vary);
  return headers;
}

/** An allowed origin or header has one `*` at most, and no `?` but itself (S3 API, CORSRule): not what `facts/wildcard.ts` matches. */
function matches(allowed: string, value: string): boolean {
  const star = allowed.indexOf("*");
  if (star < 0) return allowed === value;
  const [start, end] = [allowed.slice(0, star), allowed.slice(star + 1)];
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}

function listed(header: string | null): string[] {
  if (header === null) return [];
  return header
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
}

function forbidden(message: string, asked: HeaderMap, resourceType: "BUCKET" | "OBJECT"): S3Error {
  const method = asked.get("access-control-request-method") ?? "OPTIONS";
  return new S3Error("AccessForbidden", 403, `CORSResponse: ${message}`, {
    details: { Method: method, ResourceType: resourceType },
  });
}
