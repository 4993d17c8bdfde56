import { randomUUID } from "node:crypto";
import { invalidationPathProblem, priced, renderCost } from "../release/invalidation";
import { CliError } from "./cli-error";
import { type ExitCode, exitCodes } from "./exit-codes";
import { readSiteOutputs } from "./outputs";
import { invalidatorOf, type Located } from "./release-context";
import { chooseSite } from "./sites";

export interface InvalidateOptions extends Located {
  readonly wait: boolean;
}

/** Drops paths from every edge. */
export async function invalidate(paths: readonly string[], options: InvalidateOptions): Promise<ExitCode> {
  refuseWrong(paths);
  const { name } = chooseSite(options.site);
  const outputs = await readSiteOutputs({ site: name, ...(options.outputs && { file: options.outputs }) });
  const wanted = [...new Set(paths)];
  const { cost } = priced(wanted);
  const started = await start(wanted, outputs);
  const completed = options.wait ? await started.wait() : undefined;
  if (options.json) console.log(JSON.stringify({ id: started.id, paths: wanted, cost, completed }, null, 2));
  else {
    const state = completed ? "complete" : completed === false ? "still in progress" : "started";
    console.log(`invalidation ${started.id} is ${state}: ${renderCost(cost)}`);
  }
  return exitCodes.done;
}

function refuseWrong(paths: readonly string[]): void {
  const problems = paths.flatMap((path) => {
    const problem = invalidationPathProblem(path);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
  if (problems.length === 0) return;
  throw new CliError(
    "INVALIDATION_PATH",
    problems.join("\n"),
    'A path begins with "/", is percent-encoded, and may end with "*"; quote it, so that the shell leaves it alone.',
  );
}

async function start(paths: readonly string[], outputs: Awaited<ReturnType<typeof readSiteOutputs>>) {
  try {
    return await invalidatorOf(outputs).invalidate(paths, randomUUID());
  } catch (error) {
    throw new CliError(
      "INVALIDATION_FAILED",
      `CloudFront refuses: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`,
      "Check the credentials and the distribution, and run it again.",
      exitCodes.toolFailed,
    );
  }
}
