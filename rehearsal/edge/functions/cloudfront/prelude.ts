/**
 * What runs first inside a function's context. It is compiled there from its own source text, so it must not
 * refer to anything outside itself: what it closes over is the context's own, and the host is reached only
 * through `host`, whose functions take and give primitives and never throw. Nothing of the host's realm gets
 * into the function's hands, by which it could get out.
 */

/** The host's side of a context. */
export interface PreludeHost {
  /** JSON of the event. */
  event: string;
  /** What came of the call: "" while nothing has. */
  outcome: "" | "returned" | "threw";
  /** JSON of what the handler returned, or the message of what it threw. */
  result: string;
  /** JSON of the last origin selection; "" without one. */
  selection: string;
  /** Lines that it logged, joined by line feeds. */
  logs: string;
  /** Milliseconds since the epoch at which the event began. */
  now: number;
  /** Units of work left to the call. */
  fuel: number;
  /** A key's value in the store of the id, or null. */
  read(storeId: string, key: string): string | null;
  /** JSON of the store's metadata, or null where there is no such store. */
  meta(storeId: string): string | null;
  /** Hex digest of hex data; with a hex key, the HMAC. */
  digest(algorithm: string, data: string, key: string | null): string | null;
  /** Compiles a library in the context; null where there is none of that name. */
  library(name: string): ((module: object, exports: object, require: unknown) => void) | null;
}

/** What the prelude gives back. */
export interface Prelude {
  /** Takes the function's code, as a function of what its module sees that yields the handler. */
  prepare(create: (require: unknown, tick: () => void, console: unknown) => unknown): void;
  /** Runs that code once. */
  load(): void;
  /** Handles `host.event`; `host.outcome` is there once the microtasks are done. */
  call(): void;
}

