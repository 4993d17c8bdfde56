import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from "node:worker_threads";
import { type BridgeParts, bridge } from "./inside/bridge";
import { keeper } from "./inside/keeper";
import { linearRegExps } from "./metered-context";

/** Megabytes that a function's process has besides the heap of its thread: two heaps of Node's own, and buffers. */
const besides = 384;

/** What the two sides of a line are told on it when the process has ended. */
export interface Ended {
  readonly error: string;
  readonly ended: true;
}

interface IsolateOptions {
  /** What the thread finds as `workerData`, beside its `port` and `turns`. */
  readonly data: object;
  readonly env?: Record<string, string>;
  readonly resourceLimits: ResourceLimits;
  /** Milliseconds of computing that what is said may take, apart. @default no limit */
  readonly computing?: number;
  /** Whether the thread is one of another process, which nothing that it does can end this one with. */
  readonly apart: boolean;
}

/**
 * A thread with a line to it: a port, and `turns` that are counted up, and woken, after each message on it, by the
 * thread and by this side. In a process of its own, the events are those of a thread that stands for it.
 */
export class Isolate {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly turns = new Int32Array(new SharedArrayBuffer(8));
  readonly #isApart: boolean;

  constructor(source: string, { data, env = {}, resourceLimits, computing, apart }: IsolateOptions) {
    const { port1, port2 } = new MessageChannel();
    const line = { port: port2, turns: this.turns };
    const common = { eval: true, stdout: true, stderr: true, transferList: [port2] };
    if (apart) {
      const most = besides + (resourceLimits.maxOldGenerationSizeMb ?? 0);
      const workerData: BridgeParts = {
        ...{ ...line, keeper: `(${keeper.toString()})(require)`, execArgv: [linearRegExps] },
        start: { source, workerData: data, env, resourceLimits, most, computing },
      };
      this.worker = new Worker(`(${bridge.toString()})(require)`, { ...common, env: {}, workerData });
    } else {
      const workerData = { ...data, ...line };
      this.worker = new Worker(source, { ...common, env, resourceLimits, workerData });
    }
    this.port = port1;
    this.#isApart = apart;
    // Neither an idle thread nor its line keeps the program alive.
    this.worker.unref();
    port1.unref();
  }

  /** Says something on the line. */
  say(message: unknown): void {
    this.port.postMessage(message);
    Atomics.add(this.turns, 1, 1);
    Atomics.notify(this.turns, 1);
  }

  /** Ends the thread, and its process; what it does just now ends with it. */
  async end(): Promise<void> {
    this.port.close();
    if (!this.#isApart) await this.worker.terminate();
    else if (this.worker.threadId > 0) {
      // Until then the program goes on, whatever else it has to do.
      this.worker.ref();
      await new Promise((resolve) => this.worker.once("exit", resolve));
    }
  }
}
