import { FUNCTION_BYTES } from "../../../../facts/cloudfront/limits";
import {
  type FunctionContext,
  type FunctionError,
  type FunctionRequest,
  type FunctionResponse,
  InvalidResultError,
  type OriginSelection,
  type RequestOutcome,
  type ResponseOutcome,
} from "../../function-ports";
import type { CloudFrontFunction } from "../../model";
import type { KeyValueStore } from "../../ports";
import { readRequestResult, readResponseResult, withUri } from "./result";
import { Sandbox } from "./sandbox";
import type { RawSelection, SandboxResult } from "./sandbox-result";
import { readSelection } from "./selection";

/** Finds a KeyValueStore by ARN. */
export type StoreLookup = (arn: string) => KeyValueStore | undefined;

/** What TestFunction reports. */
export interface FunctionTest {
  /** JSON of what the function returned; "" when it failed. */
  readonly output: string;
  readonly logs: readonly string[];
  /** Percentage of the allowed compute time. */
  readonly computeUtilization: number;
  readonly errorMessage: string;
}

/** One deployed CloudFront Function. Loads its code at the first event; a function that cannot load fails each. */
export class CloudFrontFunctionRunner {
  readonly #fn: CloudFrontFunction;
  readonly #store: StoreLookup;
  readonly #log: (line: string) => void;
  /** The sandbox gives the same object for the same selection. */
  readonly #selections = new WeakMap<RawSelection, OriginSelection>();
  readonly #computing: number | undefined;
  #sandbox: Sandbox | string | undefined;

  /**
   * `log` is called with each line that a deployed function logs; those of a test run are in its result. With `computing`,
   * the function has a process of its own (`Sandbox`).
   */
  constructor(fn: CloudFrontFunction, store: StoreLookup, log: (line: string) => void, computing?: number) {
    this.#computing = computing;
    this.#fn = fn;
    this.#store = store;
    this.#log = log;
  }

  onRequest(context: FunctionContext, request: FunctionRequest): RequestOutcome {
    const sandbox = this.#load();
    if (typeof sandbox === "string") return executionError(sandbox);
    const result = sandbox.call(context, request);
    result.logs.forEach(this.#log);
    if (result.type !== "returned" && result.type !== "unchanged") return failure(result);
    try {
      const selection = result.selection && this.#selection(result.selection);
      const outcome =
        result.type === "returned"
          ? readRequestResult(JSON.parse(result.text), request)
          : result.text === request.uri
            ? ({ type: "request", request } as const)
            : withUri(request, result.text);
      return outcome.type === "request" ? { type: "request", request: outcome.request, selection } : outcome;
    } catch (error) {
      return validationError(error);
    }
  }

  #selection(raw: RawSelection): OriginSelection {
    let selection = this.#selections.get(raw);
    if (!selection) {
      selection = readSelection(raw);
      this.#selections.set(raw, selection);
    }
    return selection;
  }

  onResponse(
    context: FunctionContext,
    request: FunctionRequest,
    response: FunctionResponse,
  ): ResponseOutcome {
    const sandbox = this.#load();
    if (typeof sandbox === "string") return executionError(sandbox);
    const result = sandbox.call(context, request, response);
    result.logs.forEach(this.#log);
    if (result.type === "unchanged") return { type: "response", response };
    if (result.type !== "returned") return failure(result);
    try {
      return { type: "response", response: readResponseResult(JSON.parse(result.text), response) };
    } catch (error) {
      return validationError(error);
    }
  }

  /** Runs the function on an event as CloudFront's TestFunction does: nothing of the answer is validated. */
  test(eventJson: string, now: number): FunctionTest {
    const sandbox = this.#load();
    if (typeof sandbox === "string")
      return { output: "", logs: [], computeUtilization: 0, errorMessage: sandbox };
    const result = sandbox.callJson(eventJson, now);
    const failed = result.type !== "returned";
    return {
      output: failed ? "" : result.text,
      logs: result.logs,
      computeUtilization: sandbox.utilization,
      errorMessage: failed ? result.text : "",
    };
  }

  /** Ends the function's process, where it has one. */
  close(): void {
    if (typeof this.#sandbox === "object") this.#sandbox.close();
  }

  #load(): Sandbox | string {
    this.#sandbox ??= load(this.#fn, this.#store, this.#computing);
    return this.#sandbox;
  }
}

function load(fn: CloudFrontFunction, store: StoreLookup, computing?: number): Sandbox | string {
  const size = Buffer.byteLength(fn.code);
  if (size > FUNCTION_BYTES) return `the code has ${size} bytes; CloudFront takes ${FUNCTION_BYTES}`;
  try {
    return new Sandbox(fn, store, computing);
  } catch (error) {
    return String((error as { message?: unknown } | null)?.message ?? error);
  }
}

function failure(result: SandboxResult): FunctionError {
  if (result.type === "exhausted") {
    return { type: "error", status: 503, result: "FunctionThrottledError", reason: result.text };
  }
  return executionError(result.text);
}

function executionError(reason: string): FunctionError {
  return { type: "error", status: 503, result: "FunctionExecutionError", reason };
}

function validationError(error: unknown): FunctionError {
  if (!(error instanceof InvalidResultError)) throw error;
  return { type: "error", status: 502, result: "FunctionValidationError", reason: error.message };
}
