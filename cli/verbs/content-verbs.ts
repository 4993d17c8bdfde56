import { type Command, Option } from "commander";
import { ending } from "../output/known-errors";
import { CheckedNumbers } from "./arguments";
import type { CspOptions } from "./csp";
import type { InvalidateOptions } from "./invalidate";
import type { ReleaseVerbOptions } from "./release";
import type { ReleasesOptions } from "./releases";
import type { RollbackVerbOptions } from "./rollback";

/** Adds the verbs that change what visitors read. */
export function addContentVerbs(program: Command): void {
  publishing(program.command("release [folder]"))
    .description("publish the built site to both regions")
    .option("--dry-run", "print the plan and change nothing", false)
    .option("--check-csp", "fail when the configured Content-Security-Policy would block something", false)
    .action((folder: string | undefined, options: ReleaseVerbOptions) =>
      ending(async () => (await import("./release")).releaseFolder(folder, options)),
    );
  publishing(program.command("rollback [id]"))
    .description("return to a kept release; to the one before the current one without an id")
    .action((id: string | undefined, options: RollbackVerbOptions) =>
      ending(async () => (await import("./rollback")).rollBack(id, options)),
    );
  located(program.command("releases"))
    .description("list the releases that are kept")
    .addOption(to("whose records are read"))
    .action((options: ReleasesOptions) =>
      ending(async () => (await import("./releases")).listReleases(options)),
    );
  located(program.command("invalidate <path...>"))
    .description("drop paths from every edge; /* is the whole site")
    .option("--wait", "wait until it is complete", false)
    .action((paths: string[], options: InvalidateOptions) =>
      ending(async () => (await import("./invalidate")).invalidate(paths, options)),
    );
  program
    .command("csp [folder]")
    .description("print the tightest Content-Security-Policy that the built site passes")
    .option("--site <name>", "which site, where the project has several")
    .option("--json", "print for a machine", false)
    .action((folder: string | undefined, options: CspOptions) =>
      ending(async () => (await import("./csp")).csp(folder, options)),
    );
}

/** Options of whatever makes another site live. */
function publishing(command: Command): Command {
  const checked = new CheckedNumbers(command);
  return located(command)
    .addOption(to("the bucket that is written to; the replica only while the primary is down"))
    .option("--no-wait", "do not wait for the replica, in an emergency")
    .addOption(
      checked.positive("--replica-timeout <seconds>", "how long each wait for the replica may take", 900),
    )
    .option("--wait-invalidation", "wait until every edge has dropped what is invalidated", false)
    .addOption(checked.positive("--retention <days>", "how long files that are gone stay", 7))
    .addOption(
      checked.percent("--remove-at-most <percent>", "largest share of unhashed names that may leave", 30),
    )
    .option("--yes", "release even if more would leave", false)
    .option("--break-lock", "take over the lock of a release that is known to be dead", false);
}

function located(command: Command): Command {
  return command
    .option("--site <name>", "which site, where the project has several")
    .option("--outputs <file>", "the JSON of `terraform output -json`, in place of the stack's state")
    .option("--json", "print for a machine", false);
}

function to(description: string): Option {
  return new Option("--to <bucket>", description).choices(["primary", "replica"]).default("primary");
}
