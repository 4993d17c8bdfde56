import type { KnownSite } from "../../operations/contact/sheet";
import type { ReleaseContext, ReleaseOptions } from "../../release";
import { siteContext } from "../../release/aws/site-context";
import { gitCommit, publisher } from "../../release/publisher";
import type { Located } from "../options/arguments";
import { type Attended, attended } from "../terminal/attended";
import { locate } from "./locate";
import type { PublishingOptions } from "./publishing";

/** A deployed site, and what a release needs to reach it. */
export interface DeployedSite extends Attended, KnownSite {
  readonly context: ReleaseContext;
}

/**
 * The site that the options name, and its buckets and distribution on AWS.
 * @param renewing whether the verb is going to write the site's contact sheet
 */
export async function openSite(
  options: Located & { readonly json: boolean },
  renewing = false,
): Promise<DeployedSite> {
  const known = await locate(options, renewing);
  const here = attended(options.json);
  return { ...known, context: siteContext(known.site, known.outputs, here), ...here };
}

/** What was typed, in the release's own units. */
export function releaseOptions(options: PublishingOptions): ReleaseOptions {
  return {
    to: options.to,
    waitForReplica: options.wait,
    replicaTimeout: options.replicaTimeout,
    retention: options.retention,
    removeAtMost: options.removeAtMost / 100,
    yes: options.yes,
    breakLock: options.breakLock,
    waitForInvalidation: options.waitInvalidation,
    user: publisher(),
    commit: gitCommit,
  };
}
