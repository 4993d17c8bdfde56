import type { CloudRequest, CloudResponse } from "../http";
import { element } from "../xml/element";
import { checksumAlgorithms } from "./checksums";
import { s3ErrorResponse } from "./errors";
import { isOfObject } from "./headers";
import type { MotoObjects } from "./moto-client";
import { sizesOf } from "./object-parts";
import { pathOf, type S3Target } from "./target";

/** What S3 keeps of an object's content, to be compared with. */
export interface ObjectChecksum {
  /** The ending of its header, such as `crc32c`. */
  readonly algorithm: string;
  /** Of the whole, or of the checksums of its parts. */
  readonly type: ChecksumType;
  readonly value: string;
  readonly parts: readonly { readonly size: number; readonly value: string }[];
}

type ChecksumType = "FULL_OBJECT" | "COMPOSITE";
type StoredObject = S3Target & { readonly bucket: string; readonly key: string };
type Send = (request: CloudRequest) => Promise<CloudResponse>;

const prefix = "x-amz-checksum-";
/** What S3 takes where nobody asks for another one, since December 2024. */
const usual = "crc64nvme";

/**
 * Sends a request on, and says what S3 says of checksums (S3 user guide, "Checking object integrity"). moto knows which one
 * was asked for; it counts some of them as CRC32, and those of objects in parts in its own way.
 */
export async function withChecksum(
  request: CloudRequest,
  { bucket, key }: S3Target & { readonly bucket: string },
  objects: MotoObjects,
  send: Send,
): Promise<CloudResponse> {
  if (key === undefined) return send(request);
  const { method, query, headers } = request;
  const stored = { bucket, key };
  if (method === "POST" && query.has("uploads"))
    return refusedType(headers) ?? send({ ...request, headers: { ...headers, ...typeOf(headers) } });
  const response = await send(request);
  if (response.status >= 300) return response;
  const isUpload = query.has("uploadId");
  if (method === "POST" && isUpload) return inBody(response, stored, objects);
  if (method === "PUT" && !isUpload)
    return Buffer.from(response.body).includes("<Checksum")
      ? inBody(response, stored, objects)
      : withType(response);
  if ((method !== "GET" && method !== "HEAD") || !isOfObject(request)) return response;
  const summed = isAsked(headers)
    ? await checksumOf(objects, stored, versionOf(query), read(request, response))
    : undefined;
  return { ...response, headers: { ...without(response.headers), ...said(summed, query) } };
}

/** Nobody is told of a checksum unasked, and a range has none; a part has its own. */
function isAsked(headers: CloudRequest["headers"]): boolean {
  return headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED" && headers.range === undefined;
}

/** The object itself, where it has just been read. */
function read({ method, query }: CloudRequest, response: CloudResponse): CloudResponse | undefined {
  return method === "GET" && !query.has("partNumber") ? response : undefined;
}

function versionOf(query: URLSearchParams): string | undefined {
  return query.get("versionId") ?? undefined;
}

/** The answer to what was put whole. */
function withType(response: CloudResponse): CloudResponse {
  const hasSum = Object.keys(response.headers).some((name) => name.startsWith(prefix));
  const type = hasSum && { [`${prefix}type`]: "FULL_OBJECT" };
  return { ...response, headers: { ...response.headers, ...type } };
}

/** CRC-64 is of the whole alone, SHA of the parts' alone; the others are of the parts' unless somebody asks for the whole. */
function refusedType(headers: CloudRequest["headers"]): CloudResponse | undefined {
  const algorithm = headers[`${prefix}algorithm`]?.toLowerCase();
  const type = headers[`${prefix}type`]?.toUpperCase();
  const isRefused =
    (type === "FULL_OBJECT" && algorithm?.startsWith("sha")) || (type === "COMPOSITE" && algorithm === usual);
  return isRefused
    ? s3ErrorResponse(
        400,
        "InvalidRequest",
        `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
      )
    : undefined;
}

function typeOf(headers: CloudRequest["headers"]): Record<string, string> {
  const algorithm = headers[`${prefix}algorithm`]?.toLowerCase();
  if (algorithm === undefined || headers[`${prefix}type`] !== undefined) return {};
  return { [`${prefix}type`]: algorithm === usual ? "FULL_OBJECT" : "COMPOSITE" };
}

/** The checksum of an object; undefined where there is none. */
export async function checksumOf(
  objects: MotoObjects,
  { bucket, key }: StoredObject,
  versionId?: string,
  already?: CloudResponse,
): Promise<ObjectChecksum | undefined> {
  const query = versionId === undefined ? "" : `versionId=${encodeURIComponent(versionId)}`;
  const mode = { [`${prefix}mode`]: "ENABLED" };
  const found = already ?? (await objects.send("GET", pathOf(bucket, key), query, mode));
  if (found.status !== 200) return undefined;
  const body = Buffer.from(found.body);
  const names = Object.keys(found.headers).map((name) => name.slice(prefix.length));
  const algorithm = Object.keys(checksumAlgorithms).find((name) => names.includes(name)) ?? usual;
  const digest = async (bytes: Buffer) =>
    Buffer.from((await checksumAlgorithms[algorithm]?.(bytes)) ?? "", "hex");
  const sizes = await sizesOf(objects, bucket, key, versionId, body.length);
  const digests: Buffer[] = [];
  for (let at = 0, from = 0; at < sizes.length; from += sizes[at++] ?? 0)
    digests.push(await digest(body.subarray(from, from + (sizes[at] ?? 0))));
  const inParts = /-\d+"?$/.test(String(found.headers.etag));
  const isComposite = inParts && algorithm !== usual && found.headers[`${prefix}type`] !== "FULL_OBJECT";
  const whole = isComposite ? await digest(Buffer.concat(digests)) : await digest(body);
  return {
    algorithm,
    type: isComposite ? "COMPOSITE" : "FULL_OBJECT",
    value: whole.toString("base64") + (isComposite ? `-${sizes.length}` : ""),
    parts: inParts ? sizes.map((size, at) => ({ size, value: digests[at]?.toString("base64") ?? "" })) : [],
  };
}

function said(summed: ObjectChecksum | undefined, query: URLSearchParams): Record<string, string> {
  if (summed === undefined) return {};
  const { algorithm, type, value, parts } = summed;
  const part = parts[Number(query.get("partNumber") ?? 0) - 1];
  return { [prefix + algorithm]: part?.value ?? value, [`${prefix}type`]: type };
}

function without(headers: CloudResponse["headers"]): CloudResponse["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(prefix)));
}

/** The answer to what has made an object of others, with its checksum. */
async function inBody(
  response: CloudResponse,
  stored: StoredObject,
  objects: MotoObjects,
): Promise<CloudResponse> {
  const version = response.headers["x-amz-version-id"];
  const isVersion = typeof version === "string" && version !== "null";
  const summed = await checksumOf(objects, stored, isVersion ? version : undefined);
  if (summed === undefined) return response;
  const body = Buffer.from(response.body)
    .toString("utf8")
    .replace(/<Checksum\w+>[^<]*<\/Checksum\w+>/g, "")
    .replace(/<\/\w+>\s*$/, (end) => checksumXml(summed) + end);
  return { ...response, headers: without(response.headers), body: Buffer.from(body) };
}

export function checksumXml({ algorithm, type, value }: ObjectChecksum): string {
  return element(checksumName(algorithm), value) + element("ChecksumType", type);
}

export function checksumName(algorithm: string): string {
  return `Checksum${algorithm.toUpperCase()}`;
}
