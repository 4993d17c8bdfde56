import type { Trace } from "../../edge";
import type { LoadedSite } from "../../terraform";
import type { WrongKind } from "../result";
import { NameColumn, Numbers } from "./numbers";

/** What was measured from one time to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

function isWithin({ from, to }: Span, at: number): boolean {
  return from <= at && at < to;
}

/** One request of a visitor. Times are after the end of the steady state. */
export interface RequestRecord {
  readonly at: number;
  readonly duration: number;
  readonly method: string;
  readonly path: string;
  readonly location: number;
  readonly status: number;
  readonly bytes: number;
  readonly wrong?: WrongKind | undefined;
  readonly staleFor: number;
  /** An error that came with the site's own page for it. */
  readonly ownErrorPage?: boolean;
  /** Undefined where the edge itself gave no answer. */
  readonly trace?: Trace | undefined;
  /** Where the visitors' name led, where that gave no answer and the edge was well. */
  readonly ledTo?: string | undefined;
  /** The site as it was deployed then. */
  readonly site: LoadedSite;
  /** An answer of this location to this path was right before, so many milliseconds ago. */
  readonly rightBefore?: number | undefined;
}

/** One page with everything that it loads. */
export interface ViewRecord {
  readonly at: number;
  readonly wrong: boolean;
  readonly stale: boolean;
}

/** One attempt at an origin. */
export interface OriginRecord {
  readonly at: number;
  readonly origin: string;
  /** Of its bucket. */
  readonly region?: string | undefined;
  readonly failed: boolean;
  readonly bytes: number;
}

/** When a fault began and ended, and the origins that it is at. */
export interface FaultRecord {
  readonly at: number;
  until: number | null;
  readonly origins: readonly string[];
}

/** What is measured of every request. */
export interface RequestMeasured
  extends Pick<RequestRecord, "at" | "duration" | "location" | "bytes" | "wrong" | "staleFor"> {
  readonly isStale: boolean;
  readonly isOwnErrorPage: boolean;
  readonly hasFailedOver: boolean;
  /** As X-Cache has it; undefined where the edge gave no answer. */
  readonly result: string | undefined;
}

/** Milliseconds: whoever waited for so long may have to be explained, whatever is promised. */
export const longWait = 1_000;

/** The requests of a drill: numbers of each, and the whole of those of which somebody may ask why. */
export class RequestLog {
  /** Those that went wrong, were stale, or took longer than `whole`. */
  readonly notable: RequestRecord[] = [];
  readonly #whole: number;
  readonly #at = new Numbers();
  readonly #durations = new Numbers();
  readonly #locations = new Numbers();
  readonly #bytes = new Numbers();
  readonly #staleFor = new Numbers();
  readonly #marks = new Numbers();
  readonly #wrong = new NameColumn<WrongKind | undefined>();
  readonly #results = new NameColumn<string | undefined>();

  /** @param whole milliseconds of waiting from which all of a request is kept */
  constructor(whole: number) {
    this.#whole = whole;
  }

  push(record: RequestRecord): void {
    const { trace, wrong, staleFor, duration } = record;
    this.#at.push(record.at);
    this.#durations.push(duration);
    this.#locations.push(record.location);
    this.#bytes.push(record.bytes);
    this.#staleFor.push(staleFor);
    this.#wrong.push(wrong);
    this.#results.push(trace?.result);
    const isStale = staleFor > 0 || trace?.stale === true;
    this.#marks.push(
      (isStale ? 1 : 0) | (record.ownErrorPage ? 2 : 0) | (trace && hasFailedOver(trace) ? 4 : 0),
    );
    if (wrong !== undefined || staleFor > 0 || duration > this.#whole) this.notable.push(record);
  }

  /** Those of a time, in the order in which they were answered. */
  *within(span: Span): Generator<RequestMeasured> {
    for (let index = 0; index < this.#at.length; index++) {
      if (!isWithin(span, this.#at.at(index))) continue;
      const marks = this.#marks.at(index);
      yield {
        at: this.#at.at(index),
        duration: this.#durations.at(index),
        location: this.#locations.at(index),
        bytes: this.#bytes.at(index),
        staleFor: this.#staleFor.at(index),
        wrong: this.#wrong.at(index),
        result: this.#results.at(index),
        isStale: (marks & 1) !== 0,
        isOwnErrorPage: (marks & 2) !== 0,
        hasFailedOver: (marks & 4) !== 0,
      };
    }
  }
}

function hasFailedOver({ origins }: Trace): boolean {
  return origins.length > 1 && origins.some(({ originId }) => originId !== origins[0]?.originId);
}

class ViewLog {
  readonly #at = new Numbers();
  readonly #marks = new Numbers();

  push({ at, wrong, stale }: ViewRecord): void {
    this.#at.push(at);
    this.#marks.push((wrong ? 1 : 0) | (stale ? 2 : 0));
  }

  *within(span: Span): Generator<ViewRecord> {
    for (let index = 0; index < this.#at.length; index++) {
      if (!isWithin(span, this.#at.at(index))) continue;
      const marks = this.#marks.at(index);
      yield { at: this.#at.at(index), wrong: (marks & 1) !== 0, stale: (marks & 2) !== 0 };
    }
  }
}

class OriginLog {
  readonly #at = new Numbers();
  readonly #origins = new NameColumn<string>();
  readonly #regions = new NameColumn<string | undefined>();
  readonly #failed = new Numbers();
  readonly #bytes = new Numbers();

  push({ at, origin, region, failed, bytes }: OriginRecord): void {
    this.#at.push(at);
    this.#origins.push(origin);
    this.#regions.push(region);
    this.#failed.push(failed ? 1 : 0);
    this.#bytes.push(bytes);
  }

  *within(span: Span): Generator<OriginRecord> {
    for (let index = 0; index < this.#at.length; index++) {
      if (!isWithin(span, this.#at.at(index))) continue;
      yield {
        at: this.#at.at(index),
        origin: this.#origins.at(index),
        region: this.#regions.at(index),
        failed: this.#failed.at(index) === 1,
        bytes: this.#bytes.at(index),
      };
    }
  }
}

/** Everything that a drill has seen. */
export class Log {
  readonly requests: RequestLog;
  readonly views = new ViewLog();
  readonly origins = new OriginLog();
  readonly faults: FaultRecord[] = [];

  /** @param whole milliseconds of waiting from which all of a request is kept */
  constructor(whole = longWait) {
    this.requests = new RequestLog(Math.min(whole, longWait));
  }
}
