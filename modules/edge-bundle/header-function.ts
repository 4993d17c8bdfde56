import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";
import { headerRuleSettings } from "../../config/header-settings";
import { inlineHashesSettings } from "../../config/inline-hashes";
import type { SiteConfig } from "../../config/schema";
import { cachedBundle } from "./bundle-cache";
import {
  bundleLambdaFunction,
  type GenericFunction,
  type ReadableFunction,
  readableFunction,
  withSettings,
} from "./generic-function";
import { javascriptLiteral } from "./javascript-literal";

const name = "security-headers";
const entry = "edge-functions/header-function/index.ts";

let generic: GenericFunction | undefined;

export interface LambdaArchive {
  readonly zip: Uint8Array;
  /** SHA-256 of the archive in base64, as Lambda's CodeSha256 is. */
  readonly sha256: string;
  /** What is in it: `index.js`. */
  readonly code: string;
  /** The same program before it was minified. */
  readonly readable: () => ReadableFunction;
}

/** The Lambda@Edge function of a site, `index.js` with the handler `index.handler`, packed for upload. */
export function headerFunctionArchive(site: SiteConfig): LambdaArchive {
  generic ??= cachedBundle(name, () => bundleLambdaFunction(name, entry));
  const rules = headerRuleSettings(site.headers.rules);
  const literal = javascriptLiteral({ rules, inlineHashes: inlineHashesSettings(site) });
  const code = withSettings(generic, literal);
  const zip = pack(code);
  const sha256 = createHash("sha256").update(zip).digest("base64");
  return { zip, sha256, code, readable: () => readableFunction("lambda", name, entry, literal) };
}

/** ZIP stores a local time without its zone: one that reads the same on every machine, and one mode for all. */
function pack(code: string): Uint8Array {
  const unix = 3;
  const readable = (0o100644 << 16) >>> 0;
  return zipSync(
    { "index.js": strToU8(code) },
    { attrs: readable, level: 9, mtime: new Date(1980, 0, 1, 12), os: unix },
  );
}
