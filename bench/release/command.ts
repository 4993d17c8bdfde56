import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a command took, in milliseconds. */
export interface Run {
  readonly wall: number;
  /** Of the processor, its children's with it. */
  readonly cpu: number;
}

/** Runs a command under a shell that says how much processor time it took. */
export async function timed(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const started = performance.now();
  const child = spawn("sh", ["-c", '"$@" >/dev/null 2>&1; code=$?; times; exit $code', "sh", ...command], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  const wall = performance.now() - started;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  const children = text.trim().split("\n")[1] ?? "";
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s));
  return { wall, cpu: seconds.reduce((sum, second) => sum + second, 0) * 1000 };
}
