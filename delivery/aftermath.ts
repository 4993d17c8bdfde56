import { renewSheet } from "../operations/contact/keep-sheet";
import { writeFirstHealth } from "../operations/content/first-health";
import { outputsIn } from "../operations/outputs";
import { ownSite } from "../project/sites";
import type { Outputs } from "../toolchain/documents";
import type { InitializedStack } from "./stack-runs";

/**
 * What a site's buckets get once a stack has been applied, whoever applied it: what the verbs of an outage need to know
 * may be another now, and a new site has to answer its health checks.
 *
 * @param applied outputs that the state has since
 */
export async function tendBuckets(
  { folder, name, note, site }: Pick<InitializedStack, "folder" | "name" | "note" | "site">,
  applied: Outputs,
): Promise<void> {
  const own = site && ownSite(name);
  if (own === undefined) return;
  const outputs = outputsIn(applied, folder, name);
  await writeFirstHealth(outputs.buckets, note);
  await renewSheet({ ...own, outputs }, note);
}
