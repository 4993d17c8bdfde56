import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** `outlast start` at the example. */
export interface Started {
  readonly url: string;
  readonly control: string;
  readonly close: () => Promise<void>;
}

/** Starts it, until it says where it is. */
export async function startExample(): Promise<Started> {
  const child = spawn(
    process.execPath,
    ["bin/outlast.mjs", "start", "--port", "0", "--control-port", "0", "--json"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const { control, url } = JSON.parse(await firstLine(child)) as { control: string; url: string };
  const close = async () => {
    child.kill("SIGINT");
    await once(child, "exit");
  };
  return { url, control, close };
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    child.stdout?.resume();
    return line;
  }
  throw new Error("the process ended without a line");
}
