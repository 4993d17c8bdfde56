import type { MessagePort } from "node:worker_threads";
import type { Events } from "./events";
import type { Host } from "./host";
import type { Modules } from "./modules";
import type { Module, Prelude } from "./prelude";

/** What a function's thread is started with: texts, and its line to the edge. */
export interface ThreadParts {
  readonly port: MessagePort;
  /** Counted up, and woken, after each message: of the thread, and of the edge. */
  readonly turns: Int32Array;
  readonly name: string;
  /** The function's code, as the text of a `Module`. */
  readonly module: string;
  readonly is20: boolean;
  readonly prelude: string;
  readonly builtIns: string;
  readonly modules: string;
  readonly events: string;
  readonly library: Readonly<Record<string, string>>;
}

/** What the thread asks of a KeyValueStore while it runs. */
export type Question =
  | { readonly ask: "read"; readonly store: string; readonly key: string }
  | { readonly ask: "meta"; readonly store: string };

/** Fields of the host that a call brings, and those that come back. */
export type Reply = Pick<Host, "outcome" | "result" | "selection" | "logs" | "fuel">;

/**
 * What runs in a CloudFront Function's own thread: the context of the edge's thread, with a host on the other end of a
 * line. Started from its own source text, so it refers to nothing outside itself. Nothing here waits for events: all
 * that a function may do is over when its call is.
 */
export function functionThread(require: NodeJS.Require): void {
  const threads = require("node:worker_threads") as typeof import("node:worker_threads");
  const { createHash, createHmac } = require("node:crypto") as typeof import("node:crypto");
  const { createContext, Script } = require("node:vm") as typeof import("node:vm");
  const parts = threads.workerData as ThreadParts;
  const { port, turns, name, library } = parts;
  // A promise that the function has forgotten is its own business.
  process.on("unhandledRejection", () => {});

  const send = (message: object) => {
    port.postMessage(message);
    Atomics.add(turns, 0, 1);
    Atomics.notify(turns, 0);
  };
  const receive = (): unknown => {
    for (;;) {
      const seen = Atomics.load(turns, 1);
      const found = threads.receiveMessageOnPort(port);
      if (found) return found.message;
      Atomics.wait(turns, 1, seen);
    }
  };
  const ask = (question: Question) => {
    send(question);
    return receive() as string | null;
  };

  const context = createContext(Object.create(null), {
    microtaskMode: "afterEvaluate",
    codeGeneration: { strings: false, wasm: false },
  });
  const evaluate = (source: string, filename = "outlast"): unknown =>
    new Script(source, { filename }).runInContext(context);
  const compile = (text: string) => evaluate(`(function () { "use strict"; return (${text}); })()`);
  const settling = new Script("0");

  const host = {
    library: (library_: string) => {
      const source = Object.hasOwn(library, library_) ? library[library_] : undefined;
      return source === undefined ? null : evaluate(`(function (module, exports, require) {${source}\n})`);
    },
    read: (store: string, key: string) => ask({ ask: "read", store: `${store}`, key: `${key}` }),
    meta: (store: string) => ask({ ask: "meta", store: `${store}` }),
    digest: (algorithm: string, data: string, key: string | null) => {
      const bytes = Buffer.from(data, "hex");
      const hash = key === null ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, "hex"));
      return hash.update(bytes).digest("hex");
    },
  } as Host;
  Object.setPrototypeOf(host, null);
  Object.assign(host, receive());

  let run: Prelude | undefined;
  try {
    const make = compile(parts.prelude) as (host: Host, modules: Modules, events: Events) => Prelude;
    const modules = (compile(parts.modules) as (host: Host) => Modules)(host);
    run = make(host, modules, (compile(parts.events) as (host: Host) => Events)(host));
    (compile(parts.builtIns) as (is20: boolean) => void)(parts.is20);
    run.prepare(evaluate(parts.module, name) as Module);
    run.load();
    settling.runInContext(context);
    send({ loaded: "" });
  } catch (error) {
    send({ loaded: String((error as { message?: unknown } | null)?.message ?? error) || "it threw" });
    return;
  }
  for (;;) {
    Object.assign(host, receive());
    try {
      run.call();
    } finally {
      settling.runInContext(context);
    }
    const { outcome, result, selection, logs, fuel } = host;
    send({ outcome, result: result.slice(0, 4_000_000), selection, logs, fuel });
  }
}
