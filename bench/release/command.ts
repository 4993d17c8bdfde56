import { spawn } from "node:child_process";
import { once } from "node:events";

/** What a command took. */
export interface MeasuredRun {
  /** In milliseconds. */
  readonly wall: number;
  /** Of the processor, its children's with it, in milliseconds. */
  readonly cpu: number;
  /** The peak memory of its largest process, in MB. */
  readonly memory: number;
}

/** moto needs Python, so it is there; the kernel keeps a child's memory and processor time for it. */
const USAGE = `
import json, resource, subprocess, sys, time
started = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
wall = time.monotonic() - started
of = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
print(json.dumps({"wall": wall * 1000, "cpu": (of.ru_utime + of.ru_stime) * 1000, "memory": of.ru_maxrss / unit}))
if done.returncode: sys.stderr.buffer.write(done.stderr)
sys.exit(done.returncode)`;

/** Runs a command to its end. */
export async function timed(command: readonly string[], env: NodeJS.ProcessEnv): Promise<MeasuredRun> {
  const child = spawn("python3", ["-c", USAGE, ...command], { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  return JSON.parse(text) as MeasuredRun;
}
