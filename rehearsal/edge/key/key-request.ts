import type { HeaderMap } from "../../../facts/http/header-map";

/** What of a viewer's request can be in a cache key. CloudFront-* headers have been added by the edge. */
export interface KeyRequest {
  readonly method: string;
  readonly uri: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: HeaderMap;
}
