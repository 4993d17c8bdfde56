import { Command } from "commander";
import { useEdgeTimeZone } from "../rehearsal/session/edge-time-zone";
import { usageErrors } from "./output/usage-errors";
import { addApplyVerb } from "./verbs/apply";
import { CheckedNumbers, collect, readingOption } from "./verbs/arguments";
import { addBootstrapVerb } from "./verbs/bootstrap";
import { addCommentVerb } from "./verbs/comment";
import { addContentVerbs } from "./verbs/content-verbs";
import { addDeployVerb } from "./verbs/deploy";
import { addDestroyVerb } from "./verbs/destroy";
import { addDriftVerb } from "./verbs/drift";
import { addFetchPlanVerb } from "./verbs/fetch-plan";
import { addCloudVerb, addOperationsVerbs } from "./verbs/operations-verbs";
import { addPlanVerb } from "./verbs/plan";
import { addReviewVerb } from "./verbs/review";
import type { StartOptions } from "./verbs/start";
import { addVerifyVerb } from "./verbs/verify";

/** Every verb with its options, for that command line: it decides how a wrong one is reported. */
export function outlast(args: readonly string[]): Command {
  const program = new Command("outlast")
    .description("A static website on AWS that outlasts an S3 outage.")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(usageErrors(args))
    .exitOverride();

  program
    .command("synth")
    .description("write Terraform JSON for every stack to cdktf.out")
    .option("--hcl", "write HCL instead, for reading")
    .option("--json", "print what was written, or the problems of the config, as JSON")
    .action(async (options: { hcl?: boolean; json?: boolean }) => {
      const { synth } = await import("./verbs/synth");
      process.exitCode = synth({ hcl: options.hcl ?? false, json: options.json ?? false });
    });

  const startVerb = program.command("start");
  const startPorts = new CheckedNumbers(startVerb);
  startVerb
    .description("rehearse the site on this machine, from its Terraform JSON")
    .addOption(startPorts.port("--port <number>", "port for visitors; 0 picks a free one", 8080))
    .option("--host <address>", "address for visitors", "127.0.0.1")
    .addOption(
      startPorts.port(
        "--control-port <number>",
        "port of the control API, on loopback; 0 picks a free one",
        8081,
      ),
    )
    .option(
      "--from <file>",
      "a cdk.tf.json, or `terraform show -json` of a plan or state, in place of the own site",
    )
    .option("--site <name>", "one site alone, where the project has several")
    .option("--origin <id=target>", "a URL or folder that stands for an origin; may be repeated", collect, [])
    .option("--fault <fault>", "a fault to begin with, such as primary=503; may be repeated", collect, [])
    .addOption(
      readingOption(startVerb, "how to read what AWS leaves open (docs/limitations.md); may be repeated"),
    )
    .option("--lag <duration>", "time that a copy takes from region to region", "1s")
    .option("--no-watch", "do not reload when files change")
    .option("--log", "a line a request", false)
    .option("--json", "lines for a machine", false)
    .action(async (options: StartOptions) => {
      useEdgeTimeZone();
      const { start } = await import("./verbs/start");
      process.exitCode = await start(options);
    });

  addOperationsVerbs(program);
  addCloudVerb(program);

  addContentVerbs(program);
  addReviewVerb(program);
  addCommentVerb(program);
  addFetchPlanVerb(program);
  addPlanVerb(program);
  addApplyVerb(program);
  addDriftVerb(program);
  addBootstrapVerb(program);
  addDeployVerb(program);
  addDestroyVerb(program);
  addVerifyVerb(program);
  return program;
}
