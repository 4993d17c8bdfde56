import type { Command } from "commander";
import type { Severity } from "../../audit/review";
import { exitCodes } from "../../errors/exit-codes";
import { failOn } from "../options/arguments";
import { ending } from "../output/ending";

interface ReviewVerbOptions {
  /** The severity from which on the review fails. */
  readonly failOn: Severity | "none";
  /** Where the Markdown goes as well. */
  readonly out?: string;
  readonly json: boolean;
}

/** Adds `review`: what a reviewer must not miss in the JSON of plans; it fails when that is bad enough, or costs more than the budget. */
export function addReviewVerb(program: Command): void {
  program
    .command("review <plan.json...>")
    .description("what a reviewer of these plans must not miss, from `terraform show -json <plan>`")
    .addOption(failOn("fail when a finding is this bad, or worse", "high"))
    .option("--out <file>", "write the Markdown to a file as well")
    .option("--json", "print for a machine", false)
    .action((files: string[], { failOn: threshold, json, out }: ReviewVerbOptions) =>
      ending(async () => {
        const [{ hasFinding, keepReviews, readCostedReview }, { reviewToJson, reviewToMarkdown }] =
          await Promise.all([import("../../delivery/reviews"), import("../../audit/review")]);
        const reviews = files.map(readCostedReview);
        keepReviews(reviews, out);
        process.stdout.write(json ? reviewToJson(reviews) : reviewToMarkdown(reviews));
        return hasFinding(reviews, threshold) ? exitCodes.checkFailed : exitCodes.done;
      }, json),
    );
}
