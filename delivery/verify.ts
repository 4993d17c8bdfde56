import type { SiteConfig } from "../config";
import { distributionAddress, outputsIn } from "../operations/outputs";
import { holds, renderVerification, type Verification } from "../operations/verify/report";
import {
  type VerifiedSite,
  type VerifyReleasedOptions,
  verifyReleased,
} from "../operations/verify/verify-released";
import { ownProject } from "../project/own-project";
import { siteNamed } from "../project/sites";
import { deliveryError } from "./errors";
import { addSummary, setOutput } from "./github/runner";
import type { Telling } from "./ports";

export interface VerifyOptions extends VerifyReleasedOptions {
  /** Whose settings are expected, where the project has several sites. */
  readonly site?: string;
}

export interface VerifyPorts extends Telling {
  /** Asks one site for all that was released. @default - over the network */
  readonly ask?: typeof verifyReleased;
}

/**
 * Asks whether visitors get what was released: of what answers at an address, or without one at that in SITE_URL, or else
 * of each deployed site's distribution. Either is asked for the site by its own name, since every other name is
 * redirected. A later step of the job gets the names of the sites that do not pass; all of them where that is not known.
 */
export async function verify(
  url: string | undefined,
  options: VerifyOptions,
  { ask = verifyReleased, ...ports }: VerifyPorts,
): Promise<readonly Verification[]> {
  const chosen = chosenSites(options);
  const address = url ?? (process.env.SITE_URL || undefined);
  // A mistake in what is asked says nothing of a release: none is returned for it.
  const at = address === undefined ? undefined : siteAt(address, chosen);
  setOutput("failed", chosen.map(({ name }) => name).join());
  const verifications: Verification[] = [];
  const failed: string[] = [];
  for (const site of at ? [at] : await deployed(chosen, ports)) {
    const verification = await ask(site, options);
    verifications.push(verification);
    if (!holds(verification)) failed.push(site.site.name);
  }
  setOutput("failed", failed.join());
  addSummary(`\`\`\`text\n${verifications.map(renderVerification).join("\n")}\`\`\``);
  return verifications;
}

function chosenSites({ site }: VerifyOptions): readonly SiteConfig[] {
  const { sites } = ownProject();
  return site === undefined ? sites : [siteNamed(sites, site)];
}

function siteAt(url: string, chosen: readonly SiteConfig[]): VerifiedSite {
  const [site, ...others] = chosen;
  if (site === undefined || others.length > 0)
    throw deliveryError(
      "VERIFY_URL",
      `"${url}" is the address of one site, and there are several: ${chosen.map(({ name }) => name).join(", ")}`,
      "Say which one by --site, or leave the address out (the variable OUTLAST_URL in GitHub): each is asked at its distribution.",
    );
  const address = originOf(url);
  return { origin: site.domain ? `https://${site.domain.name}` : address, address, site };
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.pathname === "/" && !parsed.search)
    return parsed.origin;
  throw deliveryError("VERIFY_URL", `"${url}" is not the address of a site`);
}

/** Where sites are, from the outputs of their stacks. */
async function deployed(sites: readonly SiteConfig[], ports: Telling): Promise<VerifiedSite[]> {
  // CDKTF is most of what they load, and whoever gives an address needs none of it.
  const [{ synthesizedStacks }, { initialized }] = await Promise.all([
    import("../project/stacks"),
    import("./stack-runs"),
  ]);
  const names = sites.map(({ name }) => name);
  const found: VerifiedSite[] = [];
  const stacks = synthesizedStacks(ownProject(), names);
  for await (const { folder, name, site, terraform } of initialized(stacks, { lockTimeout: 0, ports }))
    if (site) {
      const outputs = outputsIn(await terraform.output(), folder, name);
      found.push({ origin: new URL(outputs.url).origin, address: distributionAddress(outputs), site });
    }
  return found;
}
