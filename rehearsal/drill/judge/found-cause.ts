import type { CacheBehavior, Distribution, Origin, OriginSelection } from "../../edge";
import type { Cause } from "../result";

/** What else was observed, besides the traces. */
export interface Observed {
  /** An origin as the edge asked it last: a function may have given it other timers. */
  readonly asked: (originId: string) => Origin | undefined;
  /** The order of origins that a viewer-request function chose last. */
  readonly selection: OriginSelection | undefined;
  /** Whether something was broken at an origin at a time, so that its answer was no answer of its own. */
  readonly brokenAt: (originId: string, at: number) => boolean;
  /** Whether the site is made with a function that leads its addresses to its objects. */
  readonly isLedByFunction: boolean;
}

/** A cause of one answer. */
export type FoundCause = Omit<Cause, "answers">;

export function headersMissing(behavior = "*"): FoundCause {
  return {
    code: "headers-missing",
    sentence: `Answers of the behaviour ${behavior} came without the security headers that the site sends.`,
    setting: `response headers policy and functions of the behaviour ${behavior}`,
  };
}

export function functionFallback(behavior: string): FoundCause {
  return {
    code: "function-fallback",
    sentence: `A page was sent where an asset was asked for: what the behaviour ${behavior} does when its function cannot read its store.`,
    setting: `viewer-request function of the behaviour ${behavior}`,
  };
}

/** The behaviour of a distribution whose pattern it is; `*` is the default one. */
export function behaviorOf(distribution: Distribution, pattern: string): CacheBehavior | undefined {
  return pattern === "*"
    ? distribution.defaultCacheBehavior
    : distribution.cacheBehaviors.find(({ pathPattern }) => pathPattern === pattern);
}
