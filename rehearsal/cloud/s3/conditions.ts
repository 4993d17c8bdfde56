import { parseHttpDate } from "../../../facts/http/date";
import { decodePath } from "../../../facts/site/path";
import type { CloudRequest, CloudResponse } from "../http";
import { s3ErrorResponse } from "./errors";
import type { MotoObjects } from "./moto-client";
import { given, type S3Target } from "./target";

/**
 * The refusal of a copy whose source is not as the request wants it (S3 API reference, CopyObject and UploadPartCopy):
 * of a tag and a date that ask for the same, the tag decides.
 */
export async function refusedCopy(
  request: CloudRequest,
  objects: MotoObjects,
): Promise<CloudResponse | undefined> {
  const source = sourceOf(given(request, "x-amz-copy-source"));
  if (source === undefined || request.method !== "PUT") return undefined;
  const { status, headers } = await objects.head(source.bucket, source.key, source.versionId);
  if (status === 405)
    return s3ErrorResponse(
      400,
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  if (status !== 200) return undefined;
  const range = given(request, "x-amz-copy-source-range");
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const size = Number(headers["content-length"]);
  if (range !== undefined && !(Number(first) <= Number(last) && Number(last) < size))
    return s3ErrorResponse(
      400,
      "InvalidArgument",
      `Range specified is not valid for source object of size: ${size}`,
      { ArgumentName: "x-amz-copy-source-range", ArgumentValue: range },
    );
  const asks = (name: string) => given(request, `x-amz-copy-source-${name}`);
  const [match, noneMatch] = [asks("if-match"), asks("if-none-match")];
  const modified = parseHttpDate(String(headers["last-modified"])) ?? 0;
  const [since, until] = [asks("if-modified-since"), asks("if-unmodified-since")].map((date) =>
    parseHttpDate(date ?? ""),
  );
  const failed =
    (match !== undefined && !isTag(match, headers.etag) && "x-amz-copy-source-If-Match") ||
    (match === undefined &&
      until !== undefined &&
      modified > until &&
      "x-amz-copy-source-If-Unmodified-Since") ||
    (noneMatch !== undefined && isTag(noneMatch, headers.etag) && "x-amz-copy-source-If-None-Match") ||
    (noneMatch === undefined &&
      since !== undefined &&
      modified <= since &&
      "x-amz-copy-source-If-Modified-Since");
  return failed ? unmet(failed) : undefined;
}

/** The refusal of a write over an object that is not as the request wants it (S3 user guide, "Conditional requests"). */
export async function refusedWrite(
  request: CloudRequest,
  { bucket, key }: S3Target,
  objects: MotoObjects,
): Promise<CloudResponse | undefined> {
  const { "if-match": match, "if-none-match": noneMatch } = request.headers;
  if (bucket === undefined || key === undefined || !isWrite(request)) return undefined;
  if (match === undefined && noneMatch === undefined) return undefined;
  if (noneMatch !== undefined && noneMatch !== "*")
    return s3ErrorResponse(501, "NotImplemented", "If-None-Match of a write is * alone.", {
      Header: "If-None-Match",
    });
  const { status, headers } = await objects.head(bucket, key);
  if (noneMatch !== undefined && status === 200) return unmet("If-None-Match");
  if (match === undefined) return undefined;
  if (status !== 200)
    return s3ErrorResponse(404, "NoSuchKey", "The specified key does not exist.", { Key: key });
  return isTag(match, headers.etag) ? undefined : unmet("If-Match");
}

/** An object as a whole: put, copied, completed or deleted. */
function isWrite({ method, query }: CloudRequest): boolean {
  if (method === "POST") return query.has("uploadId");
  const hasPart = ["uploadId", "acl", "tagging", "retention", "legal-hold"].some((name) => query.has(name));
  return (method === "PUT" || method === "DELETE") && !hasPart;
}

function isTag(wanted: string, etag: string | string[] | undefined): boolean {
  return wanted.trim() === "*" || wanted.replaceAll('"', "").trim() === String(etag).replaceAll('"', "");
}

function sourceOf(header: string | undefined) {
  const [, bucket, key = "", versionId] =
    /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(header ?? "") ?? [];
  return bucket === undefined ? undefined : { bucket, key: decodePath(key) ?? key, versionId };
}

function unmet(condition: string): CloudResponse {
  return s3ErrorResponse(
    412,
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    { Condition: condition },
  );
}
