import type { ResourceLimits } from "node:worker_threads";

/** What the process of a function is told first. */
export interface KeeperStart {
  readonly source: string;
  readonly workerData: object;
  readonly env: Record<string, string>;
  readonly resourceLimits: ResourceLimits;
  /** Megabytes of the whole process, whatever they are used for. */
  readonly most: number;
  /** Milliseconds of computing that a message may take, where no clock of the edge's says how long. */
  readonly computing: number | undefined;
}

/** What goes between the process and the edge's: on the line, beside it, as output, the reason of the end, or the end. */
export type Parcel =
  | { readonly line: unknown }
  | { readonly message: unknown }
  | { readonly written: Uint8Array }
  | { readonly error: string }
  | { readonly isOver: true };

/**
 * What runs in the main thread of a function's process, and only keeps its thread: V8 ends the whole process where one
 * call of a thread asks for more than any limit lets it have, and only another process can stop what V8 does not
 * interrupt. Started from its own source text.
 */
export function keeper(require: NodeJS.Require): void {
  const { MessageChannel, receiveMessageOnPort, Worker } =
    require("node:worker_threads") as typeof import("node:worker_threads");
  // Not by `process.exit`, which waits for the thread.
  const end = () => process.kill(process.pid, "SIGKILL");
  const send = (parcel: Parcel, then: () => void = () => {}) => process.send?.(parcel, undefined, {}, then);
  process.on("disconnect", end);

  process.once("message", ({ source, workerData, env, resourceLimits, most, computing }: KeeperStart) => {
    const { port1, port2 } = new MessageChannel();
    const turns = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(source, {
      ...{ eval: true, env, resourceLimits, stdout: true, stderr: true },
      ...{ workerData: { ...workerData, port: port2, turns }, transferList: [port2] },
    });
    // What V8 counts is its heap alone.
    let watching: NodeJS.Timeout | undefined;
    const watch = () => {
      const begun = process.cpuUsage();
      watching ??= setInterval(() => {
        const { user, system } = process.cpuUsage(begun);
        if (process.memoryUsage.rss() > most * 2 ** 20) end();
        if (computing !== undefined && user + system > computing * 1_000) end();
      }, 20);
    };
    /** What only says that an event has begun ends no watch. */
    const isBegun = (said: unknown) => (said as { begun?: boolean } | null)?.begun === true;
    const rest = (parcel: Parcel) => {
      clearInterval(watching);
      watching = undefined;
      send(parcel);
    };
    process.on("message", (parcel: Parcel) => {
      watch();
      if ("message" in parcel) worker.postMessage(parcel.message);
      if (!("line" in parcel)) return;
      port1.postMessage(parcel.line);
      Atomics.add(turns, 1, 1);
      Atomics.notify(turns, 1);
    });
    port1.on("message", (line) => (isBegun(line) ? send({ line }) : rest({ line })));
    worker.on("message", (message) => (isBegun(message) ? send({ message }) : rest({ message })));
    for (const output of [worker.stdout, worker.stderr]) output.on("data", (written) => send({ written }));
    worker.on("error", (error) => send({ error: error.message }, end));
    // What it said last may still lie on its line, or be on its way: a process that exits waits for neither.
    worker.on("exit", () => {
      for (;;) {
        const said = receiveMessageOnPort(port1);
        if (!said) break;
        send({ line: said.message });
      }
      send({ isOver: true }, () => process.exit());
    });
    watch();
  });
}
