import type { SiteConfig } from "../config";
import { distributionAddress, readSiteOutputs } from "../operations/outputs";
import { renderVerification, type Verification } from "../operations/verify/report";
import {
  type VerifiedSite,
  type VerifyReleasedOptions,
  verifyReleased,
} from "../operations/verify/verify-released";
import { ownProject } from "../project/own-project";
import { siteNamed } from "../project/sites";
import { synthesizedStacks } from "../project/stacks";
import { deliveryError } from "./errors";
import { addSummary } from "./github/runner";
import type { Telling } from "./ports";
import { initialized } from "./stack-runs";

export interface VerifyOptions extends VerifyReleasedOptions {
  /** Whose settings are expected, where the project has several sites. */
  readonly site?: string;
}

/**
 * Asks whether visitors get what was released: of what answers at an address, or without one of each deployed site's
 * distribution. Either is asked for the site by its own name, since every other name is redirected.
 */
export async function verify(
  url: string | undefined,
  options: VerifyOptions,
  ports: Telling,
): Promise<readonly Verification[]> {
  const verifications: Verification[] = [];
  for (const site of await sitesAt(url, options, ports))
    verifications.push(await verifyReleased(site, options));
  addSummary(`\`\`\`text\n${verifications.map(renderVerification).join("\n")}\`\`\``);
  return verifications;
}

async function sitesAt(
  url: string | undefined,
  { site }: VerifyOptions,
  ports: Telling,
): Promise<VerifiedSite[]> {
  const { sites } = ownProject();
  if (url === undefined) return deployed(site === undefined ? sites : [siteNamed(sites, site)], ports);
  const only = siteNamed(sites, site);
  const address = originOf(url);
  return [{ origin: only.domain ? `https://${only.domain.name}` : address, address, site: only }];
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.pathname === "/" && !parsed.search)
    return parsed.origin;
  throw deliveryError("VERIFY_URL", `"${url}" is not the address of a site`);
}

/** Where sites are, from the outputs of their stacks. */
async function deployed(sites: readonly SiteConfig[], ports: Telling): Promise<VerifiedSite[]> {
  const names = sites.map(({ name }) => name);
  const found: VerifiedSite[] = [];
  for await (const { site } of initialized(synthesizedStacks(ownProject(), names), { lockTimeout: 0, ports }))
    if (site) {
      const outputs = await readSiteOutputs({ site: site.name });
      found.push({ origin: new URL(outputs.url).origin, address: distributionAddress(outputs), site });
    }
  return found;
}
