import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

/** What Linux says of a process. */
interface Process {
  readonly pid: number;
  /** Its name, cut after 15 bytes. */
  readonly name: string;
  readonly parent: number;
}

/** As Linux cuts "terraform-provider-aws_v5.100.0_x5". */
const plugin = "terraform-provi";
const hosts = /^(?:terraform|tofu)(?!-provi)/;

/**
 * Ends the provider plugins that a killed Terraform has left in `folder`: they run there, and their parent is no
 * Terraform any more. One that nobody talks to waits for ever. Returns their process ids. Processes are found in
 * Linux's /proc; elsewhere none is.
 */
export function endOrphanedPlugins(folder: string): number[] {
  const here = realPath(folder);
  if (here === undefined) return [];
  const orphans = plugins().filter(({ pid, parent }) => folderOf(pid) === here && !isTerraform(parent));
  return orphans.filter(({ pid }) => kill(pid)).map(({ pid }) => pid);
}

function plugins(): Process[] {
  return entries("/proc").flatMap((entry) => {
    const process = /^\d+$/.test(entry) ? processOf(Number(entry)) : undefined;
    return process?.name === plugin ? [process] : [];
  });
}

function isTerraform(pid: number): boolean {
  return hosts.test(processOf(pid)?.name ?? "");
}

/** From /proc/<pid>/stat: "<pid> (<name>) <state> <parent> ...", where the name may hold anything. */
function processOf(pid: number): Process | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const match = /^\d+ \((.*)\) \S (\d+)/s.exec(stat ?? "");
  return match ? { pid, name: match[1] as string, parent: Number(match[2]) } : undefined;
}

function folderOf(pid: number): string | undefined {
  return attempt(() => readlinkSync(`/proc/${pid}/cwd`));
}

function realPath(folder: string): string | undefined {
  return attempt(() => realpathSync(folder));
}

function entries(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

function kill(pid: number): boolean {
  return attempt(() => process.kill(pid, "SIGKILL")) ?? false;
}

/** Undefined where a process is gone already, or somebody else's. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
