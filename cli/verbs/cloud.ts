import { type Command, Option } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import type { CloudPorts, CloudSessionOptions } from "../../rehearsal/session/cloud/run-cloud";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import { collect, port, readingOption } from "../options/arguments";
import { ending, reportingFailures } from "../output/ending";

/** Adds `cloud`. */
export function addCloudVerb(program: Command): void {
  const verb = program.command("cloud");
  verb
    .description("a local AWS: real cdktf deploy into it, release, verify, serve")
    .addOption(port("--port", "port of the AWS endpoint; a free one by default", 0))
    .addOption(port("--edge-port", "port for visitors; a free one by default", 0))
    .addOption(port("--control-port", "port of the control API; a free one by default", 0))
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
    .action((options: CloudSessionOptions) =>
      ending(async () => {
        useEdgeTimeZone();
        const { runCloud } = await import("../../rehearsal/session/cloud/run-cloud");
        const interrupted = new AbortController();
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
          process.once(signal, () => interrupted.abort());
        const done = await runCloud(options, await portsHere(), interrupted.signal);
        return done ? exitCodes.done : exitCodes.toolFailed;
      }),
    );
}

async function portsHere(): Promise<CloudPorts> {
  const [{ addSummary }, { renderVerification }, { renderResult }, { attended }] = await Promise.all([
    import("../../delivery/github/runner"),
    import("../../operations/verify/report"),
    import("../output/release-summary"),
    import("../terminal/attended"),
  ]);
  return {
    print: (line) => console.log(line),
    say: (line) => console.error(line),
    async release(site, url, work) {
      const here = attended(false);
      const ended = await reportingFailures(false, async () => {
        const result = await here.publish(() => work(here));
        console.log(renderResult(result, { site, url, to: "primary", wait: true }));
        return exitCodes.done;
      });
      return ended === exitCodes.done;
    },
    verified(verification) {
      const text = renderVerification(verification);
      process.stdout.write(text);
      addSummary(`\`\`\`text\n${text}\`\`\``);
    },
  };
}
