import { type Command, InvalidArgumentError, Option } from "commander";
import { severities } from "../../audit/review";
import type { ApplyOptions } from "../../delivery/apply";
import type { BootstrapOptions } from "../../delivery/bootstrap";
import type { DeployOptions } from "../../delivery/deploy";
import type { DriftOptions } from "../../delivery/drift";
import type { PlanOptions } from "../../delivery/plan";
import { ending } from "../output/known-errors";
import type { CommentOptions } from "./comment";
import type { FetchPlanOptions } from "./fetch-plan";
import type { ReviewOptions } from "./review";
import type { VerifyOptions } from "./verify";

/** Adds the verbs that a change goes through on its way to the live site. */
export function addDeliveryVerbs(program: Command): void {
  addReviewVerbs(program);
  addTerraformVerbs(program);
  program
    .command("verify [url]")
    .description(
      "ask a live or local site whether it serves what was released; without a URL, each deployed site",
    )
    .option("--site <name>", "whose settings are expected, where the project has several sites")
    .option("--folder <path>", "the built site, in place of the site's own content folder")
    .option("--manifest <file>", "the record of a release, in place of a folder")
    .option("--concurrency <number>", "requests at a time", count, 16)
    .option("--timeout <seconds>", "time for one request", count, 20)
    .option("--json", "print for a machine", false)
    .action((url: string | undefined, options: VerifyOptions) =>
      ending(async () => (await import("./verify")).verify(url, options)),
    );
}

function addReviewVerbs(program: Command): void {
  program
    .command("review <plan.json...>")
    .description("what a reviewer of these plans must not miss, from `terraform show -json <plan>`")
    .addOption(failOn("fail when a finding is this bad, or worse", "high"))
    .option("--out <file>", "write the Markdown to a file as well")
    .option("--json", "print for a machine", false)
    .action((files: string[], options: ReviewOptions) =>
      ending(async () => (await import("./review")).review(files, options)),
    );
  program
    .command("comment <file>")
    .description("keep one comment on a pull request, or one open issue, that says what a file says")
    .option("--marker <name>", "one comment or issue for each name", marker, "plan")
    .option("--pr <number>", "the pull request; that of the workflow's event by default", count)
    .option("--issue <title>", "an issue in place of a comment; an empty file closes it")
    .option("--author <login>", "who the token writes as", "github-actions[bot]")
    .action((file: string, options: CommentOptions) =>
      ending(async () => (await import("./comment")).comment(file, options)),
    );
  program
    .command("fetch-plan")
    .description("bring the plan that was reviewed in the merged pull request")
    .option("--out <folder>", "where it goes", "plan")
    .option("--workflow <file>", "the workflow that planned", "plan.yml")
    .option("--artifact <name>", "the artifact that it kept", "plan")
    .action((options: FetchPlanOptions) =>
      ending(async () => (await import("./fetch-plan")).fetchPlan(options)),
    );
}

function addTerraformVerbs(program: Command): void {
  program
    .command("plan [stack...]")
    .description("plan the sites, keep plans and JSON, and print the review")
    .option("--out <folder>", "where they are kept", "plan")
    .addOption(lockTimeout())
    .option("--json", "print the review for a machine", false)
    .action((stacks: string[], options: PlanOptions) =>
      ending(async () => (await import("../../delivery/plan")).plan(stacks, options)),
    );
  program
    .command("apply [stack...]")
    .description("apply the plans that were reviewed, or plan again if the state or the branch has moved")
    .option("--plan <folder>", "what `plan --out` kept", "plan")
    .addOption(failOn("do not apply a new plan with an unreviewed finding this bad, or worse", "high"))
    .addOption(lockTimeout())
    .action((stacks: string[], options: ApplyOptions) =>
      ending(async () => (await import("../../delivery/apply")).apply(stacks, options)),
    );
  program
    .command("drift [site...]")
    .description("compare what is there with what the branch describes; fail if they differ")
    .option("--out <folder>", "where drift.md goes; it is empty when all is well", "drift")
    .addOption(lockTimeout())
    .action((sites: string[], options: DriftOptions) =>
      ending(async () => (await import("../../delivery/drift")).drift(sites, options)),
    );
  program
    .command("bootstrap")
    .description("make the state bucket and the roles of GitHub Actions, and move the state into the bucket")
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .action((options: BootstrapOptions) =>
      ending(async () => (await import("../../delivery/bootstrap")).bootstrap(options)),
    );
  program
    .command("deploy [site...]")
    .description("plan the sites, show the review, and apply it")
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .action((sites: string[], options: DeployOptions) =>
      ending(async () => (await import("../../delivery/deploy")).deploy(sites, options)),
    );
  program
    .command("destroy <site...>")
    .description("destroy everything that these sites' stacks made")
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .action((sites: string[], options: DeployOptions) =>
      ending(async () => (await import("../../delivery/destroy")).destroy(sites, options)),
    );
}

function failOn(description: string, standard: string): Option {
  return new Option("--fail-on <severity>", description).choices([...severities, "none"]).default(standard);
}

function lockTimeout(): Option {
  return new Option("--lock-timeout <seconds>", "how long another run may hold the state's lock")
    .argParser(count)
    .default(120);
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number above 0.");
}

function marker(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,60}$/.test(text)) return text;
  throw new InvalidArgumentError("expected lower-case letters, digits and hyphens.");
}
