import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { createInterface } from "node:readline";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { LambdaFunction } from "../../model";
import { type LambdaEventParts, lambdaEvents } from "./inside/event";
import { type Invocation, timedOut } from "./invocation";
import { lambdaWorker } from "./worker";

interface Pending {
  readonly settle: (invocation: Invocation) => void;
  readonly timer: NodeJS.Timeout;
}

/** How a caller that waits without letting anything else happen gets its answer. */
interface Line {
  /** Counted up, and woken, after each answer. */
  readonly answered: Int32Array;
  readonly answers: MessagePort;
}

interface Answer {
  readonly id: number;
  readonly value?: string;
  readonly error?: string;
}

/** What Lambda reserves; nothing of this machine's environment, credentials least of all, gets in. */
const environment = {
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs",
  AWS_REGION: "us-east-1",
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
};

/**
 * A function version's execution environment: a worker thread that stays for the next event, as Lambda's does,
 * and is thrown away when an event outlasts the function's timeout.
 */
export class LambdaEnvironment {
  readonly #fn: LambdaFunction;
  /** Milliseconds of real time that one event may take. */
  readonly #timeout: number;
  /** Called with each line that the function logs. */
  readonly #log: (line: string) => void;
  readonly #pending = new Map<number, Pending>();
  #folder: string | undefined;
  #worker: Worker | undefined;
  #line: Line | undefined;
  #nextId = 0;
  #isRetired = false;

  /** @param timeout milliseconds of real time that one event may take */
  constructor(fn: LambdaFunction, timeout: number, log: (line: string) => void) {
    this.#fn = fn;
    this.#timeout = timeout;
    this.#log = log;
  }

  /** Handles an event. */
  invoke(event: LambdaEventParts): Promise<Invocation> {
    return new Promise((settle) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => this.#restart(timedOut(this.#timeout)), this.#timeout);
      this.#pending.set(id, { settle, timer });
      try {
        this.#worker ??= this.#start();
        this.#worker.ref();
        this.#worker.postMessage({ id, event });
      } catch (error) {
        this.#restart(failed((error as Error).message));
      }
    });
  }

  /** As `invoke`, but the whole thread waits: on a virtual clock, no time may pass meanwhile. */
  invokeNow(event: LambdaEventParts): Invocation {
    try {
      this.#worker ??= this.#start();
    } catch (error) {
      return failed((error as Error).message);
    }
    const { answered, answers } = this.#line as Line;
    const before = Atomics.load(answered, 0);
    this.#worker.postMessage({ id: this.#nextId++, event, now: true });
    if (Atomics.wait(answered, 0, before, this.#timeout) === "timed-out") {
      this.#restart(timedOut(this.#timeout));
      return timedOut(this.#timeout);
    }
    return invocationOf(receiveMessageOnPort(answers)?.message as Answer);
  }

  /** Closes as soon as no event is under way. */
  retire(): void {
    this.#isRetired = true;
    if (this.#pending.size === 0) this.close();
  }

  /** Ends the worker and removes the unpacked archive. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#restart(failed("the edge was closed"));
    await worker?.terminate();
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #start(): Worker {
    this.#folder ??= unpack(this.#fn.files);
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    this.#line = { answered, answers: port1 };
    const worker = new Worker(
      `(${lambdaWorker.toString()})(require, (url) => import(url), (${lambdaEvents.toString()})())`,
      {
        eval: true,
        env: environment,
        workerData: { folder: this.#folder, handler: this.#fn.handler, answered, answers: port2 },
        transferList: [port2],
        resourceLimits: { maxOldGenerationSizeMb: Math.max(64, this.#fn.memorySize) },
        stdout: true,
        stderr: true,
      },
    );
    worker.unref();
    for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on("line", this.#log);
    worker.on("message", (answer: Answer) => this.#settle(answer));
    worker.on("error", (error) => {
      if (worker === this.#worker) this.#restart(failed(error.message));
    });
    worker.on("exit", () => {
      if (worker === this.#worker) this.#restart(failed("the function ended its process"));
    });
    return worker;
  }

  #settle(answer: Answer): void {
    const { id } = answer;
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    // An idle environment must not keep the program alive.
    if (this.#pending.size === 0) this.#worker?.unref();
    pending.settle(invocationOf(answer));
    if (this.#isRetired && this.#pending.size === 0) this.close();
  }

  /** Every event that the thread had in hand fails with it. */
  #restart(invocation: Invocation): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#line?.answers.close();
    this.#line = undefined;
    worker?.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { settle, timer } of pending) {
      clearTimeout(timer);
      settle(invocation);
    }
  }
}

function failed(reason: string): Invocation {
  return { type: "failed", reason };
}

function invocationOf({ value, error }: Answer): Invocation {
  if (error !== undefined) return failed(error);
  return { type: "returned", value: JSON.parse(value ?? "null") };
}

/** Writes an archive's files below a new folder of the machine's temporary one. */
function unpack(files: LambdaFunction["files"]): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-lambda-"));
  for (const [path, content] of files) {
    const target = resolve(folder, path);
    if (!target.startsWith(folder + sep)) throw new Error(`the archive has a path outside itself: ${path}`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return folder;
}
