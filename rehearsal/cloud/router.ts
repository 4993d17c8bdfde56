/** Where a request goes. */
export interface Route {
  /** As in the credential scope: "s3", "cloudfront", "monitoring" (which is CloudWatch). */
  readonly service: string;
  /** Undefined where the signature has none: SigV4A covers every region. */
  readonly region: string | undefined;
}

/** A request target without scheme and host: proxies' clients send the absolute form (RFC 9112, 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const rest = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(target)?.[1] ?? target;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/**
 * The host of a target in absolute form that is not this endpoint, whatever stands before its address; undefined if it
 * is. Clients that use the endpoint as their proxy ask it for all that is plain HTTP, other servers of this machine
 * included.
 *
 * @param port of this endpoint
 */
export function foreignHost(target: string, port: number): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1];
  if (authority === undefined) return undefined;
  const [, host = "", given = "80"] = /^(.*?)(?::(\d*))?$/.exec(authority) ?? [];
  if (!/(?:^|\.)(?:127\.0\.0\.1|localhost)$/i.test(host)) return host;
  return Number(given) === port ? undefined : authority;
}

/**
 * The service and region of a request: from the credential scope of its signature (in a header or in a presigned
 * URL), else from its path. Unsigned requests that say nothing are for S3.
 *
 * @param target path and query, in origin form
 */
export function routeOf(target: string, headers: Readonly<Record<string, string | undefined>>): Route {
  return scopeOf(headers.authorization, target) ?? { service: serviceByPath(target), region: undefined };
}

/** "AKID/20260101/eu-west-1/s3/aws4_request"; SigV4A has no region in it. */
function scopeOf(authorization: string | undefined, target: string): Route | undefined {
  const parts = credentialOf(authorization, target)?.split("/") ?? [];
  const service = parts.at(-2);
  if (parts.at(-1) !== "aws4_request" || service === undefined || !/^[a-z0-9-]+$/.test(service))
    return undefined;
  // An access key may hold slashes, so the scope is counted from its end.
  const region = /^\d{8}$/.test(parts.at(-3) ?? "") ? undefined : parts.at(-3);
  return { service, region };
}

/**
 * The access key that a request says it was signed with, in a header or in a presigned URL, by Signature Version 4, 4A
 * or 2; undefined for what is not signed.
 *
 * @param target path and query, in origin form
 */
export function accessKeyOf(authorization: string | undefined, target: string): string | undefined {
  const credential = credentialOf(authorization, target);
  if (credential !== undefined) return credential.replace(/\/\d{8}\/.*$/s, "");
  return /^AWS ([^:]+):/.exec(authorization ?? "")?.[1] ?? queryOf(target).get("AWSAccessKeyId") ?? undefined;
}

function credentialOf(authorization: string | undefined, target: string): string | undefined {
  const signed = /^AWS4-[A-Z0-9-]+ +.*\bCredential=([^,\s]+)/.exec(authorization ?? "")?.[1];
  return signed ?? queryOf(target).get("X-Amz-Credential") ?? undefined;
}

function queryOf(target: string): URLSearchParams {
  const at = target.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : target.slice(at + 1));
}

function serviceByPath(target: string): string {
  if (target.startsWith("/2020-05-31/")) return "cloudfront";
  return target.startsWith("/key-value-stores/") ? "cloudfront-keyvaluestore" : "s3";
}
