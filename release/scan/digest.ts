import { createHash, hash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
} from "node:fs";
import { open, readFile } from "node:fs/promises";
import type { Digests } from "../ports";

/** Files up to this size are read at once; larger ones pass through in pieces. Bytes. */
export const wholeFile = 4 * 1024 * 1024;

/** Files up to this size are read on the spot: handing them to another thread and back takes longer. Bytes. */
const smallFile = 256 * 1024;

/** What of a larger file is looked at for its type. Bytes. */
const headSize = 64 * 1024;

export interface DigestedFile extends Digests {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** What was read, for files that are read at once; of a small one until `makeRoom` has it. */
  readonly bytes?: Uint8Array;
}

export function digestsOf(bytes: Uint8Array): Digests {
  return { md5: hash("md5", bytes, "hex"), sha256: hash("sha256", bytes, "hex") };
}

/**
 * Digests of a file as one moment had it; undefined when it changed while it was read.
 * @param before what the system said of it a moment ago
 */
export async function digestFile(path: string, before: Stats): Promise<DigestedFile | undefined> {
  return before.size <= smallFile ? digestSmallFile(path, before) : digestLargeFile(path);
}

/** All of a file of at most `wholeFile` bytes. */
export async function readWholeFile(path: string, size: number): Promise<Uint8Array> {
  return size <= smallFile ? readFileSync(path) : readFile(path);
}

/** The beginning of a file that is not read at once. */
export async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headSize) });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Where small files have been read to: collecting a piece of memory for each file takes as long as reading it. */
const rooms: Buffer[] = [];

/** For when nobody looks at the bytes of a small file any more: the next one is read to their place. */
export function makeRoom({ buffer }: Uint8Array): void {
  if (buffer.byteLength === smallFile) rooms.push(Buffer.from(buffer));
}

function digestSmallFile(path: string, before: Stats): DigestedFile | undefined {
  const file = openSync(path, "r");
  try {
    // A site is thousands of these: Node's own way to read them takes twice as many calls of the system.
    const room = rooms.pop() ?? Buffer.allocUnsafeSlow(smallFile);
    const size = readSync(file, room, 0, before.size, 0);
    return unlessChanged(before, wholeDigest(room.subarray(0, size)), fstatSync(file));
  } finally {
    closeSync(file);
  }
}

async function digestLargeFile(path: string): Promise<DigestedFile | undefined> {
  const file = await open(path);
  try {
    const before = await file.stat();
    const read =
      before.size <= wholeFile ? wholeDigest(await file.readFile()) : await streamedDigest(path, file);
    return unlessChanged(before, read, await file.stat());
  } finally {
    await file.close();
  }
}

function unlessChanged(before: Stats, read: Omit<DigestedFile, "modified">, after: Stats) {
  if (before.mtimeMs !== after.mtimeMs || read.size !== after.size) return undefined;
  return { ...read, modified: after.mtimeMs };
}

function wholeDigest(bytes: Uint8Array) {
  return { ...digestsOf(bytes), size: bytes.length, bytes };
}

async function streamedDigest(path: string, file: Awaited<ReturnType<typeof open>>) {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  let size = 0;
  const stream = createReadStream(path, { fd: file, autoClose: false, start: 0, highWaterMark: 1 << 20 });
  for await (const piece of stream) {
    md5.update(piece);
    sha256.update(piece);
    size += piece.length;
  }
  return { md5: md5.digest("hex"), sha256: sha256.digest("hex"), size };
}
