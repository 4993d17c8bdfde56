import { type Command, Option } from "commander";
import type { Side } from "../../facts/site/switch";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import { ending } from "../output/known-errors";
import { terminalPorts } from "../terminal/ask";
import { CheckedNumbers, collect, readingOption } from "./arguments";
import type { CloudOptions } from "./cloud";

interface SwitchVerbOptions {
  readonly reason: string;
  readonly site?: string;
  readonly outputs?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

interface StatusVerbOptions extends Pick<SwitchVerbOptions, "site" | "outputs" | "json"> {
  readonly url?: string;
}

/** Adds the verbs of whoever is on call. */
export function addOperationsVerbs(program: Command): void {
  addSwitchVerb(
    program,
    "evacuate",
    "replica",
    "send every request to the replica first, within seconds, without Terraform",
  ).addOption(new Option("--to <side>", "where to").choices(["replica"]).default("replica"));
  addSwitchVerb(program, "return", "primary", "send every request to the primary first again");
  located(program.command("status"))
    .description(
      "what is true of a deployed site now: origins, replication, alarms, switch, release, functions",
    )
    .option("--url <url>", "where to ask, in place of the site's own URL")
    .option("--json", "print for a machine", false)
    .action((options: StatusVerbOptions) =>
      ending(async () => {
        const [{ status }, outputs] = await Promise.all([
          import("../../operations/status/status"),
          siteOutputs(options),
        ]);
        return status({ ...options, outputs });
      }),
    );
}

/** Adds the local AWS. */
export function addCloudVerb(program: Command): void {
  const verb = program.command("cloud");
  const ports = new CheckedNumbers(verb);
  verb
    .description("a local AWS: real cdktf deploy into it, release, verify, serve")
    .addOption(ports.port("--port <number>", "port of the AWS endpoint; a free one by default", 0))
    .addOption(ports.port("--edge-port <number>", "port for visitors; a free one by default", 0))
    .addOption(ports.port("--control-port <number>", "port of the control API; a free one by default", 0))
    .option("--once", "exit after the verification", false)
    .option("--keep <folder>", "keep state there, so that a second start continues")
    .option(
      "--origin <id=target>",
      "a URL or folder that stands for an origin which is not S3's; may be repeated",
      collect,
      [],
    )
    .addOption(readingOption(verb, "how to read what AWS leaves open; may be repeated"))
    .addOption(
      new Option("--only-endpoint", "start the endpoint and the edge alone, and deploy nothing")
        .default(false)
        .conflicts("once"),
    )
    .action((options: CloudOptions) =>
      ending(async () => {
        useEdgeTimeZone();
        return (await import("./cloud")).cloud(options);
      }),
    );
}

function addSwitchVerb(program: Command, name: string, side: Side, description: string): Command {
  return located(program.command(name))
    .description(description)
    .requiredOption("--reason <text>", "why; whoever looks next will read it")
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .action((options: SwitchVerbOptions) =>
      ending(async () => {
        const [{ throwSwitch }, outputs] = await Promise.all([
          import("../../operations/switch/throw-switch"),
          siteOutputs(options),
        ]);
        return throwSwitch({
          ...options,
          confirm: terminalPorts(options).confirm,
          side,
          site: outputs.site,
          keyValueStoreArn: outputs.key_value_store_arn,
          region: outputs.buckets.replica.region,
        });
      }),
    );
}

function located(command: Command): Command {
  return command
    .option("--site <name>", "which site, where the project has several")
    .option("--outputs <file>", "the JSON of `terraform output -json`, in place of the stack's state");
}

async function siteOutputs({ site, outputs }: Pick<SwitchVerbOptions, "site" | "outputs">) {
  const [{ chooseSite }, { readSiteOutputs }] = await Promise.all([
    import("../../project/sites"),
    import("../../operations/outputs"),
  ]);
  return readSiteOutputs({ site: chooseSite(site).name, ...(outputs && { file: outputs }) });
}
