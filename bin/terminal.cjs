// Stands for the terminal in which the cdktf command runs Terraform, of whose package not every system has a binary: Node
// gets it by --require. What is deployed by itself asks nobody, so pipes will do.
const { spawn } = require("node:child_process");
const Module = require("node:module");

const load = Module._load;
Module._load = (name, parent, isMain) =>
  name === "@cdktf/node-pty-prebuilt-multiarch" ? { spawn: spawnInPipes } : load(name, parent, isMain);

/** What cdktf 0.21 asks of a terminal's process (`pty-process.ts` of its cli-core). */
function spawnInPipes(file, args, { cwd, env }) {
  // As in a terminal of its own, Ctrl-C of this one is not Terraform's as well: the second one would end it at once.
  const child = spawn(file, args, { cwd, env, detached: true });
  const endWithIt = () => child.kill("SIGHUP");
  process.once("exit", endWithIt);
  child.once("close", () => process.off("exit", endWithIt));
  return {
    onData(told) {
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", told);
    },
    onExit(told) {
      child.once("error", () => told({ exitCode: 127 }));
      child.once("close", (exitCode) => told({ exitCode: exitCode ?? 1 }));
    },
    write(text) {
      if (text === "\x03") child.kill("SIGINT");
      else child.stdin.write(text);
    },
  };
}
