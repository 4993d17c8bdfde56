import type { SiteConfig } from "../../config";
import type { SiteOutputs } from "../../operations/outputs";
import type { ReleaseContext, ReleaseOptions } from "../../release";
import { siteContext } from "../../release/aws/site-context";
import { gitCommit, publisher } from "../../release/publisher";
import type { Located } from "../options/arguments";
import { type Attended, attended } from "../terminal/attended";
import { locate } from "./locate";
import type { PublishingOptions } from "./publishing";

/** A deployed site, and what a release needs to reach it. */
export interface DeployedSite extends Attended {
  readonly site: SiteConfig;
  readonly outputs: SiteOutputs;
  readonly context: ReleaseContext;
}

/** The site that the options name, and its buckets and distribution on AWS. */
export async function openSite(options: Located & { readonly json: boolean }): Promise<DeployedSite> {
  const { outputs, site } = await locate(options);
  const here = attended(options.json);
  return { site, outputs, context: siteContext(site, outputs, here), ...here };
}

/** What was typed, in the release's own units. */
export async function releaseOptions(options: PublishingOptions): Promise<ReleaseOptions> {
  const commit = await gitCommit();
  return {
    to: options.to,
    waitForReplica: options.wait,
    replicaTimeout: options.replicaTimeout,
    retention: Math.round(options.retention * 86_400),
    removeAtMost: options.removeAtMost / 100,
    yes: options.yes,
    breakLock: options.breakLock,
    waitForInvalidation: options.waitInvalidation,
    user: publisher(),
    ...(commit !== undefined && { commit }),
  };
}
