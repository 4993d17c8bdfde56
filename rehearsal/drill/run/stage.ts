import type { Rehearsal } from "../../assembly/rehearsal";
import type { Clock } from "../../edge";
import type { LoadedSite } from "../../terraform";
import type { StateName } from "../content/content";
import type { Publisher } from "../content/publisher";
import type { TimelineStep } from "../scenario";
import type { Systems } from "./systems";

/** What people do beside the timeline. */
export interface Hand {
  /** The last release was taken back, or this content was published. */
  tookBack(state?: StateName): void;
}

/** Where a scenario is played: a site of its own on the virtual clock, or one that is being served. */
export interface Stage {
  readonly rehearsal: Rehearsal;
  readonly publisher: Publisher;
  readonly systems: Systems;
  /** Its sleepers wake with an error once the drill is over. */
  readonly clock: Pick<Clock, "now" | "sleep">;
  /** The drilled site as it is deployed now, where the rehearsal has several. */
  readonly part: () => LoadedSite;
  /** Milliseconds before the steady state, in which caches are filled. */
  readonly lead: number;
  /** Ends the drill: what is broken is mended, and what there was is judged. */
  readonly over?: AbortSignal;
  /** Is given what people do to it by hand, once it has begun. */
  readonly onBegun?: (hand: Hand) => void;
  /** Hears of a step that was done, and of a fault when it begins and once more when it `isOver`. */
  readonly onStep?: (step: TimelineStep, isOver: boolean) => void;
}
