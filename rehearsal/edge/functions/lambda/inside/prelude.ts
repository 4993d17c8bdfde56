import type { LambdaContextParts } from "./context";
import type { LambdaEventParts } from "./event";

/** The host's side of a context in which a Lambda@Edge function runs: primitives, and lists of them that only the prelude sees. */
export interface LambdaHost {
  event: LambdaEventParts | undefined;
  /** What came of the call: "" while nothing has. */
  outcome: "" | "returned" | "threw";
  /** JSON of what the handler returned, or the message of what it threw. */
  result: string;
  /** Name, key and value of each header that it returned, in turn; undefined where they are in `result` with the rest. */
  headers: readonly unknown[] | undefined;
  /** Loop heads and function entries left to the call. */
  fuel: number;
  /** Takes a line that the function logs. */
  log(line: string): void;
}

/** A CommonJS module, as a function of what is in its scope. */
export type CommonJsModule = (module: object, exports: object) => void;

export interface LambdaPrelude {
  /** Takes what makes the function's module, and the name under which it exports its handler. */
  prepare(create: (tick: () => void, entered: () => void) => CommonJsModule, name: string): void;
  /** Runs that code once. */
  load(): void;
  /** Whether it exports the handler. */
  isLoaded(): boolean;
  /** Handles the host's event; `host.outcome` is there once the microtasks are done. */
  call(): void;
}

/**
 * What runs first in that context, and calls the handler as Lambda's Node.js runtime does. Compiled in the context
 * from its own source text, so it refers to nothing outside itself.
 */
export function lambdaPrelude(
  host: LambdaHost,
  makeContext: (parts: LambdaContextParts) => object,
  makeEvent: (parts: LambdaEventParts) => object,
): LambdaPrelude {
  const { stringify } = JSON;
  const { isArray } = Array;
  const { getPrototypeOf, keys } = Object;
  const { apply } = Reflect;
  const ofObjects = Object.prototype;
  const promiseThen = Promise.prototype.then;
  const RealPromise = Promise;
  const RealError = Error;
  // Stacks would show the host's files; a function that reads them gets a thread.
  Object.defineProperty(RealError, "stackTraceLimit", { value: 0, writable: false, configurable: false });
  let createModule: (tick: () => void, entered: () => void) => CommonJsModule;
  let handlerName = "";
  let handler: unknown;
  /** Fuel with which the call began that is under way. */
  let fuelAtCall = Number.NaN;
  let answersAtOnce = false;

  const tick = () => {
    host.fuel -= 1;
    if (host.fuel < 0) throw new RealError("out of fuel");
  };
  /** Called by a handler that answers at once; where something else called it, a promise would have been expected. */
  const entered = () => {
    answersAtOnce = host.fuel === fuelAtCall;
    if (!answersAtOnce) host.fuel = -1;
  };
  const settle = (outcome: "returned" | "threw", result: string) => {
    // The first answer counts.
    if (host.outcome !== "") return;
    host.outcome = outcome;
    host.result = result;
  };
  const failed = (error: unknown) => {
    let message = "the function threw";
    try {
      message = `${(error as Error | null)?.message ?? error}`;
    } catch {
      // A thrown object may refuse to be shown.
    }
    settle("threw", message);
  };
  /** An object of which JSON has its own fields, as they are. */
  const isPlain = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" &&
    value !== null &&
    getPrototypeOf(value) === ofObjects &&
    (value as { toJSON?: unknown }).toJSON === undefined;
  /** Whether headers are what events have, and told: most of an answer are its headers, and JSON takes long for them. */
  const tells = (headers: unknown) => {
    if (!isPlain(headers)) return false;
    const names = keys(headers);
    const told: unknown[] = [];
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const list = headers[name];
      if (!isArray(list) || list.length === 0 || (list as { toJSON?: unknown }).toJSON !== undefined)
        return false;
      for (let j = 0; j < list.length; j++) {
        if (!isPlain(list[j])) return false;
        const { key = name, value } = list[j] as Record<string, unknown>;
        if (typeof key !== "string" || typeof value !== "string") return false;
        told[told.length] = name;
        told[told.length] = key;
        told[told.length] = value;
      }
    }
    host.headers = told;
    return true;
  };
  const returned = (value: unknown) => {
    if (host.outcome !== "") return;
    try {
      if (!isPlain(value) || !tells(value.headers)) {
        settle("returned", stringify(value ?? null) ?? "null");
        return;
      }
      const others: Record<string, unknown> = { __proto__: null };
      const names = keys(value);
      for (let i = 0; i < names.length; i++) {
        const name = names[i] as string;
        if (name !== "headers") others[name] = value[name];
      }
      settle("returned", stringify(others));
    } catch (error) {
      failed(error);
    }
  };

  const log = (...values: unknown[]) => {
    let line = "";
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const text = typeof value === "string" ? value : (stringify(value) ?? `${value as undefined}`);
      line += i === 0 ? text : ` ${text}`;
    }
    try {
      host.log(line);
    } catch {
      // At the end of the stack even this throws, an error of the host's realm, which must not get out.
    }
  };
  (globalThis as Record<string, unknown>).console = { log, info: log, warn: log, error: log, debug: log };

  return {
    prepare(create, name) {
      createModule = create;
      handlerName = name;
    },
    load() {
      const made: { exports: Record<string, unknown> } = { exports: {} };
      apply(createModule(tick, entered), made.exports, [made, made.exports]);
      handler = made.exports[handlerName];
    },
    isLoaded: () => typeof handler === "function",
    call() {
      try {
        const event = host.event as LambdaEventParts;
        fuelAtCall = host.fuel;
        answersAtOnce = false;
        const value = (handler as (...given: unknown[]) => unknown)(
          makeEvent(event),
          makeContext(event.context),
          (error: unknown, answer?: unknown) => (error ? failed(error) : returned(answer)),
        );
        if (answersAtOnce) returned(value);
        else if (value instanceof RealPromise) apply(promiseThen, value, [returned, failed]);
      } catch (error) {
        failed(error);
      }
    },
  };
}
