import { Argument, type Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { everySite, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

interface SentinelOptions extends Located {
  readonly reason: string;
  readonly all: boolean;
  readonly json: boolean;
}

/** Adds `sentinel`. */
export function addSentinelVerb(program: Command): void {
  located(program.command("sentinel"))
    .description("keep what throws the switch by itself from it, or let it throw it again")
    .addArgument(new Argument("<order>", "what it does from now on").choices(["on", "off"]))
    .requiredOption("--reason <text>", "why; whoever looks next will read it")
    .addOption(everySite("every site of this folder, one after the other"))
    .option("--json", "print for a machine", false)
    .action((order: "on" | "off", options: SentinelOptions) =>
      ending(() => orderSentinels(order, options), options.json),
    );
}

async function orderSentinels(order: "on" | "off", options: SentinelOptions) {
  const [{ orderSentinel }, { locateAll }] = await Promise.all([
    import("../../operations/switch/order-sentinel"),
    import("../options/locate"),
  ]);
  for (const { outputs } of await locateAll(options)) {
    const changed = await orderSentinel({ outputs, order, reason: options.reason });
    const { site } = outputs;
    console.log(
      options.json
        ? JSON.stringify({ site, sentinel: order, changed })
        : `${site}: the sentinel is ${order}${changed ? "" : " already"}`,
    );
  }
  return exitCodes.done;
}
