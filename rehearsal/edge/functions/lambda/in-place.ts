import { tick } from "../isolation/meter";
import { loadTimeout, MeteredContext } from "../isolation/metered-context";
import { entered } from "./at-once";
import { ToldHeaders } from "./fields";
import { lambdaContext } from "./inside/context";
import { type LambdaEventParts, lambdaEvents } from "./inside/event";
import { type LambdaHost, type LambdaPrelude, lambdaPrelude } from "./inside/prelude";
import { type Invocation, timedOut } from "./invocation";
import type { SelfContained } from "./self-contained";

/**
 * Loop heads and function entries that one event may pass here: a millisecond's work or so, in which no growing list
 * takes all memory.
 */
const fuelPerEvent = 100_000;

type CreateModule = Parameters<LambdaPrelude["prepare"]>[0];

/**
 * A self-contained function in a metered context of this thread: the way to another thread and back takes many times as
 * long as such a function does.
 */
export class InPlaceFunction {
  readonly #host: LambdaHost;
  readonly #call: (timeout?: number) => void;
  /** Milliseconds. */
  readonly #timeout: number;

  private constructor(host: LambdaHost, call: (timeout?: number) => void, timeout: number) {
    this.#host = host;
    this.#call = call;
    this.#timeout = timeout;
  }

  /**
   * Loads the function; undefined where it does not load, or could run for ever in one expression, so that it has to
   * be watched from another thread.
   *
   * @param timeout milliseconds
   * @param log called with each line that the function logs
   */
  static load(
    { code, codeAtOnce, bounded, handler }: SelfContained,
    timeout: number,
    log: (line: string) => void,
  ): InPlaceFunction | undefined {
    if (!bounded) return undefined;
    const now =
      codeAtOnce === undefined ? undefined : InPlaceFunction.#of(codeAtOnce, handler, timeout, log, true);
    return now ?? InPlaceFunction.#of(code, handler, timeout, log, false);
  }

  static #of(
    code: string,
    handler: string,
    timeout: number,
    log: (line: string) => void,
    isAtOnce: boolean,
  ): InPlaceFunction | undefined {
    const context = new MeteredContext();
    const host: LambdaHost = {
      ...{ event: undefined, outcome: "", result: "", headers: undefined, fuel: fuelPerEvent, log },
    };
    Object.setPrototypeOf(host, null);
    const { prepare, load, isLoaded, call } = context.compile(lambdaPrelude)(
      host,
      context.compile(lambdaContext),
      context.compile(lambdaEvents)(),
    );
    try {
      // Out of the module's own scope, whose parameters it could change.
      const module = `(function (module, exports) {${code}\n})`;
      const create = `(function (${tick}, ${entered}) { return ${module}; })`;
      prepare(context.evaluate(create) as CreateModule, handler);
      context.runner("$outlastLoad", load)(loadTimeout);
    } catch {
      return undefined;
    }
    if (!isLoaded() || host.fuel < 0) return undefined;
    return new InPlaceFunction(host, context.runner("$outlastCall", call, !isAtOnce), timeout);
  }

  /** Handles an event; undefined where that is more work than is done here. */
  invoke(event: LambdaEventParts): Invocation | undefined {
    const host = this.#host;
    host.event = event;
    host.outcome = "";
    host.headers = undefined;
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
