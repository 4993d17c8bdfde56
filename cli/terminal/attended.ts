import type { ReleaseResult } from "../../release";
import type { Attendance } from "../../release/aws/site-context";
import { progressStyle, type ShownProgress, showProgress } from "../output/progress";
import { Interruption } from "./interruption";

/** A release that is watched at this terminal, and that Ctrl-C ends in order. */
export interface Attended extends Attendance {
  readonly progress: ShownProgress;
  /** Reads, and takes what it shows of its progress off the screen. */
  reading<T>(work: () => Promise<T>): Promise<T>;
  /** Makes the site another one, likewise, so that it can be interrupted. */
  publish(work: () => Promise<ReleaseResult>): Promise<ReleaseResult>;
}

/** @param json whether progress is shown to a machine */
export function attended(json: boolean): Attended {
  const progress = showProgress({
    style: progressStyle(process.stderr, json, process.env),
    output: process.stderr,
    now: () => performance.now(),
  });
  const interruption = new Interruption(process, (text) => progress.say(text));
  const reading = <T>(work: () => Promise<T>) => work().finally(() => progress.end());
  return {
    progress,
    clock: interruption.clock,
    guard: (store) => interruption.guard(store),
    reading,
    publish: (work) => reading(() => interruption.during(work)),
  };
}
