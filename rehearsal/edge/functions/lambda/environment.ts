import { createInterface } from "node:readline";
import { receiveMessageOnPort } from "node:worker_threads";
import type { LambdaFunction } from "../../model";
import { Isolate } from "../isolation/isolate";
import { functionName, functionVersion } from "./identity";
import { lambdaContext } from "./inside/context";
import { type LambdaCallParts, lambdaEvents } from "./inside/event";
import { edgeClosed, failed, type Invocation, startTimeout, timedOut } from "./invocation";
import { lambdaWorker } from "./worker";

interface Pending {
  readonly settle: (invocation: Invocation) => void;
  timer: NodeJS.Timeout;
}

interface Answer {
  /** That a new environment has loaded the function and begins with its first event: no answer yet. */
  readonly begun?: boolean;
  readonly value?: string;
  readonly error?: string;
  /** Whether the environment has ended with it. */
  readonly ended?: boolean;
}

export interface LambdaEnvironmentOptions {
  readonly fn: LambdaFunction;
  /** Milliseconds of real time that one event may take. */
  readonly timeout: number;
  /** Where the archive is unpacked. @throws Error for an archive that cannot be */
  readonly folder: () => string;
  /** Whether it is a process of its own, which nothing that the function does can end this one with. */
  readonly apart: boolean;
  /** Called with each line that the function logs. */
  readonly log: (line: string) => void;
  /** Called once it begins with its first event, or has ended before it came to that. */
  readonly started: (hasBegun: boolean) => void;
}

/**
 * An execution environment of a function: a thread that handles one event at a time and stays for the next, as
 * Lambda's does, and is thrown away when an event outlasts the function's timeout.
 */
export class LambdaEnvironment {
  readonly #options: LambdaEnvironmentOptions;
  #pending: Pending | undefined;
  #isolate: Isolate | undefined;
  /** Whether the environment is starting: what it takes for that is no time of the function's. */
  #isStarting = false;

  constructor(options: LambdaEnvironmentOptions) {
    this.#options = options;
  }

  /** Whether an event is under way. */
  get isBusy(): boolean {
    return this.#pending !== undefined;
  }

  /** Whether it is still loading the function. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /** Handles an event, while none is under way. */
  invoke(event: LambdaCallParts): Promise<Invocation> {
    return new Promise((settle) => {
      this.#pending = { settle, timer: this.#timer(this.#isolate ? this.#options.timeout : startTimeout) };
      try {
        this.#isolate ??= this.#start();
        const { worker } = this.#isolate;
        worker.ref();
        worker.postMessage({ event });
      } catch (error) {
        this.#end(failed((error as Error).message));
      }
    });
  }

  /** As `invoke`, but the whole thread waits: on a virtual clock, no time may pass meanwhile. */
  invokeNow(event: LambdaCallParts): Invocation {
    const { timeout } = this.#options;
    try {
      this.#isolate ??= this.#start();
    } catch (error) {
      return failed((error as Error).message);
    }
    const { worker, port, turns } = this.#isolate;
    const wait = (seen: number, longest: number): Answer | undefined =>
      Atomics.wait(turns, 0, seen, longest) === "timed-out"
        ? undefined
        : (receiveMessageOnPort(port)?.message as Answer | undefined);
    const before = Atomics.load(turns, 0);
    worker.postMessage({ event, now: true });
    let answer = wait(before, this.#isStarting ? startTimeout : timeout);
    if (answer?.begun && this.#isStarting) answer = wait(before + 1, timeout);
    this.#isStarting = false;
    const invocation = answer ? invocationOf(answer) : timedOut(timeout);
    if (answer === undefined || answer.ended) this.#end(invocation);
    return invocation;
  }

  #timer(longest: number): NodeJS.Timeout {
    return setTimeout(() => this.#end(timedOut(longest)), longest);
  }

  /** A message of the environment: that its first event begins, or what came of one. */
  #take(answer: Answer): void {
    if (!answer.begun) {
      this.#settle(invocationOf(answer));
    } else if (this.#isStarting && this.#pending) {
      this.#isStarting = false;
      clearTimeout(this.#pending.timer);
      this.#pending.timer = this.#timer(this.#options.timeout);
      this.#options.started(true);
    }
  }

  /** Ends the environment. */
  async close(): Promise<void> {
    await this.#end(failed(edgeClosed));
  }

  #start(): Isolate {
    const { fn, folder, apart, log } = this.#options;
    const parts = `${lambdaContext.toString()}, (${lambdaEvents.toString()})()`;
    const isolate = new Isolate(`(${lambdaWorker.toString()})(require, (url) => import(url), ${parts})`, {
      data: { folder: folder(), handler: fn.handler },
      env: variables(fn),
      resourceLimits: { maxOldGenerationSizeMb: Math.max(64, fn.memorySize) },
      apart,
    });
    const { worker } = isolate;
    for (const input of [worker.stdout, worker.stderr]) createInterface({ input }).on("line", log);
    const isCurrent = () => isolate === this.#isolate;
    worker.on("message", (answer: Answer) => isCurrent() && this.#take(answer));
    worker.on("error", (error) => isCurrent() && this.#end(failed(error.message)));
    worker.on("exit", () => isCurrent() && this.#end(failed("the function ended its process")));
    this.#isStarting = true;
    return isolate;
  }

  #settle(invocation: Invocation): void {
    const pending = this.#pending;
    this.#pending = undefined;
    clearTimeout(pending?.timer);
    this.#isolate?.worker.unref();
    pending?.settle(invocation);
  }

  /** The environment goes, and the event that it had in hand with it; the next event finds a new one. */
  async #end(invocation: Invocation): Promise<void> {
    const isolate = this.#isolate;
    this.#isolate = undefined;
    if (this.#isStarting) this.#options.started(false);
    this.#isStarting = false;
    this.#settle(invocation);
    await isolate?.end();
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

function invocationOf({ value, error }: Answer): Invocation {
  if (error !== undefined) return failed(error);
  return { type: "returned", value: JSON.parse(value ?? "null") };
}
