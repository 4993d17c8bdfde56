import type { ViewerRequest, ViewerResponse } from "../../rehearsal/edge";
import type { SessionPorts, Told } from "../../rehearsal/session/ports";
import { requestLine, requestRecord } from "./request-log";

/** What a session tells: lines for a person, or one JSON object a line on standard output. */
export class Reporter implements SessionPorts {
  #log: boolean;

  /** @param log whether a person sees a line a request; a machine has each */
  constructor(
    readonly json: boolean,
    log = false,
  ) {
    this.#log = log;
  }

  tell(record: Told, text: string): void {
    console.log(this.json ? JSON.stringify(record) : printable(text));
  }

  /** A person's is on standard error. */
  warn(record: Told, text: string): void {
    if (this.json) console.log(JSON.stringify(record));
    else console.error(printable(text));
  }

  answered(
    request: ViewerRequest,
    response: ViewerResponse,
    site: string | undefined,
    isOneOfMany: boolean,
  ): void {
    if (!this.#log && !this.json) return;
    const line = requestLine(request, response, isOneOfMany ? site : undefined);
    this.tell(requestRecord(request, response, site), line);
  }

  /** Begins or ends the log of requests, and says which. */
  toggleLog(): boolean {
    this.#log = !this.#log;
    return this.#log;
  }
}

/** Visitors and functions choose some of the text: what would move a terminal's cursor is shown, not done. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to show
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
