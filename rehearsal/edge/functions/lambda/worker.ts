import type { LambdaContextParts } from "./inside/context";
import type { LambdaCallParts, LambdaEventParts } from "./inside/event";

/**
 * What runs in a function's worker thread. Like the prelude of the other kind, it is started from its own source
 * text, so that it works from TypeScript, from tests and from a bundle alike; it refers to nothing outside.
 * `importModule` is `import()`, which tools that transform modules would replace if it stood here.
 */
export function lambdaWorker(
  require: NodeJS.Require,
  importModule: (url: string) => Promise<Record<string, unknown>>,
  makeContext: (parts: LambdaContextParts) => object,
  makeEvent: (parts: LambdaEventParts) => object,
): void {
  const { parentPort, workerData } = require("node:worker_threads") as typeof import("node:worker_threads");
  const { existsSync } = require("node:fs") as typeof import("node:fs");
  const { createRequire } = require("node:module") as typeof import("node:module");
  const { pathToFileURL } = require("node:url") as typeof import("node:url");
  const { folder, handler, port, turns } = workerData as {
    folder: string;
    handler: string;
    port: import("node:worker_threads").MessagePort;
    turns: Int32Array;
  };
  const parent = parentPort as import("node:worker_threads").MessagePort;

  const dot = handler.lastIndexOf(".");
  const file = handler.slice(0, dot);
  const name = handler.slice(dot + 1);
  type Callback = (error: unknown, value?: unknown) => void;
  type Handler = (event: unknown, context: object, callback: Callback) => unknown;

  const load = async (): Promise<Handler> => {
    const requireFrom = createRequire(pathToFileURL(`${folder}/`).href);
    const extension = ["js", "mjs", "cjs"].find((each) => existsSync(`${folder}/${file}.${each}`)) ?? "js";
    const asModule = () => importModule(pathToFileURL(`${folder}/${file}.${extension}`).href);
    let found: Record<string, unknown>;
    try {
      found = extension === "mjs" ? await asModule() : requireFrom(`./${file}.${extension}`);
    } catch (error) {
      if ((error as { code?: string }).code !== "ERR_REQUIRE_ESM") throw error;
      found = await asModule();
    }
    const exported = found[name] ?? (found.default as Record<string, unknown> | undefined)?.[name];
    if (typeof exported !== "function") throw new Error(`${handler} is undefined or not exported`);
    return exported as Handler;
  };
  const loaded = load();
  loaded.catch(() => {});

  let hasBegun = false;
  const run = async (parts: LambdaCallParts, answer: (said: object) => void): Promise<unknown> => {
    const handle = await loaded;
    // From here on it is the function's time: what came before is the environment's start (invocation.ts).
    if (!hasBegun) answer({ begun: true });
    hasBegun = true;
    return await new Promise((resolve, reject) => {
      const callback: Callback = (error, value) => (error ? reject(error) : resolve(value));
      const returned = handle(makeEvent(parts), makeContext(parts.context), callback);
      if (returned instanceof Promise) returned.then(resolve, reject);
    });
  };

  const answerNow = (answer: object) => {
    port.postMessage(answer);
    Atomics.add(turns, 0, 1);
    Atomics.notify(turns, 0);
  };

  parent.on("message", ({ event, now }: { event: LambdaCallParts; now?: boolean }) => {
    const answer = now ? answerNow : (given: object) => parent.postMessage(given);
    run(event, answer).then(
      (value) => answer({ value: JSON.stringify(value ?? null) }),
      (error: unknown) => answer({ error: String((error as Error | null)?.message ?? error) }),
    );
  });
}
