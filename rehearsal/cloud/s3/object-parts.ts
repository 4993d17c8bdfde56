import type { CloudRequest, CloudResponse } from "../http";
import { s3ErrorResponse } from "./errors";
import type { MotoObjects } from "./moto-client";
import { pathOf, type S3Target } from "./target";

const count = "x-amz-mp-parts-count";

/**
 * Sends a request on; one for a part of an object so that the answer is a range of the whole (S3 API reference, GetObject and
 * HeadObject, partNumber). What was not uploaded in parts is one. moto gives the whole for a part, or the part for the whole.
 */
export async function withObjectPart(
  request: CloudRequest,
  { bucket, key }: S3Target & { readonly bucket: string },
  objects: MotoObjects,
  send: (request: CloudRequest) => Promise<CloudResponse>,
): Promise<CloudResponse> {
  const { method, query, headers } = request;
  const number = Number(query.get("partNumber") ?? 0);
  const isRead = method === "GET" || method === "HEAD";
  if (key === undefined || !isRead || number === 0 || query.has("uploadId")) return send(request);
  const whole = new URLSearchParams(query);
  whole.delete("partNumber");
  const asked = { ...request, query: whole, rawQuery: whole.toString() };
  const versionId = query.get("versionId") ?? undefined;
  const { status, headers: said } = await objects.head(bucket, key, versionId);
  const size = Number(said["content-length"] ?? 0);
  const parts = status === 200 ? await sizesOf(objects, bucket, key, versionId, size) : [];
  if (status !== 200) return send(asked);
  if (number > parts.length)
    return s3ErrorResponse(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
  const first = parts.slice(0, number - 1).reduce((sum, one) => sum + one, 0);
  const last = first + (parts[number - 1] ?? 0) - 1;
  const ofPart = {
    ...(size > 0 && { "content-range": `bytes ${first}-${last}/${size}` }),
    ...(parts.length > 1 && { [count]: String(parts.length) }),
  };
  const ranged = { ...asked, headers: { ...headers, ...(size > 0 && { range: `bytes=${first}-${last}` }) } };
  const response = await send(method === "HEAD" ? asked : ranged);
  if (response.status >= 300) return response;
  const length = method === "HEAD" && { "content-length": String(last - first + 1) };
  return { ...response, status: 206, headers: { ...response.headers, ...length, ...ofPart } };
}

/** What was not uploaded in parts is one. @param size of the whole */
export async function sizesOf(
  objects: MotoObjects,
  bucket: string,
  key: string,
  versionId: string | undefined,
  size: number,
): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (let number = 1, most = 1; number <= most; number++) {
    const query = new URLSearchParams({ partNumber: String(number), ...(versionId && { versionId }) });
    const { headers } = await objects.send("HEAD", pathOf(bucket, key), query.toString());
    most = Number(headers[count] ?? 0);
    if (most > 0) sizes.push(Number(headers["content-length"]));
  }
  return sizes.length > 0 ? sizes : [size];
}
