import type { Command } from "commander";
import type { StackPlanOptions } from "../../delivery/plan";
import { exitCodes } from "../../errors/exit-codes";
import { type Choosing, named, siteOption } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

interface PlanVerbOptions extends StackPlanOptions {
  readonly json: boolean;
}

/** Adds `plan`. */
export function addPlanVerb(program: Command): void {
  program
    .command("plan [stack...]")
    .description("plan the sites, keep plans and JSON, and print the review")
    .option("--out <folder>", "where they are kept", "plan")
    .option(
      "--synthesized <folder>",
      "plan what another job has synthesized, without running any of its code",
    )
    .addOption(siteOption())
    .option("--json", "print the review for a machine", false)
    .action((stacks: string[], { json, site, ...options }: Choosing<PlanVerbOptions>) =>
      ending(async () => {
        const [{ plan }, { reviewToJson, reviewToMarkdown }] = await Promise.all([
          import("../../delivery/plan"),
          import("../../audit/review"),
        ]);
        const reviews = await plan(named(stacks, site), options, terminalPorts());
        process.stdout.write(json ? reviewToJson(reviews) : reviewToMarkdown(reviews));
        return exitCodes.done;
      }, json),
    );
}
