import type { Command } from "commander";
import type { VerifyOptions } from "../../delivery/verify";
import { exitCodes } from "../../errors/exit-codes";
import { count, lasting } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

interface VerifyVerbOptions extends VerifyOptions {
  readonly json: boolean;
}

/** Adds `verify`. */
export function addVerifyVerb(program: Command): void {
  program
    .command("verify [url]")
    .description(
      "ask for what was released: of what answers at a URL, or of each deployed site's distribution",
    )
    .option("--site <name>", "whose settings are expected, where the project has several sites")
    .option("--folder <folder>", "the built site, in place of the site's own content folder")
    .option("--manifest <file>", "the record of a release, in place of a folder")
    .option("--concurrency <number>", "requests at a time", count, 16)
    .addOption(lasting("--timeout", "time for one request", "20s"))
    .option("--json", "print for a machine", false)
    .action((url: string | undefined, { json, ...options }: VerifyVerbOptions) =>
      ending(async () => {
        const [{ verify }, { holds, renderVerification, verificationsToJson }] = await Promise.all([
          import("../../delivery/verify"),
          import("../../operations/verify/report"),
        ]);
        const verifications = await verify(url, options, terminalPorts());
        const text = verifications.map(renderVerification).join("\n");
        process.stdout.write(json ? verificationsToJson(verifications) : text);
        return verifications.every(holds) ? exitCodes.done : exitCodes.checkFailed;
      }, json),
    );
}
