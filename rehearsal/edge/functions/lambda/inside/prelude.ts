import type { LambdaContextParts } from "./context";
import type { LambdaCallParts, LambdaEventParts } from "./event";
import type { KeptBy } from "./kept";
import type { EventWatch } from "./watched";

/** The host's side of a context in which a Lambda@Edge function runs: primitives, and lists of them that only the prelude sees. */
export interface LambdaHost {
  event: LambdaCallParts | undefined;
  /** What came of the call: "" while nothing has. */
  outcome: "" | "returned" | "threw";
  /** JSON of what the handler returned, or the message of what it threw. */
  result: string;
  /** Name, key and value of each header that it returned, in turn; undefined where they are in `result` with the rest. */
  headers: readonly unknown[] | undefined;
  /** Whether what the call reads of its event is noted, so that its answer can be remembered. */
  notes: boolean;
  /** The parts of the event that it read. */
  reads: string[];
  /** Names of returned headers that are as they came, unread, and of which of the event's two messages they are. */
  untouched: string[];
  side: "request" | "response" | undefined;
  /** Whether it did more than read its event and answer: it logged, or asked how much time is left. */
  isMore: boolean;
  /** Loop heads and function entries left to the call. */
  fuel: number;
  /** Takes a line that the function logs. */
  log(line: string): void;
}

/** A CommonJS module, as a function of what is in its scope. */
export type CommonJsModule = (module: object, exports: object) => void;

/** Makes a function's module of what its code calls: at each loop and function, in its handler, and in each scope. */
export type LambdaModule = (
  tick: () => void,
  entered: () => void,
  scope: (keeps: () => readonly unknown[]) => void,
) => CommonJsModule;

export interface LambdaPrelude {
  /** Takes what makes the function's module, and the name under which it exports its handler. */
  prepare(create: LambdaModule, name: string): void;
  /** Runs that code once. */
  load(): void;
  /** Whether it exports the handler. */
  isLoaded(): boolean;
  /** What tells whether its module keeps what it kept when this was called; undefined where it may keep what nobody sees. */
  watchState(): (() => boolean) | undefined;
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
  watch: EventWatch,
  keptObjects: (() => KeptBy) | undefined,
): LambdaPrelude {
  const { stringify } = JSON;
  const { isArray } = Array;
  const { assign, getPrototypeOf, keys } = Object;
  const { apply, ownKeys } = Reflect;
  const ofObjects = Object.prototype;
  const promiseThen = Promise.prototype.then;
  const RealPromise = Promise;
  const RealError = Error;
  const MadeProxy = Proxy;
  // Stacks would show the host's files; a function that reads them gets a thread.
  Object.defineProperty(RealError, "stackTraceLimit", { value: 0, writable: false, configurable: false });
  let createModule: LambdaModule;
  let handlerName = "";
  let handler: unknown;
  /** Fuel with which the call began that is under way. */
  let fuelAtCall = Number.NaN;
  let answersAtOnce = false;
  /** What tells what the scopes keep that were entered while the module was loaded; undefined since. */
  let scopes: { [at: number]: () => readonly unknown[]; length: number } | undefined = assign(
    { __proto__: null },
    { length: 0 },
  );
  /** Whether these and the prototypes of what they keep show all of it. */
  let isTold = true;
  let module: { exports: Record<string, unknown> } | undefined;

  const tick = () => {
    host.fuel -= 1;
    if (host.fuel < 0) throw new RealError("out of fuel");
  };
  /** Called by a handler that answers at once; where something else called it, a promise would have been expected. */
  const entered = () => {
    answersAtOnce = host.fuel === fuelAtCall;
    if (!answersAtOnce) host.fuel = -1;
  };
  const scope = (keeps: () => readonly unknown[]) => {
    if (scopes !== undefined) scopes[scopes.length++] = keeps;
  };
  const more = () => {
    host.isMore = true;
  };
  /** A map with another prototype looks like any object. */
  const disguised = () => {
    if (scopes !== undefined) isTold = false;
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
      const headers = isPlain(value) ? value.headers : undefined;
      if (!isPlain(value) || !tells(host.notes ? watch.plain(headers) : headers)) {
        settle("returned", stringify(value ?? null) ?? "null");
        return;
      }
      if (host.notes) {
        watch.untouched(headers, host.untouched);
        host.side = watch.sideOf(headers);
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
    more();
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
  /** Of Lambda's context, nearly all is another one each time. */
  const asked: ProxyHandler<object> = {
    get(target, key) {
      more();
      return (target as Record<PropertyKey, unknown>)[key];
    },
    ownKeys(target) {
      more();
      return ownKeys(target);
    },
    getOwnPropertyDescriptor(target, key) {
      more();
      return ownProperty(target, key);
    },
  };
  // What they show of an event is not noted.
  const { getOwnPropertyDescriptor: ownProperty, getOwnPropertyDescriptors: ownProperties } = Object;
  const { defineProperty, setPrototypeOf } = Object;
  assign(Object, {
    setPrototypeOf(object: object, prototype: object | null) {
      disguised();
      return setPrototypeOf(object, prototype);
    },
    getOwnPropertyDescriptor(object: object, key: PropertyKey) {
      more();
      return ownProperty(object, key);
    },
    getOwnPropertyDescriptors(object: object) {
      more();
      return ownProperties(object);
    },
  });
  const ofPrototype = ownProperty(ofObjects, "__proto__") as Required<PropertyDescriptor>;
  defineProperty(ofObjects, "__proto__", {
    ...ofPrototype,
    set(prototype: unknown) {
      disguised();
      apply(ofPrototype.set, this, [prototype]);
    },
  });
  // What the last match was tells of other calls; a function that asks gets a thread.
  const statics = ownKeys(RegExp);
  for (let i = 0; i < statics.length; i++) {
    const key = statics[i] as string;
    const property = ownProperty(RegExp, key) as PropertyDescriptor;
    const { get } = property;
    if (get === undefined || typeof key !== "string") continue;
    defineProperty(RegExp, key, {
      ...property,
      get() {
        host.fuel = -1;
        return apply(get, this, []);
      },
    });
  }
  (globalThis as Record<string, unknown>).console = { log, info: log, warn: log, error: log, debug: log };
  const keptBy = keptObjects?.();

  return {
    prepare(create, name) {
      createModule = create;
      handlerName = name;
    },
    load() {
      const made: { exports: Record<string, unknown> } = { exports: {} };
      apply(createModule(tick, entered, scope), made.exports, [made, made.exports]);
      handler = made.exports[handlerName];
      module = made;
    },
    isLoaded: () => typeof handler === "function",
    watchState() {
      const told = scopes;
      scopes = undefined;
      if (told === undefined || !isTold || keptBy === undefined) return undefined;
      try {
        const roots: { [at: number]: unknown } = told;
        for (let i = 0; i < told.length; i++) roots[i] = told[i]?.();
        return keptBy([module, roots]);
      } catch {
        // A variable that has no value yet.
        return undefined;
      }
    },
    call() {
      try {
        const event = host.event as LambdaCallParts;
        fuelAtCall = host.fuel;
        answersAtOnce = false;
        const made = makeEvent(event);
        const context = makeContext(event.context);
        const value = (handler as (...given: unknown[]) => unknown)(
          host.notes ? watch.watched(made, host.reads) : made,
          host.notes ? new MadeProxy(context, asked) : context,
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
