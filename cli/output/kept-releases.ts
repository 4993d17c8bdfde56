import type { KeptRelease, Releases } from "../../release";
import { counted, formatBytes } from "../../release/plan/format";
import { describeUnfinished } from "../../release/unfinished";

/** A line a release that can be returned to, below the one that is not complete. */
export function renderReleases({ kept, unfinished }: Releases): string {
  const lines = [...(unfinished ? [`! ${describeUnfinished(unfinished)}`] : []), ...kept.map(line)];
  return lines.length === 0 ? "no release yet" : lines.join("\n");
}

function line({ bytes, commit, current, files, id, kind, rollbackTo, time, to }: KeptRelease): string {
  return [
    current ? "*" : " ",
    id,
    new Date(time).toISOString(),
    counted(files, "file"),
    formatBytes(bytes),
    ...(commit ? [commit.slice(0, 12)] : []),
    ...(rollbackTo ? [`${kind === "reconcile" ? "level with" : "back to"} ${rollbackTo}`] : []),
    ...(to === "replica" ? ["to the replica"] : []),
  ].join("  ");
}
