// Stands for the terminal in which the cdktf command runs Terraform, of whose package not every system has a binary: Node
// gets it by --require. What is deployed by itself asks nobody, so pipes will do.
const { spawn } = require("node:child_process");
const Module = require("node:module");

/**
 * What makes programs of HCL, and archives at synthesis: half of what cdktf loads before it does anything, and nothing that
 * a deployment of what is synthesized already asks for.
 */
const unasked = /^(?:@cdkt[fn]\/hcl2cdk|archiver)$/;

const load = Module._load;
Module._load = (name, parent, isMain) => {
  if (name === "@cdktf/node-pty-prebuilt-multiarch") return { spawn: spawnInPipes };
  return unasked.test(name) ? {} : load(name, parent, isMain);
};

/** Of a plan, every resource and what it is set to. */
const planned = /^Terraform will perform the following actions:\n.*?(?=^Plan: )/ms;

const running = new Set();
const exit = process.exit.bind(process);
let exitCode;

// An interrupted cdktf passes the interrupt on and exits at once: no sooner than Terraform has written its state and given
// back its lock.
process.exit = (code) => {
  exitCode ??= code ?? process.exitCode ?? 0;
  if (running.size === 0) exit(exitCode);
};

/** What cdktf 0.21 asks of a terminal's process (`pty-process.ts` of its cli-core). */
function spawnInPipes(file, args, { cwd, env }) {
  // In the process group of cdktf: toolchain/leash.ts kills it whole, and with Terraform the providers that it leaves.
  const child = spawn(file, args, { cwd, env });
  running.add(child);
  const ended = () => {
    running.delete(child);
    // Whoever waits for it is told before.
    if (exitCode !== undefined && running.size === 0) process.nextTick(exit, exitCode);
  };
  child.once("error", ended);
  child.once("close", ended);
  return {
    onData(told) {
      let said = "";
      let soon;
      const tell = () => {
        clearTimeout(soon);
        soon = undefined;
        // Drawing that takes seven seconds for the fifty resources of a site.
        const shown = said.replace(planned, "");
        if (shown !== "") told(shown);
        said = "";
      };
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text) => {
          said += text;
          // Whenever it is told something, cdktf draws all that it shows anew, for nobody.
          soon ??= setTimeout(tell, 100);
        });
      child.prependOnceListener("close", tell);
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
