import type { Events } from "./events";
import type { Host } from "./host";
import type { Modules } from "./modules";

/** A function's code, as a function of what its module sees that yields the handler. */
export type Module = (
  require: unknown,
  tick: () => void,
  console: unknown,
  /** Takes what gives all that the module keeps between calls. */
  keeps: (state: () => readonly unknown[]) => void,
) => unknown;

/** What the prelude gives back. */
export interface Prelude {
  /** Takes the function's code. */
  prepare(code: Module): void;
  /** Runs that code once. */
  load(): void;
  /** Handles the host's event; `host.outcome` is there once the microtasks are done. */
  call(): void;
  /** Has `host.state` say what the module keeps between calls. */
  tellState(): void;
}

/* biome-ignore-start lint/complexity/useArrowFunction: the text of a function is compiled elsewhere */
/**
 * What runs first inside a function's context: leaves it the globals of its runtime, and calls its handler. Compiled
 * in the context from its own source text, so it refers to nothing outside itself.
 */
export function prelude(host: Host, modules: Modules, events: Events): Prelude {
  const { stringify } = JSON;
  const { defineProperty } = Object;
  const { apply } = Reflect;
  const promiseThen = Promise.prototype.then;
  const { require, buffer } = modules;
  // A context's globals are slow to look up; these are needed at each call.
  const RealPromise = Promise;
  const RealDate = Date;
  const RealError = Error;
  // Taking a stack down is most of what throwing costs, and it would show the host's files.
  defineProperty(RealError, "stackTraceLimit", { value: 0, writable: false, configurable: false });
  let handler: unknown;
  let module: Module;
  let state: () => readonly unknown[] = () => [];

  const tick = () => {
    host.fuel -= 1;
    if (host.fuel < 0) throw new RealError("the function used up its compute time");
  };

  function FrozenDate(this: unknown, ...args: unknown[]) {
    if (new.target === undefined) return new RealDate(host.now).toString();
    const date = args.length === 0 ? new RealDate(host.now) : new RealDate(...(args as [number]));
    return date;
  }
  FrozenDate.prototype = RealDate.prototype;
  FrozenDate.now = () => host.now;
  FrozenDate.parse = RealDate.parse;
  FrozenDate.UTC = RealDate.UTC;
  defineProperty(RealDate.prototype, "constructor", { value: FrozenDate });

  const consoleObject = {
    log(value: unknown) {
      const line = typeof value === "string" ? value : (stringify(value) ?? `${value}`);
      if (host.logs.length + line.length <= 10_240) host.logs += `${line}\n`;
    },
  };

  const globals = globalThis as Record<string, unknown>;
  const hide = (name: string) => delete globals[name];
  const removed =
    "eval Function Map Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Intl Atomics SharedArrayBuffer " +
    "WebAssembly BigInt BigInt64Array BigUint64Array AggregateError Iterator escape unescape console";
  removed.split(" ").forEach(hide);
  const lazy = (name: string, get: () => unknown) =>
    defineProperty(globals, name, { get, configurable: true, enumerable: false });
  globals.Date = FrozenDate;
  globals.console = consoleObject;
  lazy("Buffer", buffer);
  globals.atob = (text: string) => buffer().from(`${text}`, "base64").toString("latin1");
  globals.btoa = (text: string) => buffer().from(`${text}`, "latin1").toString("base64");
  globals.TextEncoder = function (this: object) {
    defineProperty(this, "encode", { value: (text: string) => new Uint8Array(buffer().from(`${text}`)) });
  };
  globals.TextDecoder = function (this: object) {
    defineProperty(this, "decode", { value: (bytes: Uint8Array) => buffer().from(bytes).toString("utf8") });
    defineProperty(this, "encoding", { value: "utf-8" });
  };

  const failed = (error: unknown) => {
    let message = "the function threw";
    try {
      message = `${error}`;
    } catch {
      // A thrown object may refuse to be shown.
    }
    host.result = message;
    host.outcome = "threw";
  };
  const returned = (value: unknown) => {
    try {
      const uri = events.unchanged(value);
      if (uri !== undefined) {
        host.result = uri;
        host.outcome = "unchanged";
        return;
      }
      host.result = stringify(value ?? null) ?? "null";
      host.outcome = "returned";
    } catch (error) {
      failed(error);
    }
  };

  return {
    prepare(code) {
      module = code;
    },
    load() {
      handler = module(require, tick, consoleObject, (kept) => {
        state = kept;
      });
    },
    tellState() {
      host.state = "";
      try {
        // A function may have been given properties.
        host.state = stringify(state().map((one) => (typeof one === "function" ? { ...one } : one)));
      } catch {
        // What has come to be in it cannot be told.
      }
    },
    call() {
      if (typeof handler !== "function") {
        failed("handler is not a function");
        return;
      }
      try {
        const event = host.event === "" ? events.make() : events.parse(host.event);
        const value = (handler as (event: unknown) => unknown)(event);
        if (value instanceof RealPromise) apply(promiseThen, value, [returned, failed]);
        else returned(value);
      } catch (error) {
        failed(error);
      }
    },
  };
}
/* biome-ignore-end lint/complexity/useArrowFunction: the text of a function is compiled elsewhere */
