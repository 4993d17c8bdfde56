import type { LambdaEventParts } from "./event";

/** The host's side of a context in which a Lambda@Edge function runs: primitives, and lists that only the prelude sees. */
export interface LambdaHost {
  event: LambdaEventParts | undefined;
  /** What came of the call: "" while nothing has. */
  outcome: "" | "returned" | "threw";
  /** JSON of what the handler returned, or the message of what it threw. */
  result: string;
  /** Loop heads and function entries left to the call. */
  fuel: number;
  /** Takes a line that the function logs. */
  log(line: string): void;
}

/** A CommonJS module, as a function of what is in its scope. */
export type CommonJsModule = (module: object, exports: object, tick: () => void) => void;

export interface LambdaPrelude {
  /** Takes the function's code, and the name under which it exports its handler. */
  prepare(code: CommonJsModule, name: string): void;
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
  makeEvent: (parts: LambdaEventParts) => object,
): LambdaPrelude {
  const { stringify } = JSON;
  const { apply } = Reflect;
  const promiseThen = Promise.prototype.then;
  const RealPromise = Promise;
  const RealError = Error;
  let module: CommonJsModule;
  let handlerName = "";
  let handler: unknown;

  const tick = () => {
    host.fuel -= 1;
    if (host.fuel < 0) throw new RealError("out of fuel");
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
  const returned = (value: unknown) => {
    try {
      settle("returned", stringify(value ?? null) ?? "null");
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
    host.log(line);
  };
  (globalThis as Record<string, unknown>).console = { log, info: log, warn: log, error: log, debug: log };

  return {
    prepare(code, name) {
      module = code;
      handlerName = name;
    },
    load() {
      const made: { exports: Record<string, unknown> } = { exports: {} };
      apply(module, made.exports, [made, made.exports, tick]);
      handler = made.exports[handlerName];
    },
    isLoaded: () => typeof handler === "function",
    call() {
      try {
        const value = (handler as (...given: unknown[]) => unknown)(
          makeEvent(host.event as LambdaEventParts),
          { functionVersion: "1", callbackWaitsForEmptyEventLoop: true },
          (error: unknown, answer?: unknown) => (error ? failed(error) : returned(answer)),
        );
        if (value instanceof RealPromise) apply(promiseThen, value, [returned, failed]);
      } catch (error) {
        failed(error);
      }
    },
  };
}
