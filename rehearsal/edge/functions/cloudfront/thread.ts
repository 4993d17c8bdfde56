import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { boundRegExps } from "../isolation/metered-context";
import { bufferLibrary } from "./host";
import { listedBuiltIns } from "./inside/built-ins";
import { events } from "./inside/events";
import type { Host } from "./inside/host";
import { modules } from "./inside/modules";
import { prelude } from "./inside/prelude";
import { functionThread, type Question, type Reply } from "./inside/thread";

/** Milliseconds that a call may take: far more than CloudFront gives, on a machine that has other things to do. */
const callDeadline = 2_000;
/** Milliseconds to start a thread and load the code. */
const loadDeadline = 10_000;
/** Megabytes of a function's heap. CloudFront gives 2, but here the objects of the language itself count as well. */
const memory = 64;

interface Line {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly turns: Int32Array;
}

/**
 * A CloudFront Function in a thread of its own, for which this thread waits: whatever the function does, it is over
 * after its deadline, and what it takes of memory is its thread's. The thread stays for the next call unless it was
 * ended; then the next one starts another.
 */
export class FunctionThread {
  readonly #host: Host;
  readonly #name: string;
  readonly #module: string;
  readonly #is20: boolean;
  #line: Line | undefined;

  /** @param module text of the function's code, as a `Module` */
  constructor(host: Host, name: string, module: string, is20: boolean) {
    this.#host = host;
    this.#name = name;
    this.#module = module;
    this.#is20 = is20;
  }

  /** Starts the thread with the function in it. @throws what the code throws when it is loaded */
  load(): void {
    boundRegExps();
    const { port1, port2 } = new MessageChannel();
    const turns = new Int32Array(new SharedArrayBuffer(8));
    const workerData = {
      ...{ port: port2, turns, name: this.#name, module: this.#module },
      ...{ prelude: prelude.toString(), modules: modules.toString(), events: events.toString() },
      ...{ builtIns: listedBuiltIns.toString(), is20: this.#is20 },
      library: this.#is20 ? bufferLibrary() : {},
    };
    const worker = new Worker(`(${functionThread.toString()})(require)`, {
      ...{ eval: true, env: {}, workerData, transferList: [port2], stdout: true, stderr: true },
      // Recursion ends where it does in the edge's thread.
      resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 16, stackSizeMb: 1 },
    });
    // Neither an idle thread nor its line keeps the program alive.
    worker.unref();
    port1.unref();
    worker.on("error", () => {});
    this.#line = { worker, port: port1, turns };
    const { loaded } = this.#exchange(this.#event(), loadDeadline) as { loaded: string };
    if (loaded === "") return;
    this.close();
    throw new Error(loaded);
  }

  /** Handles the host's event. @throws when it takes too long, or too much memory */
  call(): void {
    if (!this.#line) this.load();
    Object.assign(this.#host, this.#exchange(this.#event(), callDeadline) as Reply);
  }

  /** Ends the thread; what it does just now ends with it. */
  close(): void {
    this.#line?.port.close();
    this.#line?.worker.terminate();
    this.#line = undefined;
  }

  /** What the function's event is made of: all of the host but its functions. */
  #event(): object {
    return Object.fromEntries(Object.entries(this.#host).filter(([, value]) => typeof value !== "function"));
  }

  /** Says something, answers what the thread asks meanwhile, and gives what it says in the end. */
  #exchange(message: object, deadline: number): object {
    const { port, turns } = this.#line as Line;
    const end = performance.now() + deadline;
    const say = (said: unknown) => {
      port.postMessage(said);
      Atomics.add(turns, 1, 1);
      Atomics.notify(turns, 1);
    };
    say(message);
    for (;;) {
      const seen = Atomics.load(turns, 0);
      const found = receiveMessageOnPort(port)?.message as Question | object | undefined;
      if (found && "ask" in found) {
        say(found.ask === "read" ? this.#host.read(found.store, found.key) : this.#host.meta(found.store));
      } else if (found) return found;
      const left = end - performance.now();
      if (left <= 0 || (!found && Atomics.wait(turns, 0, seen, left) === "timed-out")) {
        this.close();
        throw new Error("it took too long, or too much memory");
      }
    }
  }
}
