import type { CloudRequest, CloudResponse } from "../http";
import { childText, parseXml, type XmlElement, XmlError } from "../xml/element";
import { s3ErrorResponse } from "./errors";
import type { MotoObjects } from "./moto-client";
import { pathOf, type S3Target } from "./target";

/** S3 guide, Multipart upload limits. */
const lastPart = 10_000;

/** The refusal of a part, or of a list of parts, that S3 would not take (S3 user guide, "Multipart upload limits"). */
export function refusedParts({ method, query, body }: CloudRequest): CloudResponse | undefined {
  if (!query.has("uploadId")) return undefined;
  if (method === "PUT") return isPartNumber(query.get("partNumber") ?? "") ? undefined : noPartNumber();
  return method === "POST" ? refusedList(body.toString("utf8")) : undefined;
}

/** moto takes the parts of a list in any order, and each as often as it stands there. */
function refusedList(xml: string): CloudResponse | undefined {
  const parts = partsIn(xml);
  const numbers = parts.map((part) => childText(part, "PartNumber")?.trim() ?? "");
  const hasTags = parts.every((part) => childText(part, "ETag"));
  if (parts.length === 0 || !hasTags || !numbers.every((number) => /^-?\d+$/.test(number)))
    return s3ErrorResponse(
      400,
      "MalformedXML",
      "A list of parts is expected, each with its number and ETag.",
    );
  if (!numbers.every(isPartNumber)) return noPartNumber();
  const isAscending = numbers.every((number, at) => at === 0 || Number(number) > Number(numbers[at - 1]));
  return isAscending
    ? undefined
    : s3ErrorResponse(
        400,
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
      );
}

/** Whether a request is for an upload that there is none of, over which moto stumbles. */
export async function isLostUpload(
  { query }: CloudRequest,
  { status }: CloudResponse,
  { bucket, key }: S3Target & { readonly bucket: string },
  objects: MotoObjects,
): Promise<boolean> {
  const id = query.get("uploadId");
  if (id === null || key === undefined || status < 400) return false;
  const listed = await objects.send("GET", pathOf(bucket, key), `uploadId=${encodeURIComponent(id)}`);
  return Buffer.from(listed.body).includes("<Code>NoSuchUpload<");
}

export function noSuchUpload(): CloudResponse {
  return s3ErrorResponse(
    404,
    "NoSuchUpload",
    "The specified multipart upload does not exist. The upload ID might be invalid, or the upload might have been aborted or completed.",
  );
}

function partsIn(xml: string): readonly XmlElement[] {
  try {
    return parseXml(xml).children.filter(({ name }) => name === "Part");
  } catch (error) {
    if (error instanceof XmlError) return [];
    throw error;
  }
}

function isPartNumber(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= lastPart;
}

function noPartNumber(): CloudResponse {
  return s3ErrorResponse(
    400,
    "InvalidArgument",
    `Part number must be an integer between 1 and ${lastPart}, inclusive`,
    { ArgumentName: "partNumber" },
  );
}
