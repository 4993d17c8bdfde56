import type { Command } from "commander";
import { describe, it } from "vitest";
import { reviewPlan, reviewToJson, reviewToMarkdown } from "../../audit/review";
import { renderResult, resultToJson } from "../../cli/output/release-summary";
import { outlast } from "../../cli/program";
import { ConfigError, type ConfigProblem, problemsToJson, readProject, renderProblems } from "../../config";
import { renderChecks } from "../../operations/status/status";
import { renderVerification, type Verification, verificationsToJson } from "../../operations/verify/report";
import { release, releaseProblem, renderPlan } from "../../release";
import { base, siteCases } from "../config/cases";
import { changedSite } from "../support/planned-site";
import { planWith } from "../support/plans";
import { folderOf } from "../support/release/folder";
import { releaseWorld } from "../support/release/world";
import { expectGolden } from "./golden";

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const url = "https://www.example.org";

/** The help of a verb and of those below it, as on a terminal of 80 columns. */
function helpOf(verb: Command, called: string): string[] {
  const help = verb.configureHelp({ ...verb.configureHelp(), helpWidth: 80 }).helpInformation();
  return [
    `$ ${called} --help\n${help}`,
    ...verb.commands.flatMap((one) => helpOf(one, `${called} ${one.name()}`)),
  ];
}

/** What is found wrong with a site. */
function problemsOf(site: object): readonly ConfigProblem[] {
  try {
    return readProject({ default: site }).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("what the verbs say is what it was", () => {
  it("of themselves, with --help", () => expectGolden("help.txt", helpOf(outlast([]), "outlast").join("\n")));

  it("of every mistake in a config", async () => {
    const problems = siteCases.flatMap(([, , change]) => problemsOf({ ...base, ...change }));
    await expectGolden("config-problems.txt", `${renderProblems(problems)}\n`);
    await expectGolden("config-problem.json", problemsToJson(problems.slice(0, 1)));
  });

  it("of a release", async () => {
    const { context, site } = releaseWorld();
    const page = "<title>A page</title>";
    await release(
      folderOf({ "index.html": "1", "404.html": page, "logo.png": "1", "gone.txt": "" }),
      context,
    );
    const files = { "index.html": '<img src="none.png">', "404.html": page, "logo.png": "2", "new.txt": "" };
    const result = await release(folderOf(files), context);
    const shown = { site, url, to: "primary", wait: true } as const;
    await expectGolden("release.txt", `${renderPlan(result.plan)}\n\n${renderResult(result, shown)}\n`);
    await expectGolden("release.json", json(resultToJson(result)));
  });

  it("of a plan, in its review", async () => {
    const plan = planWith([
      changedSite({ codes: [403, 500], aliases: [], attempts: 3, headersPolicy: null, errorTtl: 600 }),
      { address: "aws_s3_bucket.site", type: "aws_s3_bucket", before: { bucket: "shop-primary" } },
      { address: "aws_sns_topic.alarms", type: "aws_sns_topic", after: { name: "shop-alarms" } },
      { type: "aws_thing", before: { size: 1 }, after: { size: 2 } },
    ]);
    const reviews = [{ name: "shop", review: reviewPlan(plan) }];
    await expectGolden("review.md", reviewToMarkdown(reviews));
    await expectGolden("review.json", reviewToJson(reviews));
  });

  it("of a site that was verified", async () => {
    const verification: Verification = {
      ...{ url, address: "https://d111.cloudfront.net", site: "shop", took: 1234 },
      checks: [
        { group: "bytes, type and lifetime", url: `${url}/`, failures: [] },
        {
          group: "compression",
          url: `${url}/`,
          failures: ["content-encoding: expected br or gzip, found nothing"],
        },
        { group: "security headers", url: `${url}/`, failures: [] },
      ],
      notAsked: [{ group: "HTTP to HTTPS", why: "the site is a local one" }],
      warnings: [
        releaseProblem("RELEASE_CSP_BLOCKS", "the Content-Security-Policy would block 2 things on 1 page"),
      ],
    };
    await expectGolden("verify.txt", renderVerification(verification));
    await expectGolden("verify.json", verificationsToJson([verification]));
  });

  it("of a site's status", () =>
    expectGolden(
      "status.txt",
      renderChecks("shop", [
        { name: "origin-primary", ok: true, detail: "200, eu-central-1, release r1" },
        { name: "replication", ok: false, detail: "3 copies failed in the last 15 minutes" },
      ]),
    ));
});
