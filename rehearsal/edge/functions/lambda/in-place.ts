import { tick } from "../isolation/meter";
import { loadTimeout, MeteredContext } from "../isolation/metered-context";
import { entered } from "./at-once";
import { ToldHeaders } from "./fields";
import { lambdaContext } from "./inside/context";
import { type LambdaCallParts, type LambdaEventParts, lambdaEvents } from "./inside/event";
import { keptObjects } from "./inside/kept";
import { type LambdaHost, type LambdaPrelude, lambdaPrelude } from "./inside/prelude";
import { eventWatch } from "./inside/watched";
import { type Invocation, timedOut } from "./invocation";
import { scopeKeeper } from "./kept-scopes";
import type { RememberedEvents } from "./remembered-events";
import type { SelfContained } from "./self-contained";

/**
 * Loop heads and function entries that one event may pass here: a millisecond's work or so, in which no growing list
 * takes all memory.
 */
const fuelPerEvent = 100_000;

type CreateModule = Parameters<LambdaPrelude["prepare"]>[0];

/**
 * A self-contained function in a metered context of this thread: the way to another thread and back takes many times as
 * long as such a function does. Where its code shows all that it keeps from call to call, and it has kept nothing, an event
 * of which it reads what it has read before has the answer of then.
 */
export class InPlaceFunction {
  readonly #host: LambdaHost;
  readonly #call: (timeout?: number) => void;
  /** Milliseconds. */
  readonly #timeout: number;
  /** What is remembered of its code, and what tells whether it keeps what it kept when it was loaded. */
  readonly #memory: { readonly events: RememberedEvents; readonly isAsLoaded: () => boolean } | undefined;

  private constructor(
    host: LambdaHost,
    call: (timeout?: number) => void,
    timeout: number,
    events: RememberedEvents | undefined,
    isAsLoaded: (() => boolean) | undefined,
  ) {
    this.#host = host;
    this.#call = call;
    this.#timeout = timeout;
    this.#memory = events && isAsLoaded && { events, isAsLoaded };
  }

  /**
   * Loads the function; undefined where it does not load, or could run for ever in one expression, so that it has to
   * be watched from another thread.
   *
   * @param timeout milliseconds
   * @param log called with each line that the function logs
   */
  static load(
    alone: SelfContained,
    timeout: number,
    log: (line: string) => void,
  ): InPlaceFunction | undefined {
    if (!alone.bounded) return undefined;
    const now = alone.codeAtOnce === undefined ? undefined : InPlaceFunction.#of(alone, timeout, log, true);
    return now ?? InPlaceFunction.#of(alone, timeout, log, false);
  }

  static #of(
    { code: asIs, codeAtOnce, handler, events: remembered }: SelfContained,
    timeout: number,
    log: (line: string) => void,
    isAtOnce: boolean,
  ): InPlaceFunction | undefined {
    const code = isAtOnce ? codeAtOnce : asIs;
    // What an async function leaves is over later; of a function that is remembered no more, nobody asks what it keeps.
    const isTold = isAtOnce || codeAtOnce === undefined;
    const events = isTold && remembered?.isKept ? remembered : undefined;
    const context = new MeteredContext();
    let isQuiet = true;
    const heard = (line: string) => {
      isQuiet = false;
      log(line);
    };
    const host: LambdaHost = {
      ...{ event: undefined, outcome: "", result: "", headers: undefined, fuel: fuelPerEvent, log: heard },
      ...{ notes: false, reads: [], untouched: [], side: undefined, isMore: false },
    };
    Object.setPrototypeOf(host, null);
    const { prepare, load, isLoaded, call, watchState } = context.compile(lambdaPrelude)(
      host,
      context.compile(lambdaContext),
      context.compile(lambdaEvents)(),
      context.compile(eventWatch)(),
      // To see all that is everybody's takes as long as all else here.
      events && context.compile(keptObjects),
    );
    try {
      // Out of the module's own scope, whose parameters it could change.
      const module = `(function (module, exports) {${code}\n})`;
      const create = `(function (${tick}, ${entered}, ${scopeKeeper}) { return ${module}; })`;
      prepare(context.evaluate(create) as CreateModule, handler);
      context.runner("$outlastLoad", load)(loadTimeout);
    } catch {
      return undefined;
    }
    if (!isLoaded() || host.fuel < 0) return undefined;
    const runner = context.runner("$outlastCall", call, !isAtOnce);
    const isAsLoaded = events && watchState();
    if (isAsLoaded) events?.loaded(isQuiet);
    // Nor could it be seen what this code keeps when it is loaded once more.
    else events?.forget();
    return new InPlaceFunction(host, runner, timeout, events, isAsLoaded);
  }

  /** Whether an answer of this one may be of use later. */
  get remembers(): boolean {
    return this.#memory?.events.isKept === true;
  }

  /** What came of an event before, where it would come to the same once more. */
  known(event: LambdaEventParts): Invocation | undefined {
    return this.#memory?.events.find(event);
  }

  /** Handles an event; undefined where that is more work than is done here. */
  invoke(event: LambdaCallParts): Invocation | undefined {
    const { events, isAsLoaded } = this.#memory ?? {};
    const host = this.#host;
    host.notes = this.remembers;
    const invocation = this.#handle(event);
    if (!host.notes) return invocation;
    if (isAsLoaded?.() !== true) events?.forget();
    else if (invocation?.type === "returned" && host.headers !== undefined && !host.isMore)
      events?.keep(event, { ...host, headers: host.headers });
    return invocation;
  }

  #handle(event: LambdaCallParts): Invocation | undefined {
    const host = this.#host;
    host.event = event;
    host.outcome = "";
    host.headers = undefined;
    host.isMore = false;
    host.untouched = [];
    host.reads = [];
    host.side = undefined;
    host.fuel = fuelPerEvent;
    this.#call();
    if (host.fuel < 0) return undefined;
    // Nothing is under way that could settle it.
    if (host.outcome === "") return timedOut(this.#timeout);
    if (host.outcome === "threw") return { type: "failed", reason: host.result };
    const value = JSON.parse(host.result);
    if (host.headers !== undefined) value.headers = new ToldHeaders(host.headers);
    return { type: "returned", value };
  }
}
