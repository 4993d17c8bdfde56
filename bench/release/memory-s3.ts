import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** An S3 that is quick and in memory: what is measured beside it is who asks, and it takes 100,000 files in minutes. */
export interface MemoryS3 {
  readonly url: string;
  readonly bucket: (name: string) => MemoryBucket;
  /** Requests since the last call: "GET /bucket/key". */
  asked(): readonly string[];
  close(): Promise<void>;
}

interface StoredBytes {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly written: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
}

const pageLength = 1_000;

/** Answers what a release, or a tool beside it, asks. It refuses a body of another hash than was signed. */
export async function startMemoryS3(): Promise<MemoryS3> {
  const bucket = memoryBuckets();
  let requests: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    const [, name = ""] = (incoming.url ?? "").split(/[/?]/);
    const { status = 200, headers, body } = answerOf(bucket(name), name, incoming, await buffer(incoming));
    outgoing.writeHead(status, headers).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    asked() {
      const asked = requests;
      requests = [];
      return asked;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Buckets by name; one that is not there yet begins empty. */
export function memoryBuckets(): (name: string) => MemoryBucket {
  const buckets = new Map<string, MemoryBucket>();
  const bodies = new Map<string, Buffer>();
  return (name) => {
    const known = buckets.get(name) ?? new MemoryBucket(bodies);
    buckets.set(name, known);
    return known;
  };
}

/** What a bucket holds, and every version that it has held. */
export class MemoryBucket extends Map<string, StoredBytes> {
  readonly versions = new Map<string, StoredBytes>();
  #sorted: readonly string[] | undefined;

  /** @param bodies by ETag, there once for all who share them: tools send the same 100,000 files */
  constructor(private readonly bodies: Map<string, Buffer>) {
    super();
  }

  /** @returns the new version's id */
  write(key: string, sent: Buffer, headers: StoredBytes["headers"] = {}): string {
    const etag = `"${createHash("md5").update(sent).digest("hex")}"`;
    const body = this.bodies.get(etag) ?? sent;
    this.bodies.set(etag, body);
    const stored = { body, headers, etag, written: new Date().toISOString() };
    const version = `v${this.versions.size}`;
    if (!this.has(key)) this.#sorted = undefined;
    this.set(key, stored);
    this.versions.set(version, stored);
    return version;
  }

  override delete(key: string): boolean {
    this.#sorted = undefined;
    return super.delete(key);
  }

  /** Its keys in their order: sorted for each page, 100,000 would take longer than to list them. */
  sorted(): readonly string[] {
    this.#sorted ??= [...this.keys()].sort();
    return this.#sorted;
  }
}

/** Answers one request to a bucket, whose name is the path's first part. */
export function answerOf(
  objects: MemoryBucket,
  bucket: string,
  { headers, method, url = "/" }: Pick<IncomingMessage, "headers" | "method" | "url">,
  body: Buffer,
): Answer {
  const { pathname, searchParams } = new URL(url, "http://s3");
  const key = decodeURIComponent(pathname.slice(`/${bucket}/`.length));
  if (method === "GET" && key === "") return list(objects, searchParams);
  if (method === "POST") {
    for (const [, gone = ""] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(gone);
    return { body: "<DeleteResult/>" };
  }
  if (method === "PUT") {
    if (headers["if-none-match"] === "*" && objects.has(key)) return refusal(412, "PreconditionFailed");
    const [, version = ""] = /versionId=(.*)$/.exec(String(headers["x-amz-copy-source"])) ?? [];
    const copied = objects.versions.get(version);
    const signed = headers["x-amz-content-sha256"];
    const isDigest = typeof signed === "string" && /^[\da-f]{64}$/.test(signed);
    if (!copied && isDigest && createHash("sha256").update(body).digest("hex") !== signed)
      return refusal(400, "XAmzContentSHA256Mismatch");
    const id = objects.write(key, copied?.body ?? body, keptHeaders(headers));
    const etag = objects.get(key)?.etag ?? "";
    return {
      headers: { etag, "x-amz-version-id": id },
      ...(copied && { body: `<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>` }),
    };
  }
  const version = searchParams.get("versionId");
  const found = version === null ? objects.get(key) : objects.versions.get(version);
  if (found === undefined) return refusal(404, "NoSuchKey");
  const size = { "content-length": String(found.body.length) };
  return {
    headers: {
      etag: found.etag,
      "last-modified": new Date(found.written).toUTCString(),
      ...found.headers,
      ...size,
    },
    ...(method === "GET" && { body: found.body }),
  };
}

function keptHeaders(headers: IncomingMessage["headers"]): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(?:content-type|content-encoding|cache-control|x-amz-meta-.*)$/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function list(objects: MemoryBucket, query: URLSearchParams): Answer {
  const prefix = query.get("prefix") ?? "";
  // rclone asks by the first version of the operation, which goes on from a marker, and encodes no keys.
  const after = query.get("continuation-token") ?? query.get("marker") ?? "";
  const isEncoded = query.get("encoding-type") === "url";
  const spelled = (key: string) => (isEncoded ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
  const keys = objects.sorted();
  const page: string[] = [];
  let at = placeOf(keys, after || prefix);
  for (; page.length < pageLength && keys[at]?.startsWith(prefix); at += 1)
    if (keys[at] !== after) page.push(keys[at] as string);
  const contents = page.map((key) => {
    const { body, etag, written } = objects.get(key) as StoredBytes;
    return `<Contents><Key>${spelled(key)}</Key><ETag>${etag}</ETag><Size>${body.length}</Size><LastModified>${written}</LastModified></Contents>`;
  });
  const isCut = keys[at]?.startsWith(prefix) === true;
  const last = page.at(-1);
  const next = isCut
    ? `<NextContinuationToken>${last}</NextContinuationToken><NextMarker>${last}</NextMarker>`
    : "";
  return {
    headers: { "content-type": "application/xml" },
    // The AWS CLI decodes keys where the answer says that they are encoded, and would bring all files up again.
    body: `<ListBucketResult>${isEncoded ? "<EncodingType>url</EncodingType>" : ""}<IsTruncated>${isCut}</IsTruncated>${contents.join("")}${next}</ListBucketResult>`,
  };
}

/** The place of the first that is not before `bound`. */
function placeOf(sorted: readonly string[], bound: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function refusal(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code></Error>` };
}
