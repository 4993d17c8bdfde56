import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError } from "../../errors/outlast-error";
import { hasInnerStar, invalidationPathProblem } from "../../facts/cloudfront/invalidation-path";
import { readSiteOutputs, type SiteOutputs } from "../../operations/outputs";
import { chooseSite } from "../../project/sites";
import { formatCost } from "../../release";
import { priced } from "../../release/invalidation";
import { reportingFailures } from "../output/release-errors";
import { invalidatorOf, type Located } from "./deployed-site";

export interface InvalidateOptions extends Located {
  readonly wait: boolean;
}

/** Drops paths from every edge; exit code 1 if that was waited for, and has taken too long. */
export function invalidate(paths: readonly string[], options: InvalidateOptions): Promise<ExitCode> {
  return reportingFailures(options.json, async () => {
    refuseWrong(paths);
    const { name } = chooseSite(options.site);
    const outputs = await readSiteOutputs({ site: name, ...(options.outputs && { file: options.outputs }) });
    const wanted = [...new Set(paths)];
    const { cost } = priced(wanted);
    const started = await asking(() => startIn(outputs, wanted));
    if (options.wait)
      console.error(`invalidation ${started.id} is started; waiting until every edge has dropped the paths`);
    const completed = options.wait ? await asking(() => started.wait()) : undefined;
    if (options.json)
      console.log(JSON.stringify({ id: started.id, paths: wanted, cost, completed }, null, 2));
    else {
      const state = completed ? "complete" : completed === false ? "still in progress" : "started";
      console.log(`invalidation ${started.id} is ${state}: ${formatCost(cost)}`);
    }
    return completed === false ? exitCodes.checkFailed : exitCodes.done;
  });
}

function refuseWrong(paths: readonly string[]): void {
  const problems = paths.map(problemOf).filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  throw new CliError(
    "INVALIDATION_PATH",
    problems.join("\n"),
    'A path begins with "/", is percent-encoded, and may end with "*"; quote it, so that the shell leaves it alone.',
  );
}

/** CloudFront takes a "*" within a path, and drops nothing but what is called so. */
function problemOf(path: string): string | undefined {
  const problem = invalidationPathProblem(path);
  if (problem !== undefined || !hasInnerStar(path)) return problem;
  return `"${path}" has a "*" that is not its last character, where it stands for itself alone`;
}

function startIn(outputs: SiteOutputs, paths: readonly string[]) {
  const clock = { now: () => Date.now(), sleep: (ms: number) => delay(ms) };
  return invalidatorOf(outputs, clock).invalidate(paths, randomUUID());
}

async function asking<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw new CliError(
      "INVALIDATION_FAILED",
      `CloudFront refuses: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`,
      "Check the credentials and the distribution, and run it again.",
      exitCodes.toolFailed,
    );
  }
}
