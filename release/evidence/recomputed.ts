import { createHash } from "node:crypto";
import { carriesHash } from "../classes/content-hash";
import type { Digests } from "../ports";

/** Fewer characters than these could agree by chance. */
const shortest = 8;

const hexadecimal = /^[0-9a-f]{8,}$/;

/** What a name has to have for its bytes to be compared at all: a run of eight that no word is. */
const candidate = /(?=[\w-]*\d|[\w-]*[A-Z])[\w-]{8}/;

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * Which digest of the bytes the name carries, in words: proof that it changes with them. Undefined when it carries none
 * that is known.
 *
 * MD5, SHA-1 and SHA-2 in hexadecimal, base64url and base32: Hugo's fingerprint, Django, Phoenix, gulp-rev, Sprockets'
 * like. MD4 is webpack's `[contenthash]` (output.hashFunction, with optimization.realContentHash), xxHash64 is Rspack's
 * and, in base32, esbuild's for files that it copies; XXH3 of 128 bits as a number in base 64 is Rollup's, and so Vite's,
 * for pictures, fonts and style sheets.
 */
export async function digestInName(
  key: string,
  { md5, sha256 }: Digests,
  bytes?: Uint8Array,
): Promise<string | undefined> {
  if (!candidate.test(key)) return undefined;
  for (const [name, digest] of [
    ["MD5", md5],
    ["SHA-256", sha256],
  ] as const)
    if (isWritten(key, Buffer.from(digest, "hex"))) return name;
  if (bytes === undefined || !isWorthReading(key)) return undefined;
  for (const [name, algorithm] of [
    ["SHA-1", "sha1"],
    ["SHA-384", "sha384"],
    ["SHA-512", "sha512"],
  ] as const)
    if (isWritten(key, createHash(algorithm).update(bytes).digest())) return name;
  return bundlersDigest(key, bytes);
}

/** What looks hashed, though it may be all of a name or a folder's: further digests cost more than a look. */
function isWorthReading(key: string): boolean {
  return (
    carriesHash(key) ||
    key.split("/").some((segment) => carriesHash(`-${segment}`) || hexadecimal.test(segment))
  );
}

async function bundlersDigest(key: string, bytes: Uint8Array): Promise<string | undefined> {
  const { md4, xxhash64, xxhash128 } = await import("hash-wasm");
  if (isWritten(key, Buffer.from(await md4(bytes), "hex"))) return "MD4";
  if (isWritten(key, Buffer.from(await xxhash64(bytes), "hex"))) return "xxHash64";
  const number = BigInt(
    `0x${Buffer.from(await xxhash128(bytes), "hex")
      .reverse()
      .toString("hex")}`,
  );
  const digits = [inBase64(number), number.toString(36), number.toString(16)];
  return digits.some((text) => isIn(key, text)) ? "XXH3" : undefined;
}

function isWritten(key: string, digest: Buffer): boolean {
  return [digest.toString("hex"), digest.toString("base64url"), toBase32(digest)].some((text) =>
    isIn(key, text),
  );
}

/** Whether a run of the key, between separators, is the beginning of a digest. */
function isIn(key: string, digest: string): boolean {
  const start = digest.slice(0, shortest);
  for (let at = key.indexOf(start); at >= 0; at = key.indexOf(start, at + 1)) {
    let end = at + shortest;
    while (end < key.length && key[end] === digest[end - at]) end++;
    if (isBorder(key[at - 1]) && isBorder(key[end])) return true;
  }
  return false;
}

function isBorder(character: string | undefined): boolean {
  return character === undefined || !/[A-Za-z0-9]/.test(character);
}

function inBase64(number: bigint): string {
  let text = "";
  for (let rest = number; rest > 0n; rest >>= 6n) text = base64url[Number(rest & 63n)] + text;
  return text;
}

/** RFC 4648, section 6, without padding. */
function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += base32[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return text;
}
