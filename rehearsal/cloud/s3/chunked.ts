import type { CloudRequest } from "../http";

/** What a client has sent, without the frames of `aws-chunked`. */
export interface SentContent {
  readonly content: Buffer;
  /** Headers that came after it, in lower case. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * The content of a body that says in `x-amz-content-sha256` that it is sent in chunks, each with its size in front (S3
 * API reference, "Transferring payload in multiple chunks"); undefined where its frames are broken.
 */
export function sentContent({ headers, body }: CloudRequest): SentContent | undefined {
  if (!headers["x-amz-content-sha256"]?.startsWith("STREAMING-")) return { content: body, trailers: {} };
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const size = /^([0-9a-f]+)(?:;|$)/i.exec(body.toString("latin1", at, end < 0 ? at : end))?.[1];
    if (size === undefined) return undefined;
    const from = end + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) return { content: Buffer.concat(chunks), trailers: trailersIn(body.subarray(from)) };
    if (from + length > body.length) return undefined;
    chunks.push(body.subarray(from, from + length));
    at = from + length + 2;
  }
}

function trailersIn(rest: Buffer): Record<string, string> {
  const fields = rest
    .toString("latin1")
    .split(/\r?\n/)
    .map((line) => /^([^:]+):(.*)$/.exec(line))
    .filter((field) => field !== null);
  return Object.fromEntries(
    fields.map(([, name = "", value = ""]) => [name.trim().toLowerCase(), value.trim()]),
  );
}
