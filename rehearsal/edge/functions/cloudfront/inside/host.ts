/**
 * The host's side of a context: all that its code and the host's have in common. It holds primitives and lists of
 * them, which only the prelude sees; its functions take and give primitives and never throw. Nothing of the host's
 * realm gets into the function's hands, by which it could get out.
 */
export interface Host {
  /** JSON of the event; "" where the fields below are the event. */
  event: string;
  eventType: "viewer-request" | "viewer-response";
  distributionDomainName: string;
  distributionId: string;
  requestId: string;
  clientIp: string;
  method: string;
  uri: string;
  /** As sent, without the question mark. */
  query: string;
  /** Lower-case names and values in turn. */
  headers: readonly string[];
  /** Of a response event. */
  statusCode: number;
  statusDescription: string;
  responseHeaders: readonly string[];

  /** What came of the call: "" while nothing has. "unchanged" is the event's own request or response, as it was. */
  outcome: "" | "unchanged" | "returned" | "threw";
  /** JSON of what the handler returned, the message of what it threw, or the uri of an unchanged request. */
  result: string;
  /** JSON of the last origin selection; "" without one. */
  selection: string;
  /** Lines that it logged, joined by line feeds. */
  logs: string;
  /** JSON of what the module keeps between calls, as it was when somebody asked. */
  state: string;
  /** Milliseconds since the epoch at which the event began. */
  now: number;
  /** Units of work left to the call. */
  fuel: number;

  /** A key's value in the store of the id, or null. */
  read(storeId: string, key: string): string | null;
  /** JSON of the store's metadata, or null where there is no such store. */
  meta(storeId: string): string | null;
  /** Hex digest of hex data; with a hex key, the HMAC. */
  digest(algorithm: string, data: string, key: string | null): string | null;
  /** Compiles a library in the context; null where there is none of that name. */
  library(name: string): ((module: object, exports: object, require: unknown) => void) | null;
}
