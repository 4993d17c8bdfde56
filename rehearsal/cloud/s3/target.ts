import { requestPath } from "../../../facts/site/object-path";
import { decodePath } from "../../../facts/site/path";
import type { CloudRequest } from "../http";

/** What a request to S3 is about. */
export interface S3Target {
  /** Undefined for requests about the account, such as ListBuckets. */
  readonly bucket: string | undefined;
  /** Decoded; undefined for requests about the bucket. */
  readonly key: string | undefined;
}

/**
 * The request in path style, which is the only one that moto takes at any address: a bucket in front of the host goes
 * in front of the path (S3 user guide, "Virtual hosting of buckets").
 */
export function pathStyle(request: CloudRequest): CloudRequest {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  const bucket = hostedBucket.exec(host)?.[1];
  if (bucket === undefined || /^s3[.-]|^s3$/.test(bucket)) return request;
  const path = request.path === "/" ? `/${bucket}` : `/${bucket}${request.path}`;
  return { ...request, path, headers: { ...request.headers, host: "127.0.0.1" } };
}

const hostedBucket = /^(.+)\.(?:localhost|127\.0\.0\.1|s3[.-][a-z0-9.-]*amazonaws\.com|s3\.amazonaws\.com)$/i;

/**
 * The request with the name of its region. SDKs sign "aws-global" for the bucket in front of the host of us-east-1's
 * global endpoint, which S3 takes for us-east-1, and moto for a region.
 */
export function inItsRegion(request: CloudRequest): CloudRequest {
  const { authorization } = request.headers;
  if (request.region !== globalScope) return request;
  const signed = authorization?.replace(`/${globalScope}/`, "/us-east-1/");
  return { ...request, region: "us-east-1", headers: { ...request.headers, authorization: signed } };
}

const globalScope = "aws-global";

/** Bucket and key of a request in path style. */
export function targetOf({ path }: Pick<CloudRequest, "path">): S3Target {
  const rest = path.slice(1);
  const slash = rest.indexOf("/");
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  return {
    bucket: bucket === "" ? undefined : bucket,
    key: slash < 0 ? undefined : decodedKey(rest.slice(slash + 1)),
  };
}

/** A key as a path of a request. */
export function pathOf(bucket: string, key: string): string {
  return `/${bucket}/${requestPath(key)}`;
}

function decodedKey(raw: string): string | undefined {
  return raw === "" ? undefined : (decodePath(raw) ?? raw);
}

/** What a request says in a header, or in the query of a presigned URL, where clients put them too. */
export function given({ headers, query }: CloudRequest, header: string): string | undefined {
  return headers[header] ?? [...query].find(([name]) => name.toLowerCase() === header)?.[1];
}
