import { Option } from "commander";
import { type ExitCode, worstOf } from "../../errors/exit-codes";
import { OutlastError, type Problem } from "../../errors/outlast-error";
import { reportingFailures } from "../output/ending";

/** An option in place of `--site`; what several sites print is no one document. */
export function severalSites(flags: string, description: string): Option {
  return new Option(flags, description).conflicts(["site", "outputs", "json"]);
}

/** Does a verb's work for one site after the other, whatever comes of the others, and ends as the worst of them does. */
export async function eachSite(
  names: readonly string[],
  work: (site: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const name of names) codes.push(await reportingFailures(false, () => work(name)));
  return worstOf(codes);
}

/** The same, where what was wrong at each of them is said at the end and at once. */
export async function atEachSite<Site>(
  sites: readonly Site[],
  work: (site: Site) => Promise<ExitCode>,
): Promise<ExitCode> {
  const problems: Problem[] = [];
  const codes: ExitCode[] = [];
  for (const site of sites) {
    try {
      codes.push(await work(site));
    } catch (error) {
      if (!(error instanceof OutlastError)) {
        // What was wrong before is said, whatever comes of a fault of outlast's own.
        for (const problem of problems) console.error(`${problem.code}: ${problem.value}`);
        throw error;
      }
      problems.push(...error.problems);
      codes.push(error.exitCode);
    }
  }
  const exitCode = worstOf(codes);
  if (problems.length > 0) throw new OutlastError(problems, { exitCode });
  return exitCode;
}
