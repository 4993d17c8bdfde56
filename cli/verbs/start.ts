import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import type { SessionOptions } from "../../rehearsal/session/options";
import { collect, httpPort, json, port, readingOption, viewerOption } from "../options/arguments";
import { trafficOption } from "../options/traffic";
import { ending } from "../output/ending";
import { endWithPackageManager } from "../terminal/orphan";

interface StartOptions extends SessionOptions {
  /** A Terraform file, in place of the project's own sites. */
  readonly from?: string;
  /** A line a request from the beginning. */
  readonly log: boolean;
  /** Whether a key is offered that opens the console. */
  readonly open: boolean;
  /** Lines for a machine. */
  readonly json: boolean;
}

/** Adds `start`. */
export function addStartVerb(program: Command): void {
  const verb = program.command("start");
  verb
    .description("rehearse the site on this machine, from its Terraform JSON")
    .addOption(port("--port", "port for visitors; 0 picks a free one", 8080))
    .option("--host <address>", "address for visitors", "127.0.0.1")
    .addOption(httpPort())
    .addOption(port("--control-port", "port of the control API, on loopback; 0 picks a free one", 8081))
    .option(
      "--from <file>",
      "a folder or file of HCL, a cdk.tf.json, or `terraform show -json` of a plan or state, in place of the own site",
    )
    .option("--site <name>", "one site alone, where the project has several")
    .option("--origin <id=target>", "a URL or folder that stands for an origin; may be repeated", collect, [])
    .option("--fault <fault>", "a fault to begin with, such as primary=503; may be repeated", collect, [])
    .addOption(readingOption(verb, "how to read what AWS leaves open (docs/limitations.md); may be repeated"))
    .addOption(viewerOption())
    .addOption(trafficOption())
    .option("--lag <duration>", "time that a copy takes from region to region", "1s")
    .option("--no-watch", "do not reload when files change")
    .option("--no-open", "do not offer to open the console in a browser")
    .option("--log", "a line a request", false)
    .addOption(json("one JSON object a line"))
    .action(async (options: StartOptions) => {
      useEdgeTimeZone();
      await ending(() => start(options), options.json && "lines");
    });
}

/** Rehearses sites on this machine until it is interrupted. */
async function start({ from, json, log, open, ...options }: StartOptions) {
  const [
    { Session },
    { announceControls },
    { openSource },
    { Reporter },
    { keyHelp, listenForKeys },
    { openPage },
    terminal,
  ] = await Promise.all([
    import("../../rehearsal/session/session"),
    import("../../rehearsal/session/running"),
    import("../../rehearsal/session/sites/site-source"),
    import("../output/reporter"),
    import("../terminal/keys"),
    import("../terminal/open-page"),
    import("../terminal/end-signal"),
  ]);
  // From the beginning: an interrupted synthesis leaves no folder behind.
  const interrupted = terminal.endSignal(process);
  endWithPackageManager(process);
  const warn = (text: string) => void process.stderr.write(text);
  const source = openSource(from, { json, warn });
  try {
    const reporter = new Reporter(json, log);
    const opening = Session.open(source, options, reporter);
    const session = await Promise.race([opening, interrupted]);
    if (!session) {
      source.close();
      await opening.then(
        (late) => late.close(),
        () => {},
      );
      return exitCodes.done;
    }
    announceControls(session.controlUrl);
    if (process.stdin.isTTY && !json) console.log(keyHelp(session.controls.sites.length > 1, open));
    const { controlUrl } = session;
    const keys = listenForKeys({
      controls: session.controls,
      print: (line) => console.log(line),
      toggleLog: () => reporter.toggleLog(),
      quit: () => process.emit("SIGINT"),
      ...(open && {
        openConsole: () =>
          openPage(controlUrl, () => console.log(`no browser was found: open ${controlUrl}`)),
      }),
    });
    await interrupted;
    keys.close();
    await session.close();
    return exitCodes.done;
  } finally {
    source.close();
  }
}
