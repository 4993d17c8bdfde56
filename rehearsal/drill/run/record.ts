import type { Trace } from "../../edge";
import type { LoadedSite } from "../../terraform";
import type { WrongKind } from "../result";

/** One request of a visitor, as it is measured. Times are after the end of the steady state. */
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

/** Everything that a drill has seen. */
export class Log {
  readonly requests: RequestRecord[] = [];
  readonly views: ViewRecord[] = [];
  readonly origins: OriginRecord[] = [];
  readonly faults: FaultRecord[] = [];
}
