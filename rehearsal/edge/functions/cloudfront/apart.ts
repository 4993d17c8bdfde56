import { receiveMessageOnPort } from "node:worker_threads";
import { type Ended, Isolate } from "../isolation/isolate";
import { bufferLibrary } from "./host";
import { listedBuiltIns } from "./inside/built-ins";
import { events } from "./inside/events";
import type { Host } from "./inside/host";
import { modules } from "./inside/modules";
import { prelude } from "./inside/prelude";
import { functionThread, type Question, type Reply } from "./inside/thread";

/** Milliseconds that it may take, on a machine that has other things to do. */
const callDeadline = 20_000;
/** The same to start a process and load the code. */
const loadDeadline = 60_000;
/** Megabytes of a function's heap. CloudFront gives 2, but here the objects of the language itself count as well. */
const memory = 64;

/**
 * A CloudFront Function in a process of its own, for which this thread waits: whatever the function does, it is over
 * after its deadline, and what it takes of memory is its process's. The process stays for the next call unless it was
 * ended; then the next one starts another.
 */
export class FunctionApart {
  readonly #host: Host;
  readonly #name: string;
  readonly #module: string;
  readonly #is20: boolean;
  readonly #computing: number;
  #isolate: Isolate | undefined;

  /**
   * @param module text of the function's code, as a `Module`
   * @param computing milliseconds that the process may compute to load it, and for each call
   */
  constructor(host: Host, name: string, module: string, is20: boolean, computing: number) {
    this.#host = host;
    this.#name = name;
    this.#module = module;
    this.#is20 = is20;
    this.#computing = computing;
  }

  /** Starts the process with the function in it. @throws what the code throws when it is loaded */
  load(): void {
    const isolate = new Isolate(`(${functionThread.toString()})(require)`, {
      data: {
        ...{
          name: this.#name,
          module: this.#module,
          is20: this.#is20,
          library: this.#is20 ? bufferLibrary() : {},
        },
        ...{ prelude: prelude.toString(), modules: modules.toString(), events: events.toString() },
        builtIns: listedBuiltIns.toString(),
      },
      // Recursion ends where it does in the edge's thread.
      resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 16, stackSizeMb: 1 },
      computing: this.#computing,
      apart: true,
    });
    isolate.worker
      .on("error", () => {})
      .on("exit", () => {
        if (isolate === this.#isolate) this.#isolate = undefined;
      });
    this.#isolate = isolate;
    const { loaded } = this.#exchange(this.#event(), loadDeadline) as { loaded: string };
    if (loaded === "") return;
    this.close();
    throw new Error(loaded);
  }

  /** Handles the host's event. @throws when it takes too long, or too much memory */
  call(): void {
    if (!this.#isolate) this.load();
    Object.assign(this.#host, this.#exchange(this.#event(), callDeadline) as Reply);
  }

  /** Ends the process; what it does just now ends with it. */
  close(): void {
    void this.#isolate?.end();
    this.#isolate = undefined;
  }

  /** What the function's event is made of: all of the host but its functions. */
  #event(): object {
    return Object.fromEntries(Object.entries(this.#host).filter(([, value]) => typeof value !== "function"));
  }

  /** Says something, answers what the function asks meanwhile, and gives what it says in the end. */
  #exchange(message: object, deadline: number): object {
    const isolate = this.#isolate as Isolate;
    const { port, turns } = isolate;
    const end = performance.now() + deadline;
    isolate.say(message);
    for (;;) {
      const seen = Atomics.load(turns, 0);
      const found = receiveMessageOnPort(port)?.message as Question | Ended | object | undefined;
      if (found && "ask" in found) {
        isolate.say(
          found.ask === "read" ? this.#host.read(found.store, found.key) : this.#host.meta(found.store),
        );
      } else if (found && !("ended" in found)) return found;
      const left = end - performance.now();
      const isOver = found !== undefined && "ended" in found;
      if (isOver || left <= 0 || (!found && Atomics.wait(turns, 0, seen, left) === "timed-out")) {
        this.close();
        throw new Error("it took too long, or too much memory");
      }
    }
  }
}
