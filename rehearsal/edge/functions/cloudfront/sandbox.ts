import type { FunctionContext, FunctionRequest, FunctionResponse } from "../../function-ports";
import type { CloudFrontFunction } from "../../model";
import type { KeyValueStore } from "../../ports";
import { tick } from "../isolation/meter";
import { callTimeout, loadTimeout, MeteredContext } from "../isolation/metered-context";
import { FunctionApart } from "./apart";
import { hostOf } from "./host";
import { listedBuiltIns } from "./inside/built-ins";
import { events } from "./inside/events";
import type { Host } from "./inside/host";
import { modules } from "./inside/modules";
import { type Module, prelude } from "./inside/prelude";
import { meteredCode } from "./metered-code";
import { RememberedCalls } from "./remembered-calls";
import type { RawSelection, SandboxResult } from "./sandbox-result";

/** What takes, in a module, what it keeps between calls; code that has the name itself is called each time. */
const keepsName = "$outlastKeeps";

const NO_LOGS: readonly string[] = [];

/**
 * Loop heads and function entries that one call may pass. CloudFront gives a function less than a millisecond
 * of CPU; an interpreter passes some ten thousand of these in it.
 */
export const fuelPerCall = 20_000;
/** Bytes that a function may use (CloudFront guide, Quotas); here, characters of what it returns. */
const memory = 2 * 1024 * 1024;

/**
 * One function's code in a context of its own, ready to be called. State of its module lasts from call to call; where there is
 * none, and the code shows that its answer is the request's alone, a request that came before has the answer of then.
 */
export class Sandbox {
  readonly #host: Host;
  readonly #call: (timeout?: number) => void;
  readonly #bounded: boolean;
  readonly #remembered: RememberedCalls | undefined;
  /** Ends the function's process, where it has one. */
  readonly close: () => void = () => {};
  #lastSelection: { readonly json: string; readonly parsed: RawSelection } | undefined;

  /**
   * @param computing where the function has a process of its own, with a deadline and a limit of memory that hold whatever
   * it does: the milliseconds that it may compute for a call
   * @throws {UnsupportedLanguageError} and what the code itself throws when it is loaded
   */
  constructor(fn: CloudFrontFunction, store: (arn: string) => KeyValueStore | undefined, computing?: number) {
    const { code, bounded, state } = meteredCode(fn);
    this.#bounded = bounded;
    const keeps = state && `${keepsName}(function(){return [${state.join(",")}]});`;
    const module = `(function (require, ${tick}, console, ${keepsName}) {"use strict";${code}\n;${keeps ?? ""}return handler;})`;
    if (computing !== undefined) {
      this.#host = hostOf(fn, store);
      this.#host.fuel = fuelPerCall;
      const own = new FunctionApart(
        this.#host,
        fn.name,
        module,
        fn.runtime === "cloudfront-js-2.0",
        computing,
      );
      own.load();
      this.#call = () => own.call();
      this.close = () => own.close();
      return;
    }
    const context = new MeteredContext();
    const host = hostOf(fn, store, context);
    this.#host = host;
    const { prepare, load, call, tellState } = context.compile(prelude)(
      host,
      context.compile(modules)(host),
      context.compile(events)(host),
    );
    context.compile(listedBuiltIns)(fn.runtime === "cloudfront-js-2.0");
    prepare(context.evaluate(module, fn.name) as Module);
    host.fuel = fuelPerCall;
    // Loading runs the module's top level, which may be as slow or endless as any call.
    context.runner("$outlastLoad", load)(loadTimeout);
    this.#call = context.runner("$outlastCall", call);
    if (bounded && state !== undefined && fn.eventType === "viewer-request")
      this.#remembered = new RememberedCalls(host, tellState);
  }

  /** Runs the handler on an event. The result is there when this returns: nothing of the function runs later. */
  call(context: FunctionContext, request: FunctionRequest, response?: FunctionResponse): SandboxResult {
    const known = response === undefined ? this.#remembered?.find(context, request) : undefined;
    if (known !== undefined) return known;
    const host = this.#host;
    host.event = "";
    host.distributionDomainName = context.distributionDomainName;
    host.distributionId = context.distributionId;
    host.requestId = context.requestId;
    host.clientIp = context.clientIp;
    host.method = request.method;
    host.uri = request.uri;
    host.query = request.query;
    host.headers = request.headers.flat;
    host.eventType = response === undefined ? "viewer-request" : "viewer-response";
    if (response !== undefined) {
      host.statusCode = response.status;
      host.statusDescription = response.statusText;
      host.responseHeaders = response.headers.flat;
    }
    return this.#handle(context.now, response === undefined ? [context, request] : undefined);
  }

  /** As `call`, with an event given as JSON. */
  callJson(event: string, now: number): SandboxResult {
    this.#host.event = event;
    return this.#handle(now);
  }

  #handle(now: number, asked?: readonly [FunctionContext, FunctionRequest]): SandboxResult {
    this.#remembered?.begin();
    const result = this.#ran(now);
    this.#remembered?.end(asked, result);
    return result;
  }

  #ran(now: number): SandboxResult {
    const host = this.#host;
    host.now = now;
    host.fuel = fuelPerCall;
    host.outcome = "";
    host.selection = "";
    host.logs = "";
    const ended = this.#run();
    const logs = host.logs === "" ? NO_LOGS : host.logs.slice(0, -1).split("\n");
    if (!ended || host.fuel < 0) return { type: "exhausted", text: "it used up its compute time", logs };
    if (host.outcome === "") return { type: "threw", text: "the promise it returned never settles", logs };
    if (host.result.length > memory) return { type: "threw", text: "it used more than 2 MB of memory", logs };
    const selection = host.selection === "" ? undefined : this.#parseSelection(host.selection);
    return { type: host.outcome, text: host.result, logs, selection };
  }

  /** A function selects the same origin again and again; parsing it once is enough. */
  #parseSelection(json: string): RawSelection {
    if (this.#lastSelection?.json !== json) {
      this.#lastSelection = { json, parsed: JSON.parse(json) as RawSelection };
    }
    return this.#lastSelection.parsed;
  }

  #run(): boolean {
    try {
      this.#call(this.#bounded ? undefined : callTimeout);
      return true;
    } catch {
      // Only the time limit throws here: the prelude catches what the function does.
      return false;
    }
  }

  /** Share of the allowed work that the last call took, in percent; 100 and more is throttled. */
  get utilization(): number {
    return Math.min(100, Math.ceil(((fuelPerCall - this.#host.fuel) / fuelPerCall) * 100));
  }
}
