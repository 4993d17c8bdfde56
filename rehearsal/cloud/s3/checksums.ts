import { createHash } from "node:crypto";
import type { CloudRequest, CloudResponse } from "../http";
import { type SentContent, sentContent } from "./chunked";
import { s3ErrorResponse } from "./errors";

/** Hexadecimal digests by the ending of their header (S3 user guide, "Checking object integrity"). */
export const checksumAlgorithms: Readonly<Record<string, (content: Buffer) => Promise<string>>> = {
  crc32: async (content) => (await import("hash-wasm")).crc32(content),
  crc32c: async (content) => (await import("hash-wasm")).crc32(content, 0x82f63b78),
  crc64nvme: async (content) => (await import("hash-wasm")).crc64(content, "9a6c9329ac4bc9b5"),
  sha1: async (content) => createHash("sha1").update(content).digest("hex"),
  sha256: async (content) => createHash("sha256").update(content).digest("hex"),
};

/** The refusal of a body that is not what its client says it has sent. */
export async function damaged(request: CloudRequest): Promise<CloudResponse | undefined> {
  if (request.method !== "PUT" && request.method !== "POST") return undefined;
  const sent = sentContent(request);
  if (sent === undefined)
    return s3ErrorResponse(400, "IncompleteBody", "The chunks of the body end before its last one.");
  return (
    otherLength(request, sent) ?? wrongMd5(request, sent) ?? wrongSha256(request) ?? wrongSum(request, sent)
  );
}

function otherLength({ headers }: CloudRequest, { content }: SentContent): CloudResponse | undefined {
  const expected = headers["x-amz-decoded-content-length"];
  return expected === undefined || Number(expected) === content.length
    ? undefined
    : s3ErrorResponse(400, "IncompleteBody", "The body has not the length that its headers name.", {
        NumberBytesExpected: expected,
        NumberBytesProvided: String(content.length),
      });
}

function wrongMd5({ headers }: CloudRequest, { content }: SentContent): CloudResponse | undefined {
  const given = headers["content-md5"];
  if (given === undefined) return undefined;
  if (!isDigest(given, 16))
    return s3ErrorResponse(400, "InvalidDigest", "The Content-MD5 you specified is not valid.");
  const computed = createHash("md5").update(content).digest("base64");
  return given === computed
    ? undefined
    : s3ErrorResponse(400, "BadDigest", "The Content-MD5 you specified is not that of the body.", {
        ExpectedDigest: given,
        CalculatedDigest: computed,
      });
}

/** Of the body as it is sent; where it says how it is signed instead, there is nothing to compare. */
function wrongSha256({ headers, body }: CloudRequest): CloudResponse | undefined {
  const given = headers["x-amz-content-sha256"];
  if (given === undefined || !/^[0-9a-f]{64}$/i.test(given)) return undefined;
  const computed = createHash("sha256").update(body).digest("hex");
  return given.toLowerCase() === computed
    ? undefined
    : s3ErrorResponse(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        { ClientComputedContentSHA256: given, S3ComputedContentSHA256: computed },
      );
}

/** `x-amz-checksum-*`, in front of the body or after it. */
async function wrongSum(
  { method, query, headers }: CloudRequest,
  { content, trailers }: SentContent,
): Promise<CloudResponse | undefined> {
  // What completes an upload names the checksum of the object, and not of the list of its parts.
  if (method === "POST" && query.has("uploadId")) return undefined;
  for (const [name, digest] of Object.entries(checksumAlgorithms)) {
    const field = `x-amz-checksum-${name}`;
    const given = headers[field] ?? trailers[field];
    if (given === undefined) continue;
    const computed = Buffer.from(await digest(content), "hex");
    if (!isDigest(given, computed.length))
      return s3ErrorResponse(400, "InvalidRequest", `Value for ${field} header is invalid.`);
    if (given !== computed.toString("base64"))
      return s3ErrorResponse(
        400,
        "BadDigest",
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
  }
  return undefined;
}

function isDigest(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text;
}
