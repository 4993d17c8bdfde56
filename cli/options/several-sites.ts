import { Option } from "commander";
import { type ExitCode, exitCodes, worstOf } from "../../errors/exit-codes";
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
  const failed = codes.filter((code) => code !== exitCodes.done);
  return failed.length === 0 ? exitCodes.done : worstOf(failed);
}
