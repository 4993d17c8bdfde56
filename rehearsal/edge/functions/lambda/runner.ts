import type { LambdaFunction } from "../../model";
import { LambdaEnvironments } from "./environments";
import { InPlaceFunction } from "./in-place";
import type { LambdaContextParts } from "./inside/context";
import type { LambdaCallParts, LambdaEventParts } from "./inside/event";
import type { Invocation } from "./invocation";
import { type SelfContained, selfContained } from "./self-contained";

export interface LambdaRunnerOptions {
  /** Real milliseconds after which a function counts as timed out, where its own timeout is longer. */
  readonly timeoutCap: number;
  /** Whether the whole thread waits for a function in another one, so that a virtual clock stands still meanwhile. */
  readonly blocking: boolean;
  /** Whether the function runs in processes of its own, whatever its code shows. */
  readonly apart: boolean;
  /** Called with each line that the function logs. */
  readonly log: (line: string) => void;
}

/** Runs one version of a Lambda@Edge function: in this thread where its code shows that it may be, else in others, or apart. */
export class LambdaRunner {
  readonly #environments: LambdaEnvironments;
  readonly #blocking: boolean;
  readonly #load: (alone: SelfContained) => InPlaceFunction | undefined;
  /** What runs in this thread, until it is loaded. */
  #unloaded: SelfContained | undefined;
  #inPlace: InPlaceFunction | undefined;

  constructor(fn: LambdaFunction, { timeoutCap, blocking, apart, log }: LambdaRunnerOptions) {
    const timeout = Math.min(fn.timeout * 1_000, timeoutCap);
    this.#environments = new LambdaEnvironments(fn, timeout, apart, log);
    this.#blocking = blocking;
    this.#load = (alone) => InPlaceFunction.load(alone, timeout, log);
    this.#unloaded = apart ? undefined : selfContained(fn);
  }

  /** @param context of a call, where it comes to one */
  invoke(event: LambdaEventParts, context: () => LambdaContextParts): Invocation | Promise<Invocation> {
    const known = this.#known(event);
    if (known !== undefined) return known;
    const call: LambdaCallParts = { ...event, context: context() };
    const invocation = this.#inPlace?.invoke(call);
    if (invocation !== undefined) return invocation;
    // What was too much work once may be so again.
    this.#inPlace = undefined;
    return this.#blocking ? this.#environments.invokeNow(call) : this.#environments.invoke(call);
  }

  /** Each drill has the function anew, and most ask it nothing that another has not asked: those need not load it. */
  #known(event: LambdaEventParts): Invocation | undefined {
    const unloaded = this.#unloaded;
    if (unloaded === undefined) return this.#inPlace?.known(event);
    const isKnowing = unloaded.events?.answersUnloaded === true;
    const known = isKnowing ? unloaded.events.find(event) : undefined;
    if (known !== undefined) return known;
    this.#unloaded = undefined;
    this.#inPlace = this.#load(unloaded);
    return isKnowing ? undefined : this.#inPlace?.known(event);
  }

  /** Ends the function's environments once the events that they have in hand are answered. */
  retire(): void {
    this.#environments.retire();
  }

  async close(): Promise<void> {
    await this.#environments.close();
  }
}
