import {
  type FunctionContext,
  type FunctionError,
  type FunctionRequest,
  type FunctionResponse,
  type FunctionRuntime,
  InvalidResultError,
  type RequestOutcome,
  type ResponseOutcome,
} from "../function-ports";
import type { CloudFrontFunction, Distribution, FunctionAssociation, LambdaFunction } from "../model";
import { CloudFrontFunctionRunner, type FunctionTest, type StoreLookup } from "./cloudfront/runner";
import { shownToFunction, wholeRequest, wholeResponse } from "./hidden-headers";
import { lambdaContextParts, lambdaEventParts } from "./lambda/event";
import { edgeClosed, type Invocation } from "./lambda/invocation";
import { readLambdaRequest, readLambdaResponse } from "./lambda/result";
import { LambdaRunner } from "./lambda/runner";

/** What functions at the edge find there. */
export interface EdgeFunctionsOptions {
  /** Finds a KeyValueStore by ARN. */
  readonly store: StoreLookup;
  /**
   * Real milliseconds after which a Lambda@Edge function counts as timed out, where its own timeout is longer.
   * @default 5000
   */
  readonly lambdaTimeoutCap?: number;
  /**
   * Whether the whole thread waits for a Lambda@Edge function, so that a virtual clock stands still meanwhile.
   * @default false
   */
  readonly blocking?: boolean;
  /**
   * Whether every function has a process of its own, so that none can stop the edge, or end it: for those of somebody
   * else. A call takes some twenty times as long.
   * @default false
   */
  readonly apart?: boolean;
  /**
   * Milliseconds that such a process of a CloudFront Function may compute for an event: far more than CloudFront gives.
   * @default 2000
   */
  readonly computingCap?: number;
  /** Called with each line that a function logs. */
  readonly onLog?: (fn: FunctionAssociation, line: string) => void;
}

/** Runs a distribution's functions from the code that would be deployed, each version in an isolation of its own. */
export class EdgeFunctions implements FunctionRuntime {
  readonly #options: EdgeFunctionsOptions;
  // By the association itself: a changed function is another object, and an old one goes with its distribution.
  readonly #runners = new WeakMap<CloudFrontFunction, CloudFrontFunctionRunner>();
  /** Those of functions that have processes, to be ended. */
  readonly #apart = new Map<CloudFrontFunction, CloudFrontFunctionRunner>();
  readonly #lambdas = new Map<LambdaFunction["files"], LambdaRunner>();
  #isClosed = false;

  constructor(options: EdgeFunctionsOptions) {
    this.#options = options;
  }

  onRequest(
    fn: FunctionAssociation,
    context: FunctionContext,
    request: FunctionRequest,
  ): RequestOutcome | Promise<RequestOutcome> {
    if (this.#isClosed) return closed(fn);
    const part = shownToFunction(request);
    if (fn.type === "cloudfront-function") {
      return wholeRequest(this.#runner(fn).onRequest(context, part), request, part);
    }
    return whenever(this.#invoke(fn, context, part), (invocation) =>
      wholeRequest(
        outcomeOf(invocation, (value) => readLambdaRequest(fn, value, part)),
        request,
        part,
      ),
    );
  }

  onResponse(
    fn: FunctionAssociation,
    context: FunctionContext,
    request: FunctionRequest,
    response: FunctionResponse,
  ): ResponseOutcome | Promise<ResponseOutcome> {
    if (this.#isClosed) return closed(fn);
    const part = shownToFunction(response);
    if (fn.type === "cloudfront-function") {
      return wholeResponse(
        this.#runner(fn).onResponse(context, shownToFunction(request), part),
        response,
        part,
      );
    }
    return whenever(this.#invoke(fn, context, shownToFunction(request), part), (invocation) => {
      const outcome = outcomeOf(invocation, (value) => ({
        type: "response" as const,
        response: readLambdaResponse(fn, value, part),
      }));
      return wholeResponse(outcome, response, part);
    });
  }

  /** What CloudFront's TestFunction reports for an event given as JSON. */
  test(fn: CloudFrontFunction, eventJson: string, now: number): FunctionTest {
    return this.#runner(fn).test(eventJson, now);
  }

  /** Ends the environments of functions that no distribution has any more; events that are under way end first. */
  retain(distributions: readonly Distribution[]): void {
    const functions = new Set(distributions.flatMap(functionsOf));
    const used = new Set([...functions].map((fn) => fn.type === "lambda" && fn.files));
    for (const [fn, runner] of this.#apart) {
      if (functions.has(fn)) continue;
      this.#apart.delete(fn);
      runner.close();
    }
    for (const [files, lambda] of this.#lambdas) {
      if (used.has(files)) continue;
      this.#lambdas.delete(files);
      lambda.retire();
    }
  }

  /** Ends every worker. What is asked afterwards, by requests that were under way, fails, and starts none. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const runner of this.#apart.values()) runner.close();
    this.#apart.clear();
    const lambdas = [...this.#lambdas.values()];
    this.#lambdas.clear();
    await Promise.all(lambdas.map((lambda) => lambda.close()));
  }

  #runner(fn: CloudFrontFunction): CloudFrontFunctionRunner {
    let runner = this.#runners.get(fn);
    if (!runner) {
      const { apart, computingCap = 2_000 } = this.#options;
      const computing = apart ? computingCap : undefined;
      runner = new CloudFrontFunctionRunner(fn, this.#options.store, this.#logOf(fn), computing);
      this.#runners.set(fn, runner);
      if (this.#options.apart) this.#apart.set(fn, runner);
    }
    return runner;
  }

  #logOf(fn: FunctionAssociation): (line: string) => void {
    return (line) => this.#options.onLog?.(fn, line);
  }

  #invoke(
    fn: LambdaFunction,
    context: FunctionContext,
    request: FunctionRequest,
    response?: FunctionResponse,
  ): Invocation | Promise<Invocation> {
    if (!fn.runtime.startsWith("nodejs")) {
      return { type: "failed", reason: `the rehearsal runs Node.js functions; this one is ${fn.runtime}` };
    }
    let runner = this.#lambdas.get(fn.files);
    if (!runner) {
      const { lambdaTimeoutCap: timeoutCap = 5_000, blocking = false, apart = false } = this.#options;
      runner = new LambdaRunner(fn, { timeoutCap, blocking, apart, log: this.#logOf(fn) });
      this.#lambdas.set(fn.files, runner);
    }
    return runner.invoke(lambdaEventParts(fn, context, request, response), () => lambdaContextParts(fn));
  }
}

function closed({ type }: FunctionAssociation): FunctionError {
  const result = type === "lambda" ? "LambdaExecutionError" : "FunctionExecutionError";
  return { type: "error", status: 503, result, reason: edgeClosed };
}

function functionsOf({ defaultCacheBehavior, cacheBehaviors }: Distribution): readonly FunctionAssociation[] {
  return [defaultCacheBehavior, ...cacheBehaviors].flatMap(({ functions }) => functions);
}

function whenever<T, R>(value: T | Promise<T>, use: (value: T) => R): R | Promise<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}

function outcomeOf<T>(invocation: Invocation, read: (value: unknown) => T): T | FunctionError {
  if (invocation.type === "failed") {
    return { type: "error", status: 503, result: "LambdaExecutionError", reason: invocation.reason };
  }
  try {
    return read(invocation.value);
  } catch (error) {
    if (!(error instanceof InvalidResultError)) throw error;
    return { type: "error", status: 502, result: "LambdaValidationError", reason: error.message };
  }
}
