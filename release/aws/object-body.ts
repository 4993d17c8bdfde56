import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { type ObjectBody, StoreError } from "../ports";

/** Files up to this size are read at once: a stream costs more than it saves. Bytes. */
const wholeFile = 1024 * 1024;
const streamPiece = 256 * 1024;

/**
 * What goes out for a body. A file is never longer on the wire than was promised: one that has grown fails by its
 * checksum, one that has shrunk at once.
 */
export async function openBody(body: ObjectBody): Promise<Uint8Array | Readable> {
  if (body.kind === "bytes") return body.bytes;
  if (body.size > wholeFile)
    return createReadStream(body.path, { end: body.size - 1, highWaterMark: streamPiece });
  const bytes = await readFile(body.path);
  if (bytes.length === body.size) return bytes;
  throw new StoreError("checksum", `${body.path} has ${bytes.length} bytes, not ${body.size} as before`);
}

export function sizeOf(body: ObjectBody): number {
  return body.kind === "bytes" ? body.bytes.length : body.size;
}

/** SHA-256 of bytes in memory, hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
