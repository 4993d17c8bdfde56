import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import type { Leashed, LeashOptions } from "./leash-by-node";
import type { Environment } from "./which";

/** Of Debian, Ubuntu and macOS: of all shells, the one that starts soonest and has the fewest variables of its own. */
export const shell = "/bin/dash";

/** Waits until there is somebody to end it, and is then the program, with its process id. */
const GATE = 'read -r _ && exec "$0" "$@" </dev/null';

/** Waits until this process lets the program go, or is gone for whatever reason. */
const WATCHER = `read -r _
test "$1" = 0 && kill -s KILL -- "-$0" && exit
kill -s INT "$0"
exec "$2" -e "$3" "$0" "$1"`;

/** Gives a program that was interrupted its time, and reads what it writes once this process reads no more. */
const ENDER = `
const { Socket } = require("node:net");
const [pid, grace] = process.argv.slice(1).map(Number);
// A program that cannot write does not end in peace.
const read = (fd) => { try { new Socket({ fd, readable: true }).on("error", () => {}).resume(); } catch {} };
process.stdin.on("end", () => [3, 4].forEach(read)).resume();
const end = () => { try { process.kill(-pid, "SIGKILL"); } catch {} process.exit(); };
setTimeout(end, grace);
setInterval(() => { try { process.kill(pid, 0); } catch { end(); } }, 20);
`;

/**
 * What dash passes on otherwise than it was given, or not at all, as macOS does what its loader goes by. Two that say
 * nothing of a program's work are let be: `_` is empty, and PWD is the folder that it is in.
 */
const isItsOwn = /^(?:IFS|LINENO|OPTIND|PPID)$|^DYLD_|^(?![A-Za-z_])|\W/;

/** Whether the shell passes on variables as they are, but for `_` and PWD. */
export function keepsVariables(env: Environment): boolean {
  return !Object.keys(env).some((name) => isItsOwn.test(name));
}

/**
 * Starts a program that a shell watches beside it, which has the ends of its output as well as this process. It begins
 * once it is watched, so that there is no time at which nobody would end it.
 */
export function startByShell(command: string, args: readonly string[], options: LeashOptions): Leashed {
  const { cwd, env, graceMs, output } = options;
  const program = spawn(shell, ["-c", GATE, command, ...args], {
    env,
    ...(cwd !== undefined && { cwd }),
    stdio: ["pipe", output === "pipe" ? "pipe" : "ignore", "pipe"],
    detached: true,
  });
  const { pid, stderr, stdin, stdout } = program;
  // A folder that is not there: the error is on its way.
  if (pid === undefined) return { process: program, letGo() {}, stop: async () => {} };
  const watched = [String(pid), String(graceMs), process.execPath, ENDER];
  const watcher = spawn(shell, ["-c", WATCHER, ...watched], {
    env: {},
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore", stdout ?? "ignore", stderr],
    detached: true,
  });
  const { stdin: leash } = watcher;
  // Node pauses streams that it lends.
  for (const stream of [stdout, stderr]) stream?.resume();
  watcher.on("error", (error) => program.emit("error", error)).unref();
  leash?.on("error", () => {});
  (leash as Socket | null)?.unref();
  // Without a watcher, it is told to end before it begins.
  stdin?.on("error", () => {}).end(watcher.pid === undefined ? undefined : "\n");
  const isOver = () => program.exitCode !== null || program.signalCode !== null;
  const killAll = () => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Nobody is left.
    }
  };
  program.once("exit", () => {
    // What it started: a Terraform that was killed leaves its plugins.
    killAll();
    watcher.kill("SIGKILL");
  });
  const letGo = () => {
    if (isOver()) return;
    if (graceMs === 0) killAll();
    else leash?.write("\n");
  };
  return {
    process: program,
    letGo,
    async stop() {
      if (isOver()) return;
      program.ref();
      letGo();
      await once(program, "exit");
    },
  };
}
