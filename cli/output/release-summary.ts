import type { SiteConfig } from "../../config";
import type { Side } from "../../facts/site/switch";
import type { ReleasePlan, ReleaseResult } from "../../release";
import { isImmutable } from "../../release/invalidation/edge-lifetime";
import { counted, formatCost } from "../../release/plan/format";
import { planToJson, renderWarnings } from "../../release/plan/render";

/** What was done, for a machine. */
export function resultToJson({ plan, ...result }: ReleaseResult): object {
  return { ...result, plan: planToJson(plan) };
}

export interface SummaryOptions {
  readonly site: Pick<SiteConfig, "errorPages">;
  readonly url: string;
  readonly to: Side;
  /** Whether the other region was waited for. */
  readonly wait: boolean;
}

/** What was done, and what visitors see when. */
export function renderResult(result: ReleaseResult, options: SummaryOptions): string {
  const { url } = options;
  const warnings = renderWarnings(result.plan.warnings);
  if (!result.changed)
    return [`${url} is release ${result.release} already${inBoth(options)}: nothing to do`, ...warnings].join(
      "\n",
    );
  const { added, changed, metadata, uneven, leaving, deleted, unchanged } = planToJson(result.plan);
  const counts = [
    [added.length, "added"],
    [changed.length, "changed"],
    [metadata.length, "with other headers"],
    [uneven.length, "brought level with the replica"],
    [leaving.length, "leaving"],
    [deleted.length, "deleted"],
    [unchanged, "unchanged"],
  ] as const;
  return [
    `release ${result.release}${returnTo(result)} is live at ${url}`,
    `  ${counts
      .filter(([count]) => count > 0)
      .map(([count, what]) => `${count} ${what}`)
      .join(", ")}`,
    ...[...whenVisible(result, options), ...whenElsewhere(options)].map((line) => `  ${line}`),
    ...warnings,
  ].join("\n");
}

/** The replica is looked at where it is waited for. */
function inBoth({ to, wait }: SummaryOptions): string {
  return to === "primary" && wait ? ", in both regions" : `, in the ${to}`;
}

function returnTo({ rollbackTo }: ReleaseResult): string {
  return rollbackTo === undefined ? "" : `, the site of ${rollbackTo},`;
}

function whenVisible({ invalidation, plan }: ReleaseResult, { site }: SummaryOptions): string[] {
  const { notFoundTtl } = site.errorPages;
  const { paths, cost } = plan.invalidation;
  const { added, leaving } = planToJson(plan);
  const lines: string[] = [];
  if (invalidation === undefined) lines.push("visitors get new and changed pages with their next request");
  else {
    const dropped = `${counted(paths.length, "invalidated path")} (${invalidation.id})`;
    lines.push(
      invalidation.completed
        ? `visitors get new and changed pages with their next request: every edge has dropped ${dropped}`
        : `visitors get new pages with their next request, changed ones once every edge has dropped ${dropped}`,
      `invalidation: ${formatCost(cost)}`,
    );
  }
  if (invalidation?.unwatched !== undefined)
    lines.push(`CloudFront does not say when it has: ${invalidation.unwatched}`);
  else if (invalidation?.completed === false)
    lines.push("CloudFront has not said within 15 minutes that it has; the release is done all the same");
  if (plan.changes.some(isKeptByBrowsers))
    lines.push("browsers keep a changed file that is no page and has no hash in its name for up to a minute");
  if (added.length > 0)
    lines.push(`a new name that was asked for before it was there may be a 404 for ${notFoundTtl} s`);
  if (leaving.length > 0) lines.push("what has left the site stays for pages that are still open");
  return lines;
}

function isKeptByBrowsers({ file, kind }: ReleasePlan["changes"][number]): boolean {
  return kind === "changed" && file.kind === "asset" && !isImmutable(file.headers.cacheControl);
}

function whenElsewhere({ to, wait }: SummaryOptions): string[] {
  if (to === "replica")
    return [
      "the primary follows once it is back; until then, only the replica has it: outlast evacuate keeps visitors there",
    ];
  if (wait) return [];
  return ["the replica was not waited for: until it has followed, a failover shows what it had before"];
}
