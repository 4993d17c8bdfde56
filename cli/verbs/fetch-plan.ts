import type { Command } from "commander";
import type { FetchPlanOptions } from "../../delivery/github/fetch-plan";
import { exitCodes } from "../../errors/exit-codes";
import { ending } from "../output/ending";

/** Adds `fetch-plan`. */
export function addFetchPlanVerb(program: Command): void {
  program
    .command("fetch-plan")
    .description("bring the plan that was reviewed in the merged pull request, to be compared")
    .option("--out <folder>", "where it goes", "plan")
    .option("--workflow <file>", "the workflow that planned", "plan.yml")
    .option("--artifact <name>", "the artifact that it kept", "plan")
    .action((options: Omit<FetchPlanOptions, "branch">) =>
      ending(async () => {
        const [{ fetchPlan }, { connect }, { ownProject }] = await Promise.all([
          import("../../delivery/github/fetch-plan"),
          import("../../delivery/github/client"),
          import("../../project/own-project"),
        ]);
        const branch = ownProject().deployment?.github?.branch ?? "main";
        const github = connect(process.env, console.error);
        console.log(await fetchPlan({ ...options, branch }, process.env, github));
        return exitCodes.done;
      }),
    );
}
