import { counted, formatBytes, type KeptRelease } from "../../release";

/** A line a release that can be returned to. */
export function renderReleases(kept: readonly KeptRelease[]): string {
  return kept.length === 0 ? "no release yet" : kept.map(line).join("\n");
}

function line({ bytes, commit, current, files, id, rollbackTo, time, to }: KeptRelease): string {
  return [
    current ? "*" : " ",
    id,
    new Date(time).toISOString(),
    counted(files, "file"),
    formatBytes(bytes),
    ...(commit ? [commit.slice(0, 12)] : []),
    ...(rollbackTo ? [`back to ${rollbackTo}`] : []),
    ...(to === "replica" ? ["to the replica"] : []),
  ].join("  ");
}
