import { startLeashed } from "../../../toolchain";

/**
 * Starts the program that the arguments name, and is killed: at once, or when the program has said twice something, after
 * the first of which it was let go.
 */
const [end = "", grace = "", command = "", ...args] = process.argv.slice(2);
const { process: program, letGo } = startLeashed(command, args, {
  env: process.env,
  graceMs: Number(grace),
  output: "pipe",
});
const die = () => process.kill(process.pid, "SIGKILL");
if (end === "at-once") die();
program.stdout?.once("data", () => {
  program.stdout?.once("data", die);
  letGo();
});
