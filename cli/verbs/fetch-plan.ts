import type { Command } from "commander";
import type { FetchPlanOptions } from "../../delivery/github/fetch-plan";
import { exitCodes } from "../../errors/exit-codes";
import { ending } from "../output/ending";

/** Adds `fetch-plan`. */
export function addFetchPlanVerb(program: Command): void {
  program
    .command("fetch-plan")
    .description("bring the plan that was reviewed in the merged pull request")
    .option("--out <folder>", "where it goes", "plan")
    .option("--workflow <file>", "the workflow that planned", "plan.yml")
    .option("--artifact <name>", "the artifact that it kept", "plan")
    .action((options: FetchPlanOptions) =>
      ending(async () => {
        const [{ fetchPlan }, { connect }] = await Promise.all([
          import("../../delivery/github/fetch-plan"),
          import("../../delivery/github/client"),
        ]);
        console.log(await fetchPlan(options, process.env, connect(process.env, console.error)));
        return exitCodes.done;
      }),
    );
}
