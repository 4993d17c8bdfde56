import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CloudFrontFunction } from "../../model";
import type { KeyValueStore } from "../../ports";
import type { MeteredContext } from "../isolation/metered-context";
import type { Host } from "./inside/host";

/** The host's side of a function's context; without one, of a function that has it in another thread. */
export function hostOf(
  fn: CloudFrontFunction,
  store: (arn: string) => KeyValueStore | undefined,
  context?: MeteredContext,
): Host {
  /** A function has one store; naming another one finds nothing. */
  const associated = (id: string) => {
    const arn = fn.keyValueStoreArn;
    return arn !== undefined && (id === "" || arn.endsWith(`/${id}`)) ? store(arn) : undefined;
  };
  const host: Host = {
    event: "",
    eventType: "viewer-request",
    distributionDomainName: "",
    distributionId: "",
    requestId: "",
    clientIp: "",
    method: "",
    uri: "",
    query: "",
    headers: [],
    statusCode: 0,
    statusDescription: "",
    responseHeaders: [],
    outcome: "",
    result: "",
    selection: "",
    logs: "",
    state: "",
    now: 0,
    fuel: 0,
    library: (name) => {
      const source = fn.runtime === "cloudfront-js-2.0" ? bufferLibrary()[name] : undefined;
      if (source === undefined || !context) return null;
      return context.evaluate(`(function (module, exports, require) {${source}\n})`) as ReturnType<
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
export function bufferLibrary(): Readonly<Record<string, string>> {
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
