import { randomBytes } from "node:crypto";
import type { SiteConfig } from "../../config";
import { networkAsk } from "./ask";
import { expectedFromFolder, expectedFromManifest } from "./expected";
import type { Verification } from "./report";
import { verifySite } from "./verify-site";

/** Where a site is asked. */
export interface VerifiedSite {
  /** Under the name that visitors use: every other one is redirected to it. */
  readonly origin: string;
  /** What answers for that name, whether or not DNS leads there. @default - where DNS leads */
  readonly address?: string;
  readonly site: SiteConfig;
}

export interface VerifyReleasedOptions {
  /** The built site; the site's own content folder by default. */
  readonly folder?: string;
  /** The record of a release, in place of a folder. */
  readonly manifest?: string;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Seconds for one request. */
  readonly timeout: number;
}

/** Asks a site, over the network, for everything that a release of a folder, or of a record, has made of it. */
export async function verifyReleased(
  { address, origin, site }: VerifiedSite,
  { concurrency, folder = site.content.folder, manifest, timeout }: VerifyReleasedOptions,
): Promise<Verification> {
  const { files, warnings } =
    manifest === undefined
      ? await expectedFromFolder(folder, site)
      : { files: expectedFromManifest(manifest, site), warnings: [] };
  const ask = networkAsk({ timeoutSeconds: timeout, ...(address !== undefined && { address }) });
  const subject = { origin, site, ask, ...(address !== undefined && { address }) };
  const verification = await verifySite(subject, files, {
    concurrency,
    unknownName: `outlast-verify-${randomBytes(6).toString("hex")}`,
    now: () => performance.now(),
  });
  return { ...verification, warnings };
}
