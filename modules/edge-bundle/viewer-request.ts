import { depthsOf, redirectRules } from "../../config/redirect-rules";
import type { SiteConfig } from "../../config/schema";
import { urlStyleOf } from "../../config/url-style";
import type { RedirectSettings, ViewerRequestSettings } from "../../edge-functions/viewer-request/settings";
import { cachedBundleOnce } from "./bundle-cache";
import {
  bundleCloudFrontFunction,
  type ReadableFunction,
  readableFunction,
  withSettings,
} from "./generic-function";
import { javascriptLiteral } from "./javascript-literal";
import { viewerRequestEntry } from "./own-function";
import { redirectsInStore } from "./redirect-buckets";
import { checkSize, fits } from "./size";

const name = "viewer-request";
const entry = "edge-functions/viewer-request/index.ts";

/** Ours alone; in one with the project's own it is bundled each time, since that is being written. */
const ours = cachedBundleOnce(name, () => bundleCloudFrontFunction(name, entry));

/** The function's code, and what its KeyValueStore has to hold besides the switch. */
export interface ViewerRequestBundle {
  readonly code: string;
  readonly keyValues: Readonly<Record<string, string>>;
  /** The same program before it was minified. */
  readonly readable: () => ReadableFunction;
}

/**
 * The viewer-request function of a site. Its redirects are in the code as long as that stays within CloudFront's
 * limit, and in the KeyValueStore from there on.
 * @throws EdgeBundleError when the table is too large for either, or the code is not what the runtime runs.
 */
export function viewerRequestBundle(site: SiteConfig): ViewerRequestBundle {
  const rules = redirectRules(site.redirects, urlStyleOf(site));
  const inCode = functionFor(site, { table: rules, depths: depthsOf(rules), longest: 0 });
  if (fits(inCode.code)) return { ...inCode, keyValues: {} };
  const { settings, keyValues } = redirectsInStore(rules);
  const made = functionFor(site, settings);
  const own = site.edge.viewerRequest === undefined ? "" : ", or the function of edge.viewerRequest";
  checkSize(name, made.code, `Shorten the settings that the function carries${own}.`);
  return { ...made, keyValues };
}

function functionFor(site: SiteConfig, redirects: RedirectSettings): Omit<ViewerRequestBundle, "keyValues"> {
  const settings: ViewerRequestSettings = {
    host: site.domain?.name.toLowerCase() ?? "",
    urls: urlStyleOf(site),
    redirects,
    failoverCodes: site.failover.statusCodes,
    connectionAttempts: site.failover.connectionAttempts,
    connectionTimeout: site.failover.connectionTimeout,
    readTimeout: site.failover.readTimeout,
  };
  const literal = javascriptLiteral(settings);
  const { viewerRequest } = site.edge;
  const own = viewerRequest === undefined ? undefined : viewerRequestEntry(entry, viewerRequest);
  return {
    code: withSettings(own ? bundleCloudFrontFunction(name, own.entry, own.root) : ours(), literal),
    readable: () => readableFunction("cloudfront", name, own?.entry ?? entry, literal, own?.root),
  };
}
