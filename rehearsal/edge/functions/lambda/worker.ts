import type { LambdaEventParts } from "./inside/event";

/**
 * What runs in a function's worker thread. Like the prelude of the other kind, it is started from its own source
 * text, so that it works from TypeScript, from tests and from a bundle alike; it refers to nothing outside.
 * `importModule` is `import()`, which tools that transform modules would replace if it stood here.
 */
export function lambdaWorker(
  require: NodeJS.Require,
  importModule: (url: string) => Promise<object>,
  makeEvent: (parts: LambdaEventParts) => object,
): void {
  const { parentPort, workerData } = require("node:worker_threads") as typeof import("node:worker_threads");
  const { createRequire } = require("node:module") as typeof import("node:module");
  const { pathToFileURL } = require("node:url") as typeof import("node:url");
  const { folder, handler, answered, answers } = workerData as {
    folder: string;
    handler: string;
    answered: Int32Array;
    answers: import("node:worker_threads").MessagePort;
  };
  const port = parentPort as import("node:worker_threads").MessagePort;

  const dot = handler.lastIndexOf(".");
  const file = handler.slice(0, dot);
  const name = handler.slice(dot + 1);
  type Callback = (error: unknown, value?: unknown) => void;
  type Handler = (event: unknown, context: object, callback: Callback) => unknown;

  const load = async (): Promise<Handler> => {
    const requireFrom = createRequire(pathToFileURL(`${folder}/`).href);
    let found: Record<string, unknown>;
    try {
      found = requireFrom(`./${file}`);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== "MODULE_NOT_FOUND" && code !== "ERR_REQUIRE_ESM") throw error;
      const extension = code === "ERR_REQUIRE_ESM" ? "js" : "mjs";
      found = (await importModule(pathToFileURL(`${folder}/${file}.${extension}`).href)) as Record<
        string,
        unknown
      >;
    }
    const exported = found[name] ?? (found.default as Record<string, unknown> | undefined)?.[name];
    if (typeof exported !== "function") throw new Error(`${handler} is undefined or not exported`);
    return exported as Handler;
  };
  const loaded = load();
  loaded.catch(() => {});

  const run = async (event: unknown): Promise<unknown> => {
    const handle = await loaded;
    return await new Promise((resolve, reject) => {
      const callback: Callback = (error, value) => (error ? reject(error) : resolve(value));
      const returned = handle(
        event,
        { functionVersion: "1", callbackWaitsForEmptyEventLoop: true },
        callback,
      );
      if (returned instanceof Promise) returned.then(resolve, reject);
    });
  };

  const answerNow = (answer: object) => {
    answers.postMessage(answer);
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  };

  port.on("message", ({ id, event, now }: { id: number; event: LambdaEventParts; now?: boolean }) => {
    const answer = now ? answerNow : (given: object) => port.postMessage(given);
    run(makeEvent(event)).then(
      (value) => answer({ id, value: JSON.stringify(value ?? null) }),
      (error: unknown) => answer({ id, error: String((error as Error | null)?.message ?? error) }),
    );
  });
}
