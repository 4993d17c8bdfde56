import type { ViewerRequest, ViewerResponse } from "../edge";

/** Something that happened, for a machine. */
export interface Told {
  readonly event: string;
  readonly [key: string]: unknown;
}

/**
 * How a session reaches whoever runs it: a terminal, a console in a browser, a drill. They act on it by its `controls`.
 */
export interface SessionPorts {
  /** Tells what happened, `text` to a person and the record to a machine. */
  tell(record: Told, text: string): void;
  /** As `tell`, for what went wrong. */
  warn(record: Told, text: string): void;
  /** A visitor was answered. `site` is the site's name, and `isOneOfMany` whether there are others. */
  answered(
    request: ViewerRequest,
    response: ViewerResponse,
    site: string | undefined,
    isOneOfMany: boolean,
  ): void;
}
