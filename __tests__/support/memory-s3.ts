import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** The S3 of one bucket, quick and in memory, for releases of more files than moto takes in minutes. */
export interface MemoryS3 {
  readonly url: string;
  /** By key. */
  readonly objects: ReadonlyMap<string, StoredBytes>;
  /** Requests since the last call. */
  count(): number;
  close(): Promise<void>;
}

interface StoredBytes {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
}

const pageLength = 1_000;

/** Answers what a release to a bucket of that name asks. It refuses a body of another hash than was signed. */
export async function startMemoryS3(bucket: string): Promise<MemoryS3> {
  const objects = new MemoryBucket();
  let requests = 0;
  const server = createServer(async (incoming, outgoing) => {
    requests += 1;
    const { status = 200, headers, body } = answerOf(objects, bucket, incoming, await buffer(incoming));
    outgoing.writeHead(status, headers).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    count() {
      const counted = requests;
      requests = 0;
      return counted;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What a bucket holds, and every version that it has held. */
export class MemoryBucket extends Map<string, StoredBytes> {
  readonly versions = new Map<string, StoredBytes>();

  /** @returns the new version's id */
  write(key: string, body: Buffer, headers: StoredBytes["headers"] = {}): string {
    const stored = { body, headers, etag: `"${createHash("md5").update(body).digest("hex")}"` };
    const version = `v${this.versions.size}`;
    this.set(key, stored);
    this.versions.set(version, stored);
    return version;
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
    if (!copied && createHash("sha256").update(body).digest("hex") !== headers["x-amz-content-sha256"])
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
    headers: { etag: found.etag, ...found.headers, ...size },
    ...(method === "GET" && { body: found.body }),
  };
}

function keptHeaders(headers: IncomingMessage["headers"]): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) =>
    /^(?:content-type|content-encoding|cache-control|x-amz-meta-.*)$/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function list(objects: ReadonlyMap<string, StoredBytes>, query: URLSearchParams): Answer {
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, pageLength);
  const contents = page.map((key) => {
    const { body, etag } = objects.get(key) as StoredBytes;
    return `<Contents><Key>${encodeURIComponent(key)}</Key><ETag>${etag}</ETag><Size>${body.length}</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`;
  });
  const next =
    keys.length > pageLength ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  return {
    headers: { "content-type": "application/xml" },
    body: `<ListBucketResult><IsTruncated>${next !== ""}</IsTruncated>${contents.join("")}${next}</ListBucketResult>`,
  };
}

function refusal(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code></Error>` };
}
