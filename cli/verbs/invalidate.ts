import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

interface InvalidateOptions extends Located {
  readonly json: boolean;
  readonly wait: boolean;
}

/** Adds `invalidate`. */
export function addInvalidateVerb(program: Command): void {
  located(program.command("invalidate <path...>"))
    .option("--json", "print for a machine", false)
    .description("drop paths from every edge; /* is the whole site")
    .option("--wait", "wait until it is complete", false)
    .action((paths: string[], options: InvalidateOptions) =>
      ending(() => dropPaths(paths, options), options.json),
    );
}

/** Exit code 1 if it was waited for, and has taken too long. */
async function dropPaths(given: readonly string[], options: InvalidateOptions): Promise<ExitCode> {
  const [{ invalidate, refuseWrongPaths }, { locate }, { formatCost }, { priced }] = await Promise.all([
    import("../../operations/invalidate"),
    import("../options/locate"),
    import("../../release"),
    import("../../release/invalidation/plan"),
  ]);
  refuseWrongPaths(given);
  const { outputs } = await locate(options);
  const paths = [...new Set(given)];
  const { cost } = priced(paths);
  const { id, wait } = await invalidate(outputs, paths);
  if (options.wait)
    console.error(`invalidation ${id} is started; waiting until every edge has dropped the paths`);
  const completed = options.wait ? await wait() : undefined;
  const state = completed ? "complete" : completed === false ? "still in progress" : "started";
  console.log(
    options.json
      ? JSON.stringify({ id, paths, cost, completed }, null, 2)
      : `invalidation ${id} is ${state}: ${formatCost(cost)}`,
  );
  return completed === false ? exitCodes.checkFailed : exitCodes.done;
}
