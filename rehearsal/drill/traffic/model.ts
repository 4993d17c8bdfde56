import type { TrafficShape } from "../scenario";

/** One visitor's visit. */
export interface Visit {
  /** Milliseconds after the end of the steady state. */
  readonly at: number;
  /** Who comes; the same number is the same browser, with what it has kept. */
  readonly visitor: number;
  /** Whether the same browser may come again: what another one has kept goes with it. */
  readonly returns: boolean;
  /** Edge location that the visitor is sent to. */
  readonly location: number;
  /** Pages, by their rank among the site's, and milliseconds between one and the next. */
  readonly views: readonly { readonly rank: number; readonly after: number }[];
  /** Requests besides: of a monitor, a script, a download manager, a mistyped link. */
  readonly extras: readonly Extra[];
}

export type Extra = "head" | "options" | "range" | "wrong-url";

/** What a model is told of the site and the drill. */
export interface TrafficSetting {
  readonly shape: TrafficShape;
  /** Paths of the pages, those nearest to the home page first. */
  readonly pages: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly random: () => number;
}

/** Where visits come from: made up, or out of logs of real traffic. */
export interface TrafficModel {
  /** What it knows of the traffic, in the place of what a scenario says. @default - nothing */
  readonly shape?: TrafficShape;
  /** Visits in order of time. */
  visits(setting: TrafficSetting): Iterable<Visit>;
}
