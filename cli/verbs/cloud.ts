import { type Command, Option } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import type { CloudPorts } from "../../rehearsal/session/cloud/cloud-ports";
import type { CloudSessionOptions } from "../../rehearsal/session/cloud/run-cloud";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import type { Told } from "../../rehearsal/session/ports";
import { collect, httpPort, json, port, readingOption, viewerOption } from "../options/arguments";
import { ending, reportingFailures } from "../output/ending";
import { endWithPackageManager } from "../terminal/orphan";

interface CloudVerbOptions extends CloudSessionOptions {
  readonly json: boolean;
}

/** Adds `cloud`. */
export function addCloudVerb(program: Command): void {
  const verb = program.command("cloud");
  verb
    .description("a local AWS: real cdktf deploy into it, release, verify, serve")
    .addOption(port("--port", "port of the AWS endpoint; a free one by default", 0))
    .addOption(port("--edge-port", "port for visitors; a free one by default", 0))
    .addOption(httpPort())
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
    .addOption(viewerOption())
    .addOption(
      new Option("--only-endpoint", "start the endpoint and the edge alone, and deploy nothing")
        .default(false)
        .conflicts("once"),
    )
    .addOption(new Option("--site <name>", "one site alone, where the project has several"))
    .addOption(json("one JSON object a line"))
    .action(({ json, ...options }: CloudVerbOptions) =>
      ending(async () => {
        useEdgeTimeZone();
        const { runCloud } = await import("../../rehearsal/session/cloud/run-cloud");
        const interrupted = new AbortController();
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
          process.once(signal, () => interrupted.abort());
        endWithPackageManager(process);
        const done = await runCloud(options, await portsHere(json), interrupted.signal);
        return done ? exitCodes.done : exitCodes.toolFailed;
      }, json && "lines"),
    );
}

async function portsHere(json: boolean): Promise<CloudPorts> {
  const [
    { addSummary },
    { renderVerification, verificationToJson },
    { renderResult, resultToJson },
    { attended },
    { announceControls },
  ] = await Promise.all([
    import("../../delivery/github/runner"),
    import("../../operations/verify/report"),
    import("../output/release-summary"),
    import("../terminal/attended"),
    import("../../rehearsal/session/running"),
  ]);
  const show = (record: Told, text: string) => console.log(json ? JSON.stringify(record) : text);
  return {
    print: (record, lines) => {
      if (json || lines.length > 0) show(record, lines.join("\n"));
    },
    say: (line) => console.error(line),
    controlled: announceControls,
    async release(site, url, work) {
      const here = attended(json);
      const ended = await reportingFailures(json && "lines", async () => {
        const result = await here.publish(() => work(here));
        const text = renderResult(result, { site, url, to: "primary", wait: true });
        show({ event: "release", site: site.name, ...resultToJson(result) }, text);
        return exitCodes.done;
      });
      return ended === exitCodes.done;
    },
    verified(verification) {
      const text = renderVerification(verification);
      show({ event: "verification", ...verificationToJson(verification) }, text.trimEnd());
      addSummary(`\`\`\`text\n${text}\`\`\``);
    },
  };
}
