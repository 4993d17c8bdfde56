import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import { counted, formatBytes, type KeptRelease, releases } from "../../release";
import { reportingFailures } from "../output/release-errors";
import { type Located, openSite } from "./deployed-site";

export interface ReleasesOptions extends Located {
  readonly to: Side;
}

/** Lists the releases that can be returned to. */
export function listReleases({ to, ...options }: ReleasesOptions): Promise<ExitCode> {
  return reportingFailures(options.json, async () => {
    const { context, reading } = await openSite(options);
    const kept = await reading(() => releases(context, { to }));
    if (options.json) console.log(JSON.stringify(kept, null, 2));
    else console.log(kept.length === 0 ? "no release yet" : kept.map(line).join("\n"));
    return exitCodes.done;
  });
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