/* biome-ignore-start lint/complexity/useArrowFunction: the text of a function is compiled elsewhere */
export function prelude(host: PreludeHost): Prelude {
  const { parse, stringify } = JSON;
  const { create, keys, defineProperty } = Object;
  const { apply } = Reflect;
  const promiseThen = Promise.prototype.then;
  // A context's globals are slow to look up; these are needed at each call.
  const RealPromise = Promise;
  const RealDate = Date;
  const RealError = Error;
  const RealTypeError = TypeError;
  // Nobody sees the stack, and taking it down is most of what throwing costs.
  RealError.stackTraceLimit = 0;
  let handler: unknown;
  let makeHandler: Parameters<Prelude["prepare"]>[0];

  const tick = () => {
    host.fuel -= 1;
    if (host.fuel < 0) throw new RealError("the function used up its compute time");
  };
  /** At the end of the stack, even a host function that never throws does: its error must not get out. */
  const ask = <T>(question: () => T): T => {
    try {
      return question();
    } catch {
      throw new RealError("unavailable");
    }
  };

  function FrozenDate(this: unknown, ...args: unknown[]) {
    if (new.target === undefined) return new RealDate(host.now).toString();
    const date = args.length === 0 ? new RealDate(host.now) : new RealDate(...(args as [number]));
    return date;
  }
  FrozenDate.prototype = RealDate.prototype;
  FrozenDate.now = () => host.now;
  FrozenDate.parse = RealDate.parse;
  FrozenDate.UTC = RealDate.UTC;
  defineProperty(RealDate.prototype, "constructor", { value: FrozenDate });

  const consoleObject = {
    log(value: unknown) {
      const line = typeof value === "string" ? value : (stringify(value) ?? `${value}`);
      if (host.logs.length + line.length <= 10_240) host.logs += `${line}\n`;
    },
  };

  const libraries: Record<string, { exports: Record<string, unknown> }> = {};
  const library = (name: string): Record<string, unknown> => {
    const found = libraries[name];
    if (found) return found.exports;
    const define = host.library(name);
    if (define === null) throw new RealError(`unknown module ${name}`);
    const module = { exports: {} };
    libraries[name] = module;
    define(module, module.exports, library);
    return module.exports;
  };
  type BufferClass = typeof Buffer;
  let bufferClass: BufferClass | undefined;
  /** The library knows base64 only in its first alphabet. */
  const withBase64Url = (base: BufferClass): BufferClass => {
    const { from } = base;
    const text = base.prototype.toString;
    base.from = ((value: string, encoding?: string, length?: number) =>
      encoding === "base64url"
        ? apply(from, base, [value.replaceAll("-", "+").replaceAll("_", "/"), "base64"])
        : apply(from, base, [value, encoding, length])) as BufferClass["from"];
    base.prototype.toString = function (encoding?: string, start?: number, end?: number): string {
      if (encoding !== "base64url") return apply(text, this, [encoding, start, end]);
      const encoded: string = apply(text, this, ["base64", start, end]);
      return encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    };
    return base;
  };
  const buffer = () => {
    bufferClass ??= withBase64Url((library("buffer") as { Buffer: BufferClass }).Buffer);
    return bufferClass;
  };

  const hasher = (algorithm: unknown, key: string | null) => {
    const name = `${algorithm}`;
    if (name !== "md5" && name !== "sha1" && name !== "sha256")
      throw new RealTypeError(`unknown hash ${name}`);
    let data = "";
    return {
      update(part: string | Uint8Array) {
        data += buffer()
          .from(part as string)
          .toString("hex");
        return this;
      },
      digest(encoding?: BufferEncoding) {
        const bytes = buffer().from(ask(() => host.digest(name, data, key)) ?? "", "hex");
        return encoding === undefined ? bytes : bytes.toString(encoding);
      },
    };
  };
  const crypto = {
    createHash: (algorithm: unknown) => hasher(algorithm, null),
    createHmac: (algorithm: unknown, key: string) => hasher(algorithm, buffer().from(key).toString("hex")),
  };

  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const querystring = {
    escape: encodeURIComponent,
    unescape: decode,
    parse(text: string, separator = "&", equal = "=") {
      const out: Record<string, string | string[]> = {};
      if (text === "") return out;
      const parts = `${text}`.split(separator);
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i] as string;
        const at = part.indexOf(equal);
        const name = decode((at < 0 ? part : part.slice(0, at)).replaceAll("+", " "));
        const value = at < 0 ? "" : decode(part.slice(at + equal.length).replaceAll("+", " "));
        const known = out[name];
        if (known === undefined) out[name] = value;
        else if (typeof known === "string") out[name] = [known, value];
        else known.push(value);
      }
      return out;
    },
    stringify(object: Record<string, unknown>, separator = "&", equal = "=") {
      const pairs: string[] = [];
      const names = keys(object);
      for (let i = 0; i < names.length; i++) {
        const name = names[i] as string;
        const value = object[name];
        const values = Array.isArray(value) ? value : [value];
        for (let j = 0; j < values.length; j++) {
          pairs.push(`${encodeURIComponent(name)}${equal}${encodeURIComponent(`${values[j]}`)}`);
        }
      }
      return pairs.join(separator);
    },
  };
  const queryModule = { ...querystring, decode: querystring.parse, encode: querystring.stringify };

  const kvs = (id?: string) => {
    const storeId = id === undefined ? "" : `${id}`;
    const value = async (key: string, options?: { format?: string }): Promise<unknown> => {
      const name = `${key}`;
      const found = ask(() => host.read(storeId, name));
      if (found === null) {
        // Functions ask for keys that are usually not there: an error made this way costs a tenth, and a
        // rejection that somebody awaits by then is none that Node has to keep account of.
        await undefined;
        const missing = create(RealError.prototype) as Error;
        missing.message = `key not found: ${name}`;
        throw missing;
      }
      const format = options?.format ?? "string";
      if (format === "json") return parse(found);
      return format === "bytes" ? buffer().from(found) : found;
    };
    const meta = () => {
      const found = ask(() => host.meta(storeId));
      if (found === null) throw new RealError("the function has no such key value store");
      return parse(found) as { keyCount: number };
    };
    return {
      get: value,
      exists: async (key: string) => {
        const name = `${key}`;
        return ask(() => host.read(storeId, name)) !== null;
      },
      count: async () => meta().keyCount,
      meta: async () => meta(),
    };
  };
  const select = (type: string) => (first: unknown, second?: unknown) => {
    host.selection = stringify({ type, arguments: [first ?? null, second ?? null] });
  };
  const cloudfront = {
    kvs,
    updateRequestOrigin: select("update"),
    selectRequestOriginById: select("select"),
    createRequestOriginGroup: select("group"),
  };
  const modules: Record<string, () => unknown> = {
    crypto: () => crypto,
    querystring: () => queryModule,
    buffer: () => ({ Buffer: buffer() }),
    cloudfront: () => ({ ...cloudfront, default: cloudfront }),
  };
  const require = (name: unknown) => {
    const load = modules[`${name}`];
    if (!load) throw new RealError(`Cannot find module "${name}"`);
    return load();
  };

  const globals = globalThis as Record<string, unknown>;
  const hide = (name: string) => delete globals[name];
  const removed =
    "eval Function Map Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Intl Atomics SharedArrayBuffer " +
    "WebAssembly BigInt BigInt64Array BigUint64Array AggregateError Iterator escape unescape console";
  removed.split(" ").forEach(hide);
  const lazy = (name: string, get: () => unknown) =>
    defineProperty(globals, name, { get, configurable: true, enumerable: false });
  globals.Date = FrozenDate;
  globals.console = consoleObject;
  lazy("Buffer", buffer);
  globals.atob = (text: string) => buffer().from(`${text}`, "base64").toString("latin1");
  globals.btoa = (text: string) => buffer().from(`${text}`, "latin1").toString("base64");
  globals.TextEncoder = function (this: object) {
    defineProperty(this, "encode", { value: (text: string) => new Uint8Array(buffer().from(`${text}`)) });
  };
  globals.TextDecoder = function (this: object) {
    defineProperty(this, "decode", { value: (bytes: Uint8Array) => buffer().from(bytes).toString("utf8") });
    defineProperty(this, "encoding", { value: "utf-8" });
  };

  const failed = (error: unknown) => {
    let message = "the function threw";
    try {
      message = `${error}`;
    } catch {
      // A thrown object may refuse to be shown.
    }
    host.result = message;
    host.outcome = "threw";
  };
  const returned = (value: unknown) => {
    try {
      host.result = stringify(value ?? null) ?? "null";
      host.outcome = "returned";
    } catch (error) {
      failed(error);
    }
  };

  return {
    prepare(create) {
      makeHandler = create;
    },
    load() {
      handler = makeHandler(require, tick, consoleObject);
    },
    call() {
      if (typeof handler !== "function") {
        failed("handler is not a function");
        return;
      }
      try {
        const event = parse(host.event);
        const query = event.rawQuery;
        delete event.rawQuery;
        defineProperty(event.request, "rawQueryString", { value: () => query || undefined });
        const value = (handler as (event: unknown) => unknown)(event);
        if (value instanceof RealPromise) apply(promiseThen, value, [returned, failed]);
        else returned(value);
      } catch (error) {
        failed(error);
      }
    },
  };
}
/* biome-ignore-end lint/complexity/useArrowFunction: the text of a function is compiled elsewhere */
