import { Testing } from "cdktf";
import type { DeploymentConfig, SiteInput } from "../../config";
import { SiteStack } from "../../stacks/site-stack";
import { siteWith } from "./sites";
import type { JsonBlock, TerraformJson } from "./synth";
import { testApp } from "./test-app";

/** The Terraform JSON of the small site with `changes`. */
export function siteJson(
  changes: Partial<SiteInput> = {},
  deployment?: DeploymentConfig,
): TerraformJson & SiteBlocks {
  const site = siteWith(changes);
  return JSON.parse(Testing.synth(new SiteStack(testApp(), site.name, { site, deployment })));
}

export interface SiteBlocks {
  readonly terraform: JsonBlock;
  readonly provider: { readonly aws: readonly JsonBlock[] };
}
