import type { CloudRequest, CloudResponse } from "../http";
import { element, escapeXml } from "../xml/element";
import { s3ErrorResponse } from "./errors";
import type { MotoObjects } from "./moto-client";
import { checksumName, checksumOf, checksumXml, type ObjectChecksum } from "./object-checksums";
import type { S3Target } from "./target";

const known: readonly string[] = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** Sends a request on; what it asks of an object's attributes is answered here: moto knows two of the five. */
export async function withAttributes(
  request: CloudRequest,
  { bucket, key }: S3Target & { readonly bucket: string },
  objects: MotoObjects,
  send: (request: CloudRequest) => Promise<CloudResponse>,
): Promise<CloudResponse> {
  const { method, query } = request;
  if (key === undefined || method !== "GET" || !query.has("attributes")) return send(request);
  const refused = refusedAttributes(request);
  if (refused !== undefined) return refused;
  const versionId = query.get("versionId") ?? undefined;
  const found = await objects.head(bucket, key, versionId);
  const summed = found.status === 200 && (await checksumOf(objects, { bucket, key }, versionId));
  return summed ? shownAttributes(request, found, summed) : send(request);
}

/** The refusal of a question for attributes that an object has not (S3 API reference, GetObjectAttributes). */
function refusedAttributes(request: CloudRequest): CloudResponse | undefined {
  const asked = askedOf(request);
  if (asked.length === 0)
    return s3ErrorResponse(
      400,
      "InvalidRequest",
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
    );
  return asked.every((name) => known.includes(name))
    ? undefined
    : s3ErrorResponse(400, "InvalidArgument", "Invalid attribute name specified.");
}

/** @param found moto's answer to HEAD */
function shownAttributes(
  request: CloudRequest,
  { headers }: CloudResponse,
  summed: ObjectChecksum,
): CloudResponse {
  const storageClass = String(headers["x-amz-storage-class"] ?? "STANDARD");
  const all: Readonly<Record<string, string>> = {
    ETag: element("ETag", escapeXml(String(headers.etag).replaceAll('"', ""))),
    Checksum: element("Checksum", checksumXml(summed)),
    ObjectParts: summed.parts.length > 0 ? element("ObjectParts", partsXml(request, summed)) : "",
    StorageClass: element("StorageClass", escapeXml(storageClass)),
    ObjectSize: element("ObjectSize", String(headers["content-length"])),
  };
  const asked = askedOf(request);
  const shown = known.filter((name) => asked.includes(name)).map((name) => all[name] ?? "");
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${element("GetObjectAttributesResponse", shown.join(""))}`;
  const { "last-modified": modified, "x-amz-version-id": version } = headers;
  return {
    status: 200,
    headers: {
      "content-type": "application/xml",
      ...(modified !== undefined && { "last-modified": modified }),
      ...(version !== undefined && { "x-amz-version-id": version }),
    },
    body: Buffer.from(body),
  };
}

function askedOf({ headers }: CloudRequest): readonly string[] {
  const names = (headers["x-amz-object-attributes"] ?? "").split(",").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

/** A page of the parts, from behind the one that the request names. */
function partsXml({ headers }: CloudRequest, { algorithm, parts }: ObjectChecksum): string {
  const most = Math.min(Number(headers["x-amz-max-parts"] ?? 1000), 1000);
  const marker = Number(headers["x-amz-part-number-marker"] ?? 0);
  const page = parts.slice(marker, marker + most);
  const shown = page.map(({ size, value }, at) =>
    element(
      "Part",
      element(checksumName(algorithm), value) +
        element("PartNumber", String(marker + at + 1)) +
        element("Size", String(size)),
    ),
  );
  return [
    element("IsTruncated", String(marker + page.length < parts.length)),
    element("MaxParts", String(most)),
    element("NextPartNumberMarker", String(marker + page.length)),
    element("PartNumberMarker", String(marker)),
    ...shown,
    element("PartsCount", String(parts.length)),
  ].join("");
}
