import { createInterface } from "node:readline";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { LambdaFunction } from "../../model";
import { functionName, functionVersion } from "./identity";
import { lambdaContext } from "./inside/context";
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
  readonly value?: string;
  readonly error?: string;
}

export interface LambdaEnvironmentOptions {
  readonly fn: LambdaFunction;
  /** Milliseconds of real time that one event may take. */
  readonly timeout: number;
  /** Where the archive is unpacked. @throws Error for an archive that cannot be */
  readonly folder: () => string;
  /** Called with each line that the function logs. */
  readonly log: (line: string) => void;
}

/**
 * An execution environment of a function: a worker thread that handles one event at a time and stays for the next, as
 * Lambda's does, and is thrown away when an event outlasts the function's timeout.
 */
export class LambdaEnvironment {
  readonly #options: LambdaEnvironmentOptions;
  #pending: Pending | undefined;
  #worker: Worker | undefined;
  #line: Line | undefined;

  constructor(options: LambdaEnvironmentOptions) {
    this.#options = options;
  }

  /** Whether an event is under way. */
  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  /** Handles an event, while none is under way. */
  invoke(event: LambdaEventParts): Promise<Invocation> {
    const { timeout } = this.#options;
    return new Promise((settle) => {
      const timer = setTimeout(() => this.#end(timedOut(timeout)), timeout);
      this.#pending = { settle, timer };
      try {
        this.#worker ??= this.#start();
        this.#worker.ref();
        this.#worker.postMessage({ event });
      } catch (error) {
        this.#end(failed((error as Error).message));
      }
    });
  }

  /** As `invoke`, but the whole thread waits: on a virtual clock, no time may pass meanwhile. */
  invokeNow(event: LambdaEventParts): Invocation {
    const { timeout } = this.#options;
    try {
      this.#worker ??= this.#start();
    } catch (error) {
      return failed((error as Error).message);
    }
    const { answered, answers } = this.#line as Line;
    const before = Atomics.load(answered, 0);
    this.#worker.postMessage({ event, now: true });
    if (Atomics.wait(answered, 0, before, timeout) === "timed-out") {
      this.#end(timedOut(timeout));
      return timedOut(timeout);
    }
    return invocationOf(receiveMessageOnPort(answers)?.message as Answer);
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#end(failed("the edge was closed"));
    await worker?.terminate();
  }

  #start(): Worker {
    const { fn, folder, log } = this.#options;
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(4));
    const parts = `${lambdaContext.toString()}, (${lambdaEvents.toString()})()`;
    const worker = new Worker(`(${lambdaWorker.toString()})(require, (url) => import(url), ${parts})`, {
      eval: true,
      env: variables(fn),
      workerData: { folder: folder(), handler: fn.handler, answered, answers: port2 },
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: Math.max(64, fn.memorySize) },
      stdout: true,
      stderr: true,
    });
    this.#line = { answered, answers: port1 };
    // An idle environment must not keep the program alive.
    worker.unref();
    for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on("line", log);
    const isCurrent = () => worker === this.#worker;
    worker.on("message", (answer: Answer) => isCurrent() && this.#settle(invocationOf(answer)));
    worker.on("error", (error) => isCurrent() && this.#end(failed(error.message)));
    worker.on("exit", () => isCurrent() && this.#end(failed("the function ended its process")));
    return worker;
  }

  #settle(invocation: Invocation): void {
    const pending = this.#pending;
    this.#pending = undefined;
    clearTimeout(pending?.timer);
    this.#worker?.unref();
    pending?.settle(invocation);
  }

  /** The thread goes, and the event that it had in hand with it; the next event finds a new one. */
  #end(invocation: Invocation): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#line?.answers.close();
    this.#line = undefined;
    worker?.terminate();
    this.#settle(invocation);
  }
}

/** What Lambda reserves; nothing of this machine's environment, credentials least of all, gets in. */
function variables(fn: LambdaFunction): Record<string, string> {
  return {
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${fn.memorySize}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName(fn),
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion(fn),
    AWS_REGION: "us-east-1",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
  };
}

function failed(reason: string): Invocation {
  return { type: "failed", reason };
}

function invocationOf({ value, error }: Answer): Invocation {
  if (error !== undefined) return failed(error);
  return { type: "returned", value: JSON.parse(value ?? "null") };
}
