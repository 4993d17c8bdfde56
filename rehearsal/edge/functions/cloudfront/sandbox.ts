import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { createContext, Script } from "node:vm";
import type { FunctionContext, FunctionRequest, FunctionResponse } from "../../function-ports";
import type { CloudFrontFunction } from "../../model";
import type { KeyValueStore } from "../../ports";
import { events } from "./inside/events";
import type { Host } from "./inside/host";
import { modules } from "./inside/modules";
import { type Prelude, prelude } from "./inside/prelude";
import { parseFunction } from "./language";
import { meter, tick } from "./meter";

/** What came of one call, before anybody has looked at whether CloudFront would accept it. */
export interface SandboxResult {
  /** Unchanged: the event's own request or response, as it was. Exhausted: the function used up its compute time. */
  readonly type: "unchanged" | "returned" | "threw" | "exhausted";
  /** The uri of an unchanged request, JSON of what else the handler returned, or the message of what it threw. */
  readonly text: string;
  readonly selection?: RawSelection;
  readonly logs: readonly string[];
}

/** The last call of one of the origin helpers, as the function wrote it. */
export interface RawSelection {
  readonly type: "update" | "select" | "group";
  readonly arguments: readonly [unknown, unknown];
}

const NO_LOGS: readonly string[] = [];

/** Time for a call that the counter cannot bound, in milliseconds of this machine. */
const guardedTimeout = 100;

/**
 * Loop heads and function entries that one call may pass. CloudFront gives a function less than a millisecond
 * of CPU; an interpreter passes some ten thousand of these in it.
 */
export const fuelPerCall = 20_000;

/** One function's code in a context of its own, ready to be called. State of its module lasts from call to call. */
export class Sandbox {
  readonly #host: Host;
  readonly #context: object;
  readonly #call: Script;
  readonly #bounded: boolean;
  #lastSelection: { readonly json: string; readonly parsed: RawSelection } | undefined;

  /** @throws {UnsupportedLanguageError} and what the code itself throws when it is loaded */
  constructor(fn: CloudFrontFunction, store: (arn: string) => KeyValueStore | undefined) {
    boundRegExps();
    if (fn.code.includes(tick)) throw new Error(`the name ${tick} is reserved`);
    const { body, bounded } = meter(fn.code, parseFunction(fn.code, fn.runtime));
    this.#bounded = bounded;
    this.#context = createContext(Object.create(null), {
      microtaskMode: "afterEvaluate",
      codeGeneration: { strings: false, wasm: false },
    });
    this.#host = hostOf(fn, store, this.#context);
    const { prepare, load, call } = this.#prelude();
    const create = runIn(this.#context, `(function (require, ${tick}, console) {${body}})`, fn.name);
    prepare(create as Parameters<typeof prepare>[0]);
    Object.defineProperties(this.#context, { $outlastLoad: hidden(load), $outlastCall: hidden(call) });
    this.#host.fuel = fuelPerCall;
    // Loading runs the module's top level, which may be as slow or endless as any call.
    new Script("$outlastLoad()").runInContext(this.#context, { timeout: guardedTimeout });
    this.#call = new Script("$outlastCall()");
  }

  /** Runs the handler on an event. The result is there when this returns: nothing of the function runs later. */
  call(context: FunctionContext, request: FunctionRequest, response?: FunctionResponse): SandboxResult {
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
    return this.#handle(context.now);
  }

  /** As `call`, with an event given as JSON. */
  callJson(event: string, now: number): SandboxResult {
    this.#host.event = event;
    return this.#handle(now);
  }

  #handle(now: number): SandboxResult {
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
    const selection = host.selection === "" ? undefined : this.#parseSelection(host.selection);
    return { type: host.outcome, text: host.result, logs, selection };
  }

  #prelude(): Prelude {
    const inside = (part: (...given: never[]) => unknown) => runIn(this.#context, `(${part.toString()})`);
    const make = inside(prelude) as typeof prelude;
    const library = (inside(modules) as typeof modules)(this.#host);
    return make(this.#host, library, (inside(events) as typeof events)(this.#host));
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
      this.#call.runInContext(this.#context, this.#bounded ? undefined : { timeout: guardedTimeout });
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

/** Lets V8 finish a regular expression that backtracks too much in linear time; what it matches stays the same. */
function boundRegExps(): void {
  setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
}

/** A script can only call what is global; nothing in the context can replace it. */
const hidden = (value: () => void) => ({ value, enumerable: false, writable: false, configurable: false });

function runIn(context: object, source: string, filename = "outlast"): unknown {
  return new Script(source, { filename }).runInContext(context);
}

function hostOf(
  fn: CloudFrontFunction,
  store: (arn: string) => KeyValueStore | undefined,
  context: object,
): Host {
  /** A function has one store; naming another one finds nothing. */
  const associated = (id: string) => {
    const arn = fn.keyValueStoreArn;
    return arn !== undefined && (id === "" || arn.endsWith(`/${id}`)) ? store(arn) : undefined;
  };
  const host: Host = {
    ...{
      event: "",
      eventType: "viewer-request",
      distributionDomainName: "",
      distributionId: "",
      requestId: "",
    },
    ...{ clientIp: "", method: "", uri: "", query: "", headers: [] },
    ...{ statusCode: 0, statusDescription: "", responseHeaders: [] },
    outcome: "",
    result: "",
    selection: "",
    logs: "",
    now: 0,
    fuel: 0,
    library: (name) => {
      const source = fn.runtime === "cloudfront-js-2.0" ? bufferLibrary()[name] : undefined;
      if (source === undefined) return null;
      return runIn(context, `(function (module, exports, require) {${source}\n})`) as ReturnType<
        Host["library"]
      >;
    },
    read: (id, key) => associated(id)?.get(key) ?? null,
    meta: (id) => {
      const found = associated(id);
      return found ? JSON.stringify(found.meta()) : null;
    },
    digest: (algorithm, data, key) => {
      const bytes = Buffer.from(data, "hex");
      const hash = key === null ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, "hex"));
      return hash.update(bytes).digest("hex");
    },
  };
  return Object.setPrototypeOf(host, null);
}

let library: Readonly<Record<string, string>> | undefined;

/** Node's own Buffer belongs to the host; this one, in plain JavaScript, is compiled inside the context. */
function bufferLibrary(): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("buffer/package.json"));
  const source = (from: string) => readFileSync(require.resolve(from, { paths: [folder] }), "utf8");
  library ??= {
    buffer: readFileSync(join(folder, "index.js"), "utf8"),
    "base64-js": source("base64-js"),
    ieee754: source("ieee754"),
  };
  return library;
}
