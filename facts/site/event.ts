/**
 * The event of a CloudFront Function, as far as it is used here. CloudFront guide, "CloudFront Functions event
 * structure": names of headers and query strings are keys, in lower case for headers.
 */
export interface Field {
  value: string;
  /** All values, when the name occurs more than once. */
  multiValue?: { value: string }[];
}

export type Fields = Record<string, Field>;

export interface EventRequest {
  method: string;
  /** Percent-encoded as the viewer sent it. */
  uri: string;
  querystring: Fields;
  headers: Fields;
  /** The query as sent, without the question mark; undefined if there is neither. "General helper methods". */
  rawQueryString?(): string | undefined;
}

export interface EventResponse {
  statusCode: number;
  statusDescription?: string;
  headers: Fields;
}
