import type { CloudRequest, CloudResponse } from "../http";
import { s3ErrorResponse } from "./errors";
import type { MotoObjects } from "./moto-client";
import type { S3Target } from "./target";

const marker = "x-amz-delete-marker";

/**
 * moto's answer with what S3 says of delete markers (S3 user guide, "Working with delete markers"): moto says it to HEAD
 * alone, and to nobody who removes one.
 */
export async function withMarker(
  request: CloudRequest,
  { bucket, key }: S3Target & { readonly bucket: string },
  objects: MotoObjects,
  send: (request: CloudRequest) => Promise<CloudResponse>,
): Promise<CloudResponse> {
  const { method, query } = request;
  const versionId = query.get("versionId") ?? undefined;
  if (key === undefined || query.has("uploadId")) return send(request);
  if (method === "DELETE" && versionId !== undefined) {
    const before = await objects.head(bucket, key, versionId);
    const response = await send(request);
    return before.headers[marker] === "true" && response.status < 300
      ? { ...response, headers: { ...response.headers, [marker]: "true" } }
      : response;
  }
  const response = await send(request);
  if (method !== "GET" || response.status !== 404) return response;
  const { status, headers } = await objects.head(bucket, key, versionId);
  const { [marker]: isMarker, "x-amz-version-id": id = "" } = headers;
  if (isMarker !== "true") return response;
  const said = { [marker]: "true", "x-amz-version-id": id };
  if (status !== 405) return { ...response, headers: { ...response.headers, ...said } };
  const refused = s3ErrorResponse(
    405,
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    { Method: method, ResourceType: "DeleteMarker" },
  );
  return { ...refused, headers: { ...refused.headers, allow: "DELETE", ...said } };
}
