/** One request to the endpoint, its body read. */
export interface CloudRequest {
  readonly method: string;
  /** As sent, percent-encoded, without scheme, host and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as sent, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names; repeated fields are joined. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Of the credential scope. */
  readonly region: string | undefined;
}

export interface CloudResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Uint8Array;
}

/** An answer of XML. */
export function xmlResponse(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): CloudResponse {
  return { status, headers: { "content-type": "text/xml", ...headers }, body };
}

/** An answer without a body. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): CloudResponse {
  return { status, headers, body: "" };
}

/** No answer: the connection ends as it does where a region is down. */
export const connectionLost = Symbol("connection lost");
export type ConnectionLost = typeof connectionLost;
