import { Argument, type Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { everySite, type Located, located } from "../options/arguments";
import { atEachSite } from "../options/several-sites";
import { ending } from "../output/ending";

interface SentinelOptions extends Located {
  readonly reason?: string;
  readonly all: boolean;
  readonly json: boolean;
}

/** Adds `sentinel`. */
export function addSentinelVerb(program: Command): void {
  const command = located(program.command("sentinel"));
  command
    .description("keep what throws the switch by itself from it, let it throw it again, or try it")
    .addArgument(
      new Argument(
        "<order>",
        "what it does from now on; test: it throws and returns at a key that no edge reads",
      ).choices(["on", "off", "test"]),
    )
    .option("--reason <text>", "of on and off: why; whoever looks next will read it")
    .addOption(everySite("every site of this folder, one after the other"))
    .option("--json", "print for a machine", false)
    .action((order: "on" | "off" | "test", options: SentinelOptions) => {
      const { reason } = options;
      if (order === "test") return ending(() => testSentinels(options), options.json);
      if (reason === undefined)
        return command.error("error: required option '--reason <text>' not specified");
      return ending(() => orderSentinels(order, { ...options, reason }), options.json);
    });
}

async function testSentinels(options: SentinelOptions) {
  const [{ trySentinels }, { locateAll }] = await Promise.all([
    import("../../operations/switch/try-sentinel"),
    import("../options/locate"),
  ]);
  return atEachSite(await locateAll(options), async ({ outputs }) => {
    const { site } = outputs;
    let exitCode: ExitCode = exitCodes.done;
    for (const { region, reports, returned, thrown } of await trySentinels(outputs)) {
      if (!returned) exitCode = exitCodes.checkFailed;
      const said = reports.map(({ decision, reason }) => `  ${decision}: ${reason}`);
      const done = returned
        ? "throws and returns; visitors met nothing of it"
        : thrown
          ? "throws, and does not return"
          : "does not throw";
      console.log(
        options.json
          ? JSON.stringify({ site, region, thrown, returned, reports })
          : [`${site}: the sentinel of ${region} ${done}`, ...said].join("\n"),
      );
    }
    return exitCode;
  });
}

async function orderSentinels(order: "on" | "off", options: SentinelOptions & { readonly reason: string }) {
  const [{ orderSentinel }, { locateAll }] = await Promise.all([
    import("../../operations/switch/order-sentinel"),
    import("../options/locate"),
  ]);
  return atEachSite(await locateAll(options), async ({ outputs }) => {
    const changed = await orderSentinel({ outputs, order, reason: options.reason });
    const { site } = outputs;
    console.log(
      options.json
        ? JSON.stringify({ site, sentinel: order, changed })
        : `${site}: the sentinel is ${order}${changed ? "" : " already"}`,
    );
    return exitCodes.done;
  });
}
