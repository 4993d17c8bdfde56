import * as z from "zod";
import { type Side, sides } from "../../facts/site/switch";
import { releaseError } from "../errors";
import type { Digests, ListedObject, ObjectHeaders } from "../ports";
import { SharedHeaders } from "../shared-headers";
import type { FileKind } from "../site-file";
import { releaseKinds } from "./begun";

/** A file of a release, and the version of it that the bucket keeps. */
export interface RecordedFile extends Digests {
  readonly key: string;
  readonly size: number;
  readonly versionId: string;
  readonly headers: ObjectHeaders;
  readonly kind: FileKind;
  readonly uses: readonly string[];
  readonly level: number;
  readonly holds?: readonly string[];
  readonly precaches?: readonly string[];
  readonly scopes?: readonly string[];
}

/** A file that is not of the site any more. Times are milliseconds since the epoch. */
export interface FormerFile {
  readonly key: string;
  /** The bytes that the name stood for. */
  readonly etag: string;
  /** A page, or a service worker, which may be keeping pages. */
  readonly document: boolean;
  readonly cacheControl?: string;
  /** When the first release without it was complete. */
  readonly since: number;
  /** Its Last-Modified then: another one means that an unfinished release has used the name again. */
  readonly lastModified: number;
  /** When it was deleted; absent while it stays for pages that are still open. */
  readonly deleted?: number;
}

/** The record of one release. */
export interface Manifest {
  readonly id: string;
  readonly site: string;
  /** When it was complete. Milliseconds since the epoch. */
  readonly time: number;
  readonly kind: (typeof releaseKinds)[number];
  /** The release that a rollback returned to, or that both regions were to have. */
  readonly rollbackTo?: string;
  readonly to: Side;
  readonly commit?: string;
  /** In the order of their keys. */
  readonly files: readonly RecordedFile[];
  readonly former: readonly FormerFile[];
  /** Names with a content hash that have carried different bytes. */
  readonly reused: readonly string[];
}

const indexed = new WeakMap<Manifest, ReadonlyMap<string, RecordedFile>>();

/** The files of a record by their keys; made once, since of a hundred thousand each index is megabytes. */
export function filesByKey(manifest: Manifest | undefined): ReadonlyMap<string, RecordedFile> {
  const files = manifest && indexed.get(manifest);
  if (files) return files;
  const made = new Map(manifest?.files.map((file) => [file.key, file]));
  if (manifest) indexed.set(manifest, made);
  return made;
}

/** Raised when the shape changes. */
const shapeVersion = 1;

/** A manifest as it is kept: one line a file, with what it uses as places in the list. */
export function serializeManifest({ files, ...head }: Manifest): string {
  const places = new Map(files.map(({ key }, index) => [key, index]));
  const lines = files.map(({ uses, ...file }) =>
    JSON.stringify({
      ...file,
      uses: uses.map((key) => places.get(key)).filter((place) => place !== undefined),
    }),
  );
  const opening = JSON.stringify({ version: shapeVersion, ...head }).slice(0, -1);
  return `${opening},"files":[\n${lines.join(",\n")}\n]}\n`;
}

/** A moment that can be shown: dates end there (ECMAScript, Time Values). Milliseconds since the epoch. */
export const moment = z.number().min(0).max(8.64e15);

/** What the code relies on; other keys may come, and are let through. */
const texts = z.array(z.string());
const fileShape = z.looseObject({
  key: z.string(),
  size: z.number(),
  versionId: z.string(),
  md5: z.string(),
  sha256: z.string(),
  headers: z.looseObject({
    contentType: z.string(),
    cacheControl: z.string(),
    contentEncoding: z.string().optional(),
    inlineHashes: z.string().optional(),
  }),
  kind: z.enum(["asset", "document", "entry", "worker"]),
  uses: z.array(z.number()),
  level: z.number(),
  holds: texts.optional(),
  precaches: texts.optional(),
  scopes: texts.optional(),
});
const manifestShape = z.looseObject({
  version: z.literal(shapeVersion),
  id: z.string(),
  site: z.string(),
  time: moment,
  kind: z.enum(releaseKinds),
  rollbackTo: z.string().optional(),
  to: z.enum(sides),
  commit: z.string().optional(),
  files: z.array(fileShape),
  former: z.array(
    z.looseObject({
      key: z.string(),
      etag: z.string(),
      document: z.boolean(),
      cacheControl: z.string().optional(),
      since: moment,
      lastModified: moment,
      deleted: moment.optional(),
    }),
  ),
  reused: texts,
});

