import { Testing } from "cdktf";
import type { DeploymentConfig, SiteInput } from "../../config";
import { SiteStack } from "../../stacks/site-stack";
import { siteWith } from "./sites";
import type { JsonBlock, TerraformJson } from "./synth";
import { testApp } from "./test-app";

/** What was synthesized already: tests ask for different parts of the same few sites. */
const made = new Map<string, string>();

/** The Terraform JSON of the small site with `changes`. */
export function siteJson(
  changes: Partial<SiteInput> = {},
  deployment?: DeploymentConfig,
): TerraformJson & SiteBlocks {
  const site = siteWith(changes);
  const asked = JSON.stringify([site, deployment]);
  const json = made.get(asked) ?? Testing.synth(new SiteStack(testApp(), site.name, { site, deployment }));
  made.set(asked, json);
  return JSON.parse(json);
}

export interface SiteBlocks {
  readonly terraform: JsonBlock;
  readonly provider: { readonly aws: readonly JsonBlock[] };
}
