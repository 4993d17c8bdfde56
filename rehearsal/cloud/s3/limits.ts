import { longestKey } from "../../../facts/s3/limits";
import type { CloudRequest, CloudResponse } from "../http";
import { s3ErrorResponse } from "./errors";
import type { S3Target } from "./target";

/** Bytes of all user-defined names and values (S3 user guide, "Working with object metadata"). */
const mostMetadata = 2048;
const metadataPrefix = "x-amz-meta-";

/** The refusal of what S3 has no room for. */
export function overLimit(
  { headers, query }: CloudRequest,
  { key = "" }: S3Target,
): CloudResponse | undefined {
  const keySize = Buffer.byteLength(key);
  if (keySize > longestKey) return tooLong("KeyTooLongError", "Your key is too long", keySize, longestKey);
  const metadata = [...Object.entries(headers), ...query]
    .filter(([name]) => name.toLowerCase().startsWith(metadataPrefix))
    .map(([name, value = ""]) => name.length - metadataPrefix.length + Buffer.byteLength(value, "latin1"));
  const size = metadata.reduce((sum, one) => sum + one, 0);
  return size > mostMetadata
    ? tooLong("MetadataTooLarge", "Your metadata headers are too long", size, mostMetadata)
    : undefined;
}

function tooLong(code: string, message: string, size: number, limit: number): CloudResponse {
  return s3ErrorResponse(400, code, message, { Size: String(size), MaxSizeAllowed: String(limit) });
}
