/** What came of one call, before anybody has looked at whether CloudFront would accept it. */
export interface SandboxResult {
  /** Unchanged: the event's own request or response, as it was. Exhausted: the function used up its compute time. */
  readonly type: "unchanged" | "returned" | "threw" | "exhausted";
  /** The uri of an unchanged request, JSON of what else the handler returned, or the message of what it threw. */
  readonly text: string;
  readonly selection?: RawSelection;
  readonly logs: readonly string[];
}

/** The last call of one of the origin helpers, as the function wrote it. */
export interface RawSelection {
  readonly type: "update" | "select" | "group";
  readonly arguments: readonly [unknown, unknown];
}
