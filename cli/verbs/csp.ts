import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { ending } from "../output/ending";

interface CspOptions {
  readonly site?: string;
  readonly json: boolean;
}

/** Adds `csp`. */
export function addCspVerb(program: Command): void {
  program
    .command("csp [folder]")
    .description("print the tightest Content-Security-Policy that the built site passes")
    .option("--site <name>", "which site, where the project has several")
    .option("--json", "print for a machine", false)
    .action((folder: string | undefined, options: CspOptions) =>
      ending(() => csp(folder, options), options.json),
    );
}

/** Exit code 1 if CloudFront would not take the policy. */
async function csp(folder: string | undefined, { json, site: name }: CspOptions): Promise<ExitCode> {
  const [{ chooseSite }, { longestCsp }, { tightestOfFolder }] = await Promise.all([
    import("../../project/sites"),
    import("../../release/csp"),
    import("../../release/csp/folder"),
  ]);
  const site = chooseSite(name);
  const tightest = await tightestOfFolder(folder ?? site.content.folder, site);
  console.log(json ? JSON.stringify(tightest, null, 2) : tightest.policy);
  if (!json) for (const line of tightest.unread) console.error(line);
  if (!tightest.tooLong) return exitCodes.done;
  const advice = "Move inline scripts and styles into files: their hashes take most of it.";
  if (!json) console.error(`${tightest.length} characters; CloudFront takes ${longestCsp}. ${advice}`);
  return exitCodes.checkFailed;
}
