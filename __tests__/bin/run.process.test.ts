import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ProjectCopy } from "../support/project-copy";

let project: ProjectCopy;

beforeAll(() => {
  project = new ProjectCopy();
});
afterAll(() => project.remove());

const write = (file: string, lines: readonly string[]) =>
  writeFileSync(project.path(file), `${lines.join("\n")}\n`);
const run = (...args: string[]) => project.node("bin/run.mjs", ...args);

describe("bin/run.mjs", () => {
  it("runs a TypeScript file with its arguments", () => {
    write("hello.ts", ["const name: string | undefined = process.argv[2];", 'console.log("Hello", name);']);
    expect(run("hello.ts", "world")).toEqual({ status: 0, stdout: "Hello world\n", stderr: "" });
  });

  it("shows the TypeScript line of an exception, of a rejection too", () => {
    write("fault.ts", [
      "interface Nothing {}",
      "export function fault(_: Nothing): never {",
      '  throw new Error("broken");',
      "}",
    ]);
    write("now.ts", ['import { fault } from "./fault";', "", "fault({});"]);
    write("later.ts", ['import { fault } from "./fault";', "", "Promise.resolve({}).then(fault);"]);
    const thrown = run("now.ts");
    expect(thrown.status).toBe(3);
    expect(thrown.stderr).toContain("Error: broken");
    expect(thrown.stderr).toContain(`${project.path("fault.ts")}:3:`);
    expect(thrown.stderr).toContain(`${project.path("now.ts")}:3:`);
    const rejected = run("later.ts");
    expect(rejected.status).toBe(3);
    expect(rejected.stderr).toContain(`${project.path("fault.ts")}:3:`);
  });

  it("bundles once, and again when a file behind the entry has changed", () => {
    const bundle = () => statSync(project.path("node_modules/.cache/outlast/entry-ts.cjs")).ino;
    write("answer.ts", ["export const answer: number = 42;"]);
    write("entry.ts", ['import { answer } from "./answer";', "console.log(answer);"]);
    expect(run("entry.ts").stdout).toBe("42\n");
    const first = bundle();
    expect(run("entry.ts").stdout).toBe("42\n");
    expect(bundle()).toBe(first);
    write("answer.ts", ["export const answer: number = 1234;"]);
    expect(run("entry.ts").stdout).toBe("1234\n");
    expect(bundle()).not.toBe(first);
  });

  it("runs files of any name, and bundles them once", () => {
    write("grüße.ts", ['export const greeting: string = "grüß dich";']);
    write("ask.ts", ['import { greeting } from "./grüße";', "console.log(greeting);"]);
    const bundle = () => statSync(project.path("node_modules/.cache/outlast/ask-ts.cjs")).ino;
    expect(run("ask.ts").stdout).toBe("grüß dich\n");
    const first = bundle();
    expect(run("ask.ts").stdout).toBe("grüß dich\n");
    expect(bundle()).toBe(first);
  });

  it("keeps what V8 made of a bundle for each verb, and takes none of it for other code of the same length", () => {
    const folder = "node_modules/.cache/outlast";
    const kept = () => readdirSync(project.path(folder)).filter((name) => /^sum-ts.*v8$/.test(name));
    write("sum.ts", ['console.log(process.argv[2], "40 + 2");']);
    expect(run("sum.ts", "add").stdout).toBe("add 40 + 2\n");
    const [first] = kept();
    expect(run("sum.ts", "add").stdout).toBe("add 40 + 2\n");
    expect(kept()).toEqual([first]);
    expect(run("sum.ts", "tell").stdout).toBe("tell 40 + 2\n");
    expect(kept()).toHaveLength(2);
    write("sum.ts", ['console.log(process.argv[2], "41 + 1");']);
    expect(run("sum.ts", "add").stdout).toBe("add 41 + 1\n");
    expect(kept()).not.toContain(first);
    expect(kept()).toHaveLength(1);
    writeFileSync(project.path(`${folder}/${kept()[0]}`), "torn");
    expect(run("sum.ts", "add").stdout).toBe("add 41 + 1\n");
    expect(run("sum.ts", "../add").stdout).toBe("../add 41 + 1\n");
  });

  it("takes nothing that another Node has kept, which its V8 would not refuse, or that was kept under other flags of V8's", () => {
    const kept = () =>
      readdirSync(project.path("node_modules/.cache/outlast")).filter((name) => /^own-ts.*v8$/.test(name));
    write("own.ts", ["console.log(40 + 2);"]);
    write("same.cjs", ["// Of the same Node, which is asked to read one file more."]);
    write("other.cjs", ['Object.defineProperty(process.versions, "node", { value: "20.19.0" });']);
    expect(run("own.ts").stdout).toBe("42\n");
    const [own] = kept();
    expect(project.node("--require", "./same.cjs", "bin/run.mjs", "own.ts").stdout).toBe("42\n");
    expect(kept()).toEqual([own]);
    expect(project.node("--require", "./other.cjs", "bin/run.mjs", "own.ts").stdout).toBe("42\n");
    expect(kept()).toHaveLength(2);
    expect(project.node("--no-opt", "bin/run.mjs", "own.ts").stdout).toBe("42\n");
    expect(kept()).toHaveLength(3);
    expect(kept()).toContain(own);
  });

  it("leaves what makes CDKTF's archives to the process that makes them", () => {
    write("archive.ts", [
      'import { App, AssetType, TerraformAsset, TerraformStack } from "cdktf";',
      'const app = new App({ outdir: "archived" });',
      'const stack = new TerraformStack(app, "docs");',
      'new TerraformAsset(stack, "site", { path: `${process.cwd()}/site`, type: AssetType.ARCHIVE });',
      "app.synth();",
      'console.log(Object.keys(require.cache).filter((file) => file.includes("archiver")));',
    ]);
    expect(run("archive.ts")).toEqual({ status: 0, stdout: "[]\n", stderr: "" });
    const archive = project.files("archived").find((file) => file.endsWith("archive.zip")) ?? "none";
    const archived = Object.keys(unzipSync(readFileSync(project.path("archived", archive))));
    expect(archived.filter((name) => !name.endsWith("/")).sort()).toEqual(project.files("site"));
  });

  it("loads what compares versions where CDKTF asks for it", () => {
    write("versions.ts", [
      'import "cdktf";',
      'import { ValidateBinaryVersion } from "cdktf/lib/validations";',
      'const loaded = () => Object.keys(require.cache).some((file) => file.includes("/semver/"));',
      'const validated = (least: string) => new ValidateBinaryVersion("node", least, "node --version").validate();',
      'console.log(loaded(), validated(">=1"), validated(">=999").length, loaded());',
    ]);
    expect(run("versions.ts")).toEqual({ status: 0, stdout: "false [] 1 true\n", stderr: "" });
  });

  it("says which line cannot be read as TypeScript, without a stack trace", () => {
    write("torn.ts", ["const whole = 1;", "const torn = ;"]);
    const { status, stdout, stderr } = run("torn.ts");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("torn.ts:2:13");
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says how it is used when no file is given", () => {
    expect(run()).toEqual({
      status: 2,
      stdout: "",
      stderr: "usage: node bin/run.mjs <file.ts> [argument...]\n",
    });
  });
});

