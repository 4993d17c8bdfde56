import type { AthenaOptions } from "../../operations/logs/athena";
import type { LogsOptions } from "../../operations/logs/profile-of-logs";
import { endSignal } from "../terminal/end-signal";

/** What Athena has counted of a table; a signal stops the query, which would go on without this program. @throws {OutlastError} */
export async function asked(
  table: string,
  { content, distribution, k, workgroup }: LogsOptions & Pick<AthenaOptions, "workgroup">,
) {
  const [{ profileByAthena }, { askableContent }] = await Promise.all([
    import("../../operations/logs/athena"),
    import("../../operations/logs/profile-of-logs"),
  ]);
  const interrupted = new AbortController();
  void endSignal(process).then(() => interrupted.abort());
  const { bytesScanned, noRequests, profile } = await profileByAthena(table, {
    ...{ k, signal: interrupted.signal },
    ...(content && { content: await askableContent(content) }),
    ...(distribution !== undefined && { distribution }),
    ...(workgroup !== undefined && { workgroup }),
  });
  const out = noRequests > 0 ? `; left out: ${noRequests} lines no-request` : "";
  return { profile, summary: `${table}, of which Athena read ${(bytesScanned / 1e6).toFixed(1)} MB${out}` };
}
