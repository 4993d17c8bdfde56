import { responseRules } from "../../config/flat-rate";
import { headerRuleSettings } from "../../config/header-settings";
import { headersEvent } from "../../config/headers-event";
import { inlineHashesSettings } from "../../config/inline-hashes";
import type { SiteConfig } from "../../config/schema";
import { urlStyleOf } from "../../config/url-style";
import { cachedBundleOnce } from "./bundle-cache";
import { EdgeBundleError, edgeProblem } from "./errors";
import {
  bundleCloudFrontFunction,
  type ReadableFunction,
  readableFunction,
  withSettings,
} from "./generic-function";
import { javascriptLiteral } from "./javascript-literal";
import { viewerResponseEntry } from "./own-function";
import { checkSize } from "./size";

const name = "security-headers-viewer";
const entry = "edge-functions/header-function-viewer/index.ts";

/** Ours alone; in one with the project's own it is bundled each time, since that is being written. */
const ours = cachedBundleOnce(name, () => bundleCloudFrontFunction(name, entry));

/**
 * The viewer-response function of a site: the header rules with `headers.runtime: "cloudfront-function"`, the project's own
 * function, or both in one.
 * @throws EdgeBundleError when the rules are too many, or ask for what this event cannot do.
 */
export function headerFunctionViewerBundle(site: SiteConfig): {
  readonly code: string;
  /** The same program before it was minified. */
  readonly readable: () => ReadableFunction;
} {
  const { viewerResponse } = site.edge;
  const hasRules = viewerResponse === undefined || headersEvent(site) === "viewer-response";
  const own =
    viewerResponse === undefined
      ? undefined
      : viewerResponseEntry(hasRules ? entry : undefined, viewerResponse);
  const literal = hasRules ? javascriptLiteral(settingsOf(site)) : undefined;
  const code = withSettings(own ? bundleCloudFrontFunction(name, own.entry, own.root) : ours(), literal);
  checkSize(name, code, 'Use fewer header rules, or headers.runtime "lambda-at-edge".');
  return {
    code,
    readable: () => readableFunction("cloudfront", name, own?.entry ?? entry, literal, own?.root),
  };
}

function settingsOf(site: SiteConfig) {
  const rules = headerRuleSettings(responseRules(site));
  if (rules.some((rule) => [...rule.set.map(([header]) => header), ...rule.remove].some(isSetCookie)))
    throw new EdgeBundleError(name, [edgeProblem("EDGE_HEADER_SET_COOKIE", "a header rule for Set-Cookie")]);
  return { rules, urls: urlStyleOf(site), inlineHashes: inlineHashesSettings(site) };
}

function isSetCookie(header: string): boolean {
  return header.toLowerCase() === "set-cookie";
}
