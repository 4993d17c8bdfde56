import type { Upstream } from "./forward";
import type { CloudRequest, CloudResponse } from "./http";

/** A request of the endpoint's own to the rest of AWS. */
export interface InternalRequest {
  readonly service: string;
  readonly region: string;
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  /** Without the question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: Buffer;
}

/** Sends it with a credential scope, which is all that moto looks at. */
export function sendInternal(upstream: Upstream, request: InternalRequest): Promise<CloudResponse> {
  const { service, region, method, path, query = "", headers = {}, body = Buffer.alloc(0) } = request;
  const scope = `20260101/${region}/${service}/aws4_request`;
  const full: CloudRequest = {
    method,
    path,
    rawQuery: query,
    query: new URLSearchParams(query),
    headers: {
      ...headers,
      host: "127.0.0.1",
      "x-amz-date": "20260101T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=outlast/${scope}, SignedHeaders=host;x-amz-date, Signature=0`,
    },
    body,
    region,
  };
  return upstream.send(full);
}

/** The body of an answer as JSON; undefined if it is none. */
export function jsonOf(response: CloudResponse): Record<string, unknown> | undefined {
  return parseObject(Buffer.from(response.body));
}

/** A JSON object, or undefined. */
export function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
