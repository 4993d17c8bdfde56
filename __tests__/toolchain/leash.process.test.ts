import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startLeashed } from "../../toolchain";
import { runProcess } from "../../toolchain/run-process";
import { eventually } from "../support/eventually";
import { gone, processesWith } from "../support/processes";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-leash-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that is a few lines of Node. */
function program(source: string): string {
  const path = join(folder, "program");
  writeFileSync(path, `#!/usr/bin/env node\n${source}`);
  chmodSync(path, 0o755);
  return path;
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  const [line] = await once(createInterface({ input: stdout as NodeJS.ReadableStream }), "line");
  return line;
}

const waits = "setInterval(() => {}, 1000)";
const startsAnother = `const { spawn } = require("node:child_process");
const other = spawn(process.execPath, ["-e", "${waits}"], { stdio: "ignore" });`;

/** A shell has the leash, but for a program with variables that it would not hand on. */
describe.each([
  { by: "a shell", odd: {} },
  { by: "Node", odd: { "of.no.shell": "1" } },
])("by $by", ({ odd }) => {
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, ...odd };
  const isOdd = Object.keys(odd).length > 0;

  /** A process that has the program on a leash, and is killed. */
  const starter = (end: string, grace: number, path: string) =>
    spawn(
      process.execPath,
      [resolve("bin/run.mjs"), "__tests__/toolchain/support/leash-entry.ts", end, String(grace), path],
      {
        env: { ...env, OUTLAST_TEST_RUN: folder },
        stdio: ["ignore", "ignore", "inherit"],
      },
    );

  describe("runProcess", () => {
    test("interrupts a program when its signal is aborted, and leaves it time to end", async () => {
      const ended = join(folder, "ended");
      const path =
        program(`process.on("SIGINT", () => { require("node:fs").writeFileSync("${ended}", "in peace"); process.exit(0); });
      ${waits}; console.log("on")`);
      const abort = new AbortController();
      const run = runProcess(path, [], {
        cwd: folder,
        env,
        signal: abort.signal,
        onLine: () => abort.abort(),
      });
      await expect(run).rejects.toMatchObject({ code: "tool-aborted" });
      expect(readFileSync(ended, "utf8")).toBe("in peace");
    });

    test("kills a program that does not heed the interrupt", async () => {
      const path = program(`process.on("SIGINT", () => {}); ${waits}; console.log("on")`);
      const abort = new AbortController();
      const { signal } = abort;
      const run = runProcess(path, [], {
        cwd: folder,
        env,
        graceMs: 20,
        signal,
        onLine: () => abort.abort(),
      });
      await expect(run).rejects.toMatchObject({ code: "tool-aborted" });
    });

    test("interrupts a program when its own process is killed, and lets it write to the end", async () => {
      const ended = join(folder, "ended");
      const path = program(`process.on("SIGINT", () => {
        for (let line = 0; line < 10_000; line++) console.log("still writing to whoever is not there any more");
        require("node:fs").writeFileSync("${ended}", "in peace");
        process.exit(0);
      });
      ${waits}; console.log(process.pid)`);
      const entry = "__tests__/toolchain/support/run-entry.ts";
      const runner = spawn(process.execPath, [resolve("bin/run.mjs"), entry, path], { env });
      const pid = Number(await firstLine(runner));
      runner.kill("SIGKILL");
      await gone(pid);
      expect(readFileSync(ended, "utf8")).toBe("in peace");
    });

    test("says which signal ended a program, and ends what it has started", async () => {
      const path = program(
        `${startsAnother} console.log(other.pid); other.on("spawn", () => process.kill(process.pid, "SIGKILL"));`,
      );
      const result = await runProcess(path, [], { cwd: folder, env });
      expect(result).toMatchObject({ exitCode: 128, killedBy: "SIGKILL" });
      await gone(Number(result.stdout));
    });

    test("passes on output and exit code whole", async () => {
      const path = program(`process.stdout.write("x".repeat(3_000_000)); process.exitCode = 7;`);
      const { exitCode, stdout } = await runProcess(path, [], { cwd: folder, env });
      expect([exitCode, stdout.length]).toEqual([7, 3_000_000]);
    });

    test("hands on variables and arguments as they are", async () => {
      const path = program("console.log(JSON.stringify([process.argv.slice(2), process.env]))");
      const args = ["", " ", "-c", "--", "two\nlines", `'"$(id)\`*\\`, "\u{1f680}\u00e9", "a=b"];
      const variables = {
        ...env,
        EMPTY: "",
        LINES_: "two\nlines",
        "quotes'\"$(id)": "$HOME `id`",
        OLDPWD: "/nowhere",
      };
      const given = Object.fromEntries(
        Object.entries(variables).filter(([name]) => isOdd || !/\W/.test(name)),
      );
      const { stdout } = await runProcess(path, args, { cwd: folder, env: given });
      const [itsArgs, { PWD, ...itsVariables }] = JSON.parse(stdout);
      expect([itsArgs, itsVariables]).toEqual([args, given]);
      expect([undefined, realpathSync(folder)]).toContain(PWD);
    });

    test("ends with 127 where there is no such program", async () => {
      const result = await runProcess(join(folder, "nothing"), [], { cwd: folder, env });
      expect(result).toMatchObject({ exitCode: 127, stderr: expect.stringContaining("ENOENT") });
    });
  });

  describe("startLeashed", () => {
    test("kills the program and what it started when it is stopped", async () => {
      const path = program(`${startsAnother} console.log(process.pid + " " + other.pid);`);
      const leashed = startLeashed(path, [], { env, graceMs: 0, output: "pipe" });
      const pids = (await firstLine(leashed.process)).split(" ").map(Number);
      await leashed.stop();
      await Promise.all(pids.map(gone));
    });

    test("lets a program that is interrupted say the rest", async () => {
      const path =
        program(`process.on("SIGINT", () => { process.stdout.write("x".repeat(3_000_000)); clearInterval(on); });
      const on = setInterval(() => {}, 1000); console.log("on");`);
      const { process: child, letGo } = startLeashed(path, [], { env, graceMs: 240_000, output: "pipe" });
      child.stdout?.once("data", letGo);
      const said = text(child.stdout as Readable);
      expect(await once(child, "close")).toEqual([0, null]);
      expect((await said).length).toBe(3_000_003);
    });

    test.each([0, 100])(
      "leaves nothing of a process that is killed once it has started one, with a grace of %i",
      async (grace) => {
        const path = program(`${startsAnother} process.on("SIGINT", () => {});`);
        const variable = `OUTLAST_TEST_RUN=${folder}`;
        const runner = starter("at-once", grace, path);
        await once(runner, "exit");
        await eventually(() => expect(processesWith(variable)).toEqual([]));
      },
    );

    test("interrupts a program once, though its own process is killed after it has let it go", async () => {
      const interrupts = join(folder, "interrupts");
      const path = program(`process.on("SIGINT", () => {
        require("node:fs").appendFileSync("${interrupts}", "interrupted ");
        console.log("interrupted");
      });
      ${waits}; console.log("on");`);
      await once(starter("let-go", 5_000, path), "exit");
      await eventually(() => expect(processesWith(`OUTLAST_TEST_RUN=${folder}`)).toEqual([]));
      expect(readFileSync(interrupts, "utf8")).toBe("interrupted ");
    });
  });
});
