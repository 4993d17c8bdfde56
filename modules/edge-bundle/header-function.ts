import { createHash } from "node:crypto";
import { headerRuleSettings } from "../../config/header-settings";
import { headersEvent } from "../../config/headers-event";
import { inlineHashesSettings } from "../../config/inline-hashes";
import type { SiteConfig } from "../../config/schema";
import { cachedBundleOnce } from "./bundle-cache";
import {
  bundleLambdaFunction,
  type ReadableFunction,
  readableFunction,
  withSettings,
} from "./generic-function";
import { javascriptLiteral } from "./javascript-literal";
import { lambdaEntry } from "./own-function";
import { packedFunction } from "./packed-function";

const name = "security-headers";
const entry = "edge-functions/header-function/index.ts";

/** Ours alone; in one with the project's own it is bundled each time, since that is being written. */
const ours = cachedBundleOnce(name, () => bundleLambdaFunction(name, entry));

export interface LambdaArchive {
  readonly zip: Uint8Array;
  /** SHA-256 of the archive in base64, as Lambda's CodeSha256 is. */
  readonly sha256: string;
  /** What is in it: `index.js`. */
  readonly code: string;
  /** The same program before it was minified. */
  readonly readable: () => ReadableFunction;
}

/**
 * The Lambda@Edge function of a site, `index.js` with the handler `index.handler`, packed for upload: the header rules, the
 * project's own functions at the origin's events, or all in one.
 */
export function headerFunctionArchive(site: SiteConfig): LambdaArchive {
  const { originRequest, originResponse } = site.edge;
  const isOwn = originRequest !== undefined || originResponse !== undefined;
  const hasRules = !isOwn || headersEvent(site) === "origin-response";
  const own = isOwn ? lambdaEntry(hasRules ? entry : undefined, site.edge) : undefined;
  const rules = headerRuleSettings(site.headers.rules);
  const literal = hasRules
    ? javascriptLiteral({ rules, inlineHashes: inlineHashesSettings(site) })
    : undefined;
  const code = withSettings(own ? bundleLambdaFunction(name, own.entry, own.root) : ours(), literal);
  const zip = packedFunction(code);
  const sha256 = createHash("sha256").update(zip).digest("base64");
  const readable = () => readableFunction("lambda", name, own?.entry ?? entry, literal, own?.root);
  return { zip, sha256, code, readable };
}
