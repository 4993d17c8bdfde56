import type { MessagePort } from "node:worker_threads";
import type { KeeperStart, Parcel } from "./keeper";

/** What the bridge to a process is started with. */
export interface BridgeParts {
  readonly port: MessagePort;
  readonly turns: Int32Array;
  /** Text of the keeper, and arguments of Node before it. */
  readonly keeper: string;
  readonly execArgv: readonly string[];
  readonly start: KeeperStart;
}

/**
 * What stands in the edge's process for a thread that runs in another one: it hands on what either side says. A thread of
 * its own, since the edge waits without letting anything else happen. Started from its own source text.
 */
export function bridge(require: NodeJS.Require): void {
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const threads = require("node:worker_threads") as typeof import("node:worker_threads");
  const { port, turns, keeper, execArgv, start } = threads.workerData as BridgeParts;
  const parent = threads.parentPort as MessagePort;
  // What V8 writes of its own end, and where a program that ends so leaves its memory, is nobody's business.
  const child = spawn(process.execPath, [...execArgv, "-e", keeper], {
    ...{ env: {}, serialization: "advanced", stdio: ["ignore", "ignore", "ignore", "ipc"] },
  });
  const send = (parcel: KeeperStart | Parcel) => {
    if (child.connected) child.send(parcel, () => {});
  };
  const say = (line: unknown) => {
    port.postMessage(line);
    Atomics.add(turns, 0, 1);
    Atomics.notify(turns, 0);
  };
  // This thread's, which whoever started it reads.
  const { stdout: output } = process;
  let isClosed = false;
  let reason: string | undefined;
  const end = () => {
    if (!isClosed) say({ error: reason ?? "it ended its process", ended: true });
    if (isClosed || reason === undefined) process.exit();
    throw new Error(reason);
  };

  send(start);
  port.on("message", (line) => send({ line }));
  port.on("close", () => {
    isClosed = true;
    child.kill("SIGKILL");
  });
  parent.on("message", (message) => send({ message }));
  child.on("message", (parcel: Parcel) => {
    if ("line" in parcel) say(parcel.line);
    else if ("message" in parcel) parent.postMessage(parcel.message);
    else if ("written" in parcel) output.write(parcel.written);
    else if ("error" in parcel) reason = parcel.error;
  });
  child.on("error", (error) => {
    reason = error.message;
    end();
  });
  child.on("exit", (_, signal) => {
    const ended = () => {
      if (signal !== null) reason ??= "it took too much memory";
      end();
    };
    // A process is seen to end before all is read that it said.
    if (child.connected) child.once("disconnect", ended);
    else ended();
  });
}
