import { headerRuleSettings } from "../../config/header-settings";
import { inlineHashesSettings } from "../../config/inline-hashes";
import type { SiteConfig } from "../../config/schema";
import { urlStyleOf } from "../../config/url-style";
import { cachedBundle } from "./bundle-cache";
import { EdgeBundleError, edgeProblem } from "./errors";
import {
  bundleCloudFrontFunction,
  type GenericFunction,
  type ReadableFunction,
  readableFunction,
  withSettings,
} from "./generic-function";
import { javascriptLiteral } from "./javascript-literal";
import { checkSize } from "./size";

const name = "security-headers-viewer";
const entry = "edge-functions/header-function-viewer/index.ts";

let generic: GenericFunction | undefined;

/**
 * The viewer-response function of a site with `headers.runtime: "cloudfront-function"`.
 * @throws EdgeBundleError when the rules are too many, or ask for what this event cannot do.
 */
export function headerFunctionViewerBundle(site: SiteConfig): {
  readonly code: string;
  /** The same program before it was minified. */
  readonly readable: () => ReadableFunction;
} {
  const rules = headerRuleSettings(site.headers.rules);
  if (rules.some((rule) => [...rule.set.map(([header]) => header), ...rule.remove].some(isSetCookie)))
    throw new EdgeBundleError(name, [edgeProblem("EDGE_HEADER_SET_COOKIE", "a header rule for Set-Cookie")]);
  generic ??= cachedBundle(name, () => bundleCloudFrontFunction(name, entry));
  const settings = { rules, urls: urlStyleOf(site), inlineHashes: inlineHashesSettings(site) };
  const literal = javascriptLiteral(settings);
  const code = withSettings(generic, literal);
  checkSize(name, code, 'Use fewer header rules, or headers.runtime "lambda-at-edge".');
  return { code, readable: () => readableFunction("cloudfront", name, entry, literal) };
}

function isSetCookie(header: string): boolean {
  return header.toLowerCase() === "set-cookie";
}