describe("bin/outlast.mjs", () => {
  it.each(["18.20.8", "20.18.3", "14.21.3"])("says in a sentence that Node %s is too old", (version) => {
    write("older.cjs", [`Object.defineProperty(process.versions, "node", { value: "${version}" });`]);
    expect(project.node("--require", "./older.cjs", "bin/outlast.mjs", "synth")).toEqual({
      status: 3,
      stdout: "",
      stderr: `outlast needs Node 20.19 or newer, and this is ${version}: https://nodejs.org/en/download\n`,
    });
  });

  it("says in a line what nobody foresaw and where, and all of the stack to who asks for it", () => {
    const config = readFileSync(project.path("site.config.ts"), "utf8");
    const trap = "export default new Proxy({}, { get: (none: { name?: any }) => none.name.first });";
    write("site.config.ts", ["// Not thrown before somebody looks into it.", trap]);
    const { stderr, ...ended } = project.node("bin/outlast.mjs", "synth");
    expect(ended).toEqual({ status: 3, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(
        /^OUTLAST_FAULT: TypeError: Cannot read properties of undefined.*, at .*:2:\d+\)?$/,
      ),
      "  A fault of outlast, unless that place is yours. OUTLAST_DEBUG=1 prints all of it.",
      "",
    ]);
    expect(stderr).toContain(`${project.path("site.config.ts")}:2:`);
    vi.stubEnv("OUTLAST_DEBUG", "1");
    const whole = project.node("bin/outlast.mjs", "synth");
    vi.unstubAllEnvs();
    expect(whole).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/^TypeError: (.*\n)+? {4}at (.*\n)+? {4}at /),
    });
    write("site.config.ts", [config]);
  });
});
