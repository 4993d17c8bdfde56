import { type LoadedSite, loadTerraformFile } from "../../../rehearsal/terraform";

/** The plan of `__tests__/fixtures/hcl/<name>`; `__tests__/fixtures/hcl/README.md` says how it is made. */
export function planOf(name: string): LoadedSite {
  return loadTerraformFile(`__tests__/fixtures/hcl/${name}/plan.json`);
}

export function only(site: LoadedSite) {
  const [distribution] = site.distributions;
  if (!distribution) throw new Error("no distribution");
  return distribution;
}

export const statementsOf = (policy: unknown) => JSON.parse(String(policy)).Statement;
