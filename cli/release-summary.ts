import type { SiteConfig } from "../config";
import { planToJson, type ReleaseResult } from "../release";
import { renderCost } from "../release/invalidation";

/** What was done, for a machine. */
export function resultToJson({ plan, ...result }: ReleaseResult): object {
  return { ...result, plan: planToJson(plan) };
}

/** What was done, and what visitors see when. */
export function renderResult(result: ReleaseResult, site: SiteConfig, url: string): string {
  if (!result.changed) return `${url} is release ${result.release} already: nothing to do`;
  const { added, changed, metadata, leaving, deleted, unchanged } = planToJson(result.plan);
  const counts = [
    [added.length, "added"],
    [changed.length, "changed"],
    [metadata.length, "with other headers"],
    [leaving.length, "leaving"],
    [deleted.length, "deleted"],
    [unchanged, "unchanged"],
  ] as const;
  return [
    `release ${result.release} is live at ${url}`,
    `  ${counts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`)
      .join(", ")}`,
    ...whenVisible(result, site).map((line) => `  ${line}`),
  ].join("\n");
}

function whenVisible({ invalidation, plan }: ReleaseResult, site: SiteConfig): string[] {
  const { notFoundTtl } = site.errorPages;
  const { paths, cost } = plan.invalidation;
  const lines = ["visitors get new and changed pages with their next request"];
  if (invalidation !== undefined) {
    const until = invalidation.completed
      ? "every edge has dropped"
      : "within a minute or so every edge drops";
    lines.push(
      `${until} ${paths.length} invalidated ${paths.length === 1 ? "path" : "paths"} (${invalidation.id})`,
    );
    if (invalidation.unwatched !== undefined)
      lines.push(`CloudFront does not say when that is done: ${invalidation.unwatched}`);
    lines.push(renderCost(cost));
  }
  if (planToJson(plan).added.length > 0)
    lines.push(`a new name that was asked for before it was there may be a 404 for ${notFoundTtl} s`);
  if (planToJson(plan).leaving.length > 0)
    lines.push("what has left the site stays for pages that are still open");
  return lines;
}
