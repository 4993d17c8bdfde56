import type { Host } from "./host";

/** What a function can import or require, and the Buffer that is also among its globals. */
export interface Modules {
  require(name: unknown): unknown;
  buffer(): typeof Buffer;
}

/* biome-ignore-start lint/complexity/useArrowFunction: the text of a function is compiled elsewhere */
/**
 * The modules of runtime 2.0: buffer, crypto, querystring and cloudfront. Compiled in the context from its own source
 * text, so it refers to nothing outside itself. CloudFront guide, "JavaScript runtime 2.0 features".
 */
export function modules(host: Host): Modules {
  const { parse, stringify } = JSON;
  const { create, keys } = Object;
  const { apply } = Reflect;
  const RealError = Error;
  const RealTypeError = TypeError;

  /** At the end of the stack, even a host function that never throws does: its error must not get out. */
  const ask = <T>(question: () => T): T => {
    try {
      return question();
    } catch {
      throw new RealError("unavailable");
    }
  };

  const libraries: Record<string, { exports: Record<string, unknown> }> = {};
  const library = (name: string): Record<string, unknown> => {
    const found = libraries[name];
    if (found) return found.exports;
    const define = ask(() => host.library(name));
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
  /** Runtime 1.0 has no replaceAll. */
  const spaced = (text: string) => decode(text.split("+").join(" "));
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
        const name = spaced(at < 0 ? part : part.slice(0, at));
        const value = at < 0 ? "" : spaced(part.slice(at + equal.length));
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
  const loaders: Record<string, () => unknown> = {
    crypto: () => crypto,
    querystring: () => queryModule,
    buffer: () => ({ Buffer: buffer() }),
    cloudfront: () => ({ ...cloudfront, default: cloudfront }),
  };
  return {
    require(name) {
      const load = loaders[`${name}`];
      if (!load) throw new RealError(`Cannot find module "${name}"`);
      return load();
    },
    buffer,
  };
}
/* biome-ignore-end lint/complexity/useArrowFunction: the text of a function is compiled elsewhere */
