import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

/** Runs a program that knows the terminal's package as cdktf knows it. */
function run(program: string) {
  const args = ["--require", resolve("bin/terminal.cjs"), "--eval", program];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

/** What a process in the terminal says, what it is told by hand, and how it ends. */
const begin = (script: string) => `
const terminal = require("@cdktf/node-pty-prebuilt-multiarch");
const options = { cwd: "/", env: { ...process.env, WHO: "it" } };
const child = terminal.spawn(process.execPath, ["--eval", ${JSON.stringify(script)}], options);
let said = "";
child.onExit(({ exitCode }) => console.log(JSON.stringify({ said, exitCode })));
child.onData((text) => { said += text; whenTold?.(text); });
`;

test("what runs in pipes says all that it says, in its folder and with its variables, and its exit code", () => {
  const script =
    'console.log(process.cwd(), process.env.WHO); console.error("\u00e9"); process.exitCode = 3;';
  const { stdout } = run(`let whenTold; ${begin(script)}`);
  const { exitCode, said } = JSON.parse(stdout);
  expect(exitCode).toBe(3);
  expect(said.split("\n").sort()).toEqual(["", "/ it", "\u00e9"]);
});

test("a plan is told by its numbers, since cdktf would draw each of its resources", () => {
  const plan = `Terraform will perform the following actions:

  # aws_s3_bucket.primary will be created
  + resource "aws_s3_bucket" "primary" {
      + bucket = "shop"
    }

Plan: 1 to add, 0 to change, 0 to destroy.
`;
  const { stdout } = run(
    `let whenTold; ${begin(`process.stdout.write(${JSON.stringify(`Refreshing\n${plan}aws_s3_bucket.primary: Creating...\n`)})`)}`,
  );
  expect(JSON.parse(stdout).said).toBe(
    "Refreshing\nPlan: 1 to add, 0 to change, 0 to destroy.\naws_s3_bucket.primary: Creating...\n",
  );
});

test("what is typed reaches it, and Ctrl-C is an interrupt", () => {
  const script = `
process.stdin.on("data", (text) => console.log("heard " + text));
process.on("SIGINT", () => { console.log("stopped"); process.exit(1); });
console.log("ready");`;
  const { stdout } = run(`
const whenTold = (text) => {
  if (text.includes("ready")) child.write("yes");
  if (text.includes("heard yes")) child.write("\\x03");
};
${begin(script)}`);
  expect(JSON.parse(stdout)).toEqual({ said: "ready\nheard yes\nstopped\n", exitCode: 1 });
});

test("a program that is not there ends as a shell says it", () => {
  const { stdout } = run(`
const terminal = require("@cdktf/node-pty-prebuilt-multiarch");
const child = terminal.spawn("/none", [], { cwd: "/", env: {} });
child.onData(() => {});
child.onExit(({ exitCode }) => console.log(exitCode));`);
  expect(stdout.split("\n")[0]).toBe("127");
});

test("cdktf's command begins to work on a system that has no binary of a terminal", () => {
  const program = `
const Module = require("node:module");
const load = Module._load;
// As the package itself ends there.
Module._load = (name, ...rest) => {
  if (/^@lydell\\//.test(name)) throw new Error("no binary");
  return load(name, ...rest);
};
require(${JSON.stringify(resolve("node_modules/cdktf-cli/bundle/bin/cmds/handlers.js"))});
console.log("begun");`;
  const { status, stdout } = run(program);
  expect([status, stdout.split("\n")[0]]).toEqual([0, "begun"]);
});

test("a cdktf that is interrupted, and exits at once, does so when the program has ended", () => {
  const script = `
process.on("SIGINT", () => setImmediate(() => { console.log("in peace"); process.exit(0); }));
setInterval(() => {}, 1000);
console.log("ready");`;
  const { status, stdout } = run(`
const whenTold = (text) => text.includes("ready") && process.kill(process.pid, "SIGINT");
process.on("SIGINT", () => { child.write("\\x03"); process.exit(7); });
${begin(script)}`);
  expect(JSON.parse(stdout)).toEqual({ said: "ready\nin peace\n", exitCode: 0 });
  expect(status).toBe(7);
});

test("what a deployment asks nothing of is not loaded", () => {
  const program = `console.log(JSON.stringify(["@cdktf/hcl2cdk", "archiver"].map((name) => require(name))));`;
  expect(run(program).stdout).toBe("[{},{}]\n");
});
