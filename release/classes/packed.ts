import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";

/** How bytes are packed, as Content-Encoding calls it. */
export type Packing = "br" | "gzip";

/** How much of a file is unpacked to see whether it is what its name says. Bytes, packed and unpacked. */
const packedHead = 16 * 1024;
const unpackedHead = 32 * 1024 * 1024;

/** Whether bytes begin as gzip's do (RFC 1952). */
export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The beginning of what is packed; undefined for what is not packed so. */
export function unpackedHeadOf(bytes: Uint8Array, encoding: Packing): Uint8Array | undefined {
  const head = bytes.subarray(0, packedHead);
  // Of one byte zlib cannot tell.
  if (encoding === "gzip" && !isPacked(head)) return undefined;
  const maxOutputLength = unpackedHead;
  try {
    return encoding === "br"
      ? brotliDecompressSync(head, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength })
      : gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });
  } catch (error) {
    // Packed it is, whatever is in it.
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? new Uint8Array() : undefined;
  }
}

/** All that gzip has packed; undefined where it is cut off, or more than anybody would read. */
export function unpackedWholeOf(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: unpackedHead });
  } catch {
    return undefined;
  }
}
