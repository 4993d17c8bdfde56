import { Option } from "commander";
import type { FaultsNow } from "../../rehearsal/session/remote-controls";
import { portNumber } from "./arguments";

/** Options of a verb that acts on a session which runs in another terminal. */
export interface RunningOptions {
  readonly controlPort?: number;
  readonly json: boolean;
}

/** `--control-port`, of a verb that acts on a running session. */
export function controlPort(): Option {
  const description = "of the session's control API, where several run, or one of another project";
  return new Option("--control-port <number>", description).argParser(portNumber);
}

/** Shows what is broken now. */
export function showFaults({ faults }: FaultsNow, json: boolean): void {
  const text = faults.length === 0 ? "nothing is broken" : `broken: ${faults.join(", ")}`;
  console.log(json ? JSON.stringify({ faults }, null, 2) : text);
}
