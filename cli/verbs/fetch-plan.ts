import type { Command } from "commander";
import type { FetchPlanOptions } from "../../delivery/github/fetch-plan";
import { json } from "../options/arguments";
import { telling } from "../output/telling";

/** Adds `fetch-plan`. */
export function addFetchPlanVerb(program: Command): void {
  program
    .command("fetch-plan")
    .description("bring the plan that was reviewed in the merged pull request, to be compared")
    .option("--out <folder>", "where it goes", "plan")
    .option("--workflow <name>", "the workflow that planned", "plan.yml")
    .option("--artifact <name>", "the artifact that it kept", "plan")
    .addOption(json())
    .action(({ json, ...options }: Omit<FetchPlanOptions, "branch"> & { readonly json: boolean }) =>
      telling({ json }, async ({ note, say }) => {
        const [{ fetchPlan }, { connect }, { ownProject }] = await Promise.all([
          import("../../delivery/github/fetch-plan"),
          import("../../delivery/github/client"),
          import("../../project/own-project"),
        ]);
        const branch = ownProject().deployment?.github?.branch ?? "main";
        const github = connect(process.env, note);
        say(await fetchPlan({ ...options, branch }, process.env, github));
      }),
    );
}
