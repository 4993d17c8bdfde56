import type { TrafficShape } from "../scenario";

/** One visitor's visit. */
export interface Visit {
  /** Milliseconds after the end of the steady state. */
  readonly at: number;
  /** Who comes; the same number is the same browser, with what it has kept. */
  readonly visitor: number;
  /** Edge location that the visitor is sent to. */
  readonly location: number;
  /** Pages, by their rank among the site's, and milliseconds between one and the next. */
  readonly views: readonly { readonly rank: number; readonly after: number }[];
  /** A request besides: of a monitor, a script, a download manager, a mistyped link. */
  readonly extra?: "head" | "options" | "range" | "wrong-url";
}

/** What a model is told of the site and the drill. */
export interface TrafficSetting {
  readonly shape: TrafficShape;
  /** How many pages there are, ranked by how often they are asked for. */
  readonly pages: number;
  readonly from: number;
  readonly to: number;
  readonly random: () => number;
}

/** Where visits come from: made up, or out of logs of real traffic. */
export interface TrafficModel {
  /** Visits in order of time. */
  visits(setting: TrafficSetting): Iterable<Visit>;
}