/**
 * A manifest that was read. One as it is kept is taken line by line: of a hundred thousand files neither the text nor
 * anything between it and the files is in memory at once.
 *
 * @param listed the bucket's objects: what the record says of them again is not kept twice
 * @throws {OutlastError} for another version's, or what is no manifest
 */
export function parseManifest(
  key: string,
  bytes: Uint8Array,
  listed?: ReadonlyMap<string, ListedObject>,
): Manifest {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const {
    version: _,
    files,
    ...head
  } = inLines(key, text, listed) ?? parseRecord(key, text.toString(), manifestShape);
  const headers = new SharedHeaders();
  const named = files as unknown as Array<{ -readonly [Name in keyof RecordedFile]: RecordedFile[Name] }>;
  // What is the same in thousands of files is there once. Whoever uses a file may come after it.
  const uses = files.map((file) => (file.uses.length === 0 ? undefined : file.uses));
  for (const [index, file] of named.entries()) {
    file.headers = headers.of(file.headers);
    file.uses = uses[index]?.map((place) => named[place]?.key).filter((used) => used !== undefined) ?? none;
  }
  return { ...head, files: named };
}

const none: readonly string[] = [];
const opening = Buffer.from('"files":[\n');
const closing = Buffer.from("\n]}\n");

/** Undefined for a manifest that is not in the lines of `serializeManifest`. */
function inLines(
  key: string,
  text: Buffer,
  listed?: ReadonlyMap<string, ListedObject>,
): z.output<typeof manifestShape> | undefined {
  const end = text.length - closing.length;
  const start = text.indexOf("\n") + 1;
  if (start < opening.length || start > end || !text.subarray(start - opening.length, start).equals(opening))
    return undefined;
  if (!text.subarray(end).equals(closing)) return undefined;
  const head = parseRecord(key, `${text.toString("utf8", 0, start)}]}`, manifestShape);
  for (let at = start; at < end; ) {
    const next = text.indexOf("\n", at);
    const line = text.toString("utf8", at, next < end ? next - 1 : end);
    if (next < end && text[next - 1] !== comma) return undefined;
    const file = parseFile(`${key}: files.${head.files.length}`, line);
    const there = listed?.get(file.key);
    if (there) file.key = there.key;
    if (there?.etag === file.md5) file.md5 = there.etag;
    head.files.push(file);
    at = next + 1;
  }
  return head;
}

const comma = ",".charCodeAt(0);

/** A line, as `fileShape` has it. Zod is asked where one is wrong: of each file it takes longer than all else of a record. */
function parseFile(key: string, line: string): z.output<typeof fileShape> {
  try {
    const file: unknown = JSON.parse(line);
    if (isFile(file)) return file;
  } catch {
    // What is wrong with it is said below.
  }
  return parseRecord(key, line, fileShape);
}

function isFile(value: unknown): value is z.output<typeof fileShape> {
  if (typeof value !== "object" || value === null) return false;
  const file = value as Readonly<Record<string, unknown>>;
  const headers = (file.headers ?? {}) as Readonly<Record<string, unknown>>;
  return (
    isText(file.key) &&
    isText(file.versionId) &&
    isText(file.md5) &&
    isText(file.sha256) &&
    Number.isFinite(file.size) &&
    Number.isFinite(file.level) &&
    isText(headers.contentType) &&
    isText(headers.cacheControl) &&
    (headers.contentEncoding === undefined || isText(headers.contentEncoding)) &&
    (headers.inlineHashes === undefined || isText(headers.inlineHashes)) &&
    fileShape.shape.kind.options.some((kind) => kind === file.kind) &&
    Array.isArray(file.uses) &&
    file.uses.every(Number.isFinite) &&
    [file.holds, file.precaches, file.scopes].every(
      (list) => list === undefined || (Array.isArray(list) && list.every(isText)),
    )
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/**
 * One of the records. Whoever can write to the bucket may have written it.
 * @throws {OutlastError} RELEASE_RECORD_UNREADABLE for what is not of that shape
 */
export function parseRecord<T>(key: string, text: string, shape: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw releaseError("RELEASE_RECORD_UNREADABLE", key, { cause: error });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw releaseError(
    "RELEASE_RECORD_UNREADABLE",
    `${key}: ${first?.path.join(".") || "all of it"}: ${first?.message}`,
  );
}
