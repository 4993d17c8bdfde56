import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProjectCopy } from "../support/project-copy";

let project: ProjectCopy;
beforeAll(() => {
  project = new ProjectCopy();
});
afterAll(() => project.remove());

/** Runs a verb from a folder of the project, or from outside of it. */
function from(folder: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const { CDKTF_OUTDIR: _, ...env } = { ...process.env, ...variables };
  const options = { cwd: folder, env, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [project.path("bin/outlast.mjs"), ...args],
    options,
  );
  return { status, stdout, stderr };
}

describe("outlast, called from another folder than the project's", () => {
  it("works in the project's folder, and writes nothing where it was called", () => {
    const before = project.files("site");
    expect(from(project.path("site"), ["synth"])).toEqual({
      status: 0,
      stdout: "cdktf.out/stacks/outlast-example/cdk.tf.json\ncdktf.out/stacks/state/cdk.tf.json\n",
      stderr: "outlast works in ..\n",
    });
    expect(project.files("site")).toEqual(before);
    expect(project.files("cdktf.out")).toContain("stacks/outlast-example/cdk.tf.json");
  });

  it("reads the files and folders that it is given from where it was called", () => {
    mkdirSync(project.path("elsewhere/built"), { recursive: true });
    writeFileSync(
      project.path("elsewhere/built/index.html"),
      '<script src="https://widgets.example.com/a.js"></script>',
    );
    const { status, stdout } = from(project.path("elsewhere"), ["csp", "built"]);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining("https://widgets.example.com"),
    });
    expect(from(project.path("elsewhere"), ["review", "none.json", "other.json"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(project.path("elsewhere/none.json")),
    });
  });

  it("understands a config without a lock file of npm: Yarn, pnpm and Bun have their own", () => {
    rmSync(project.path("package-lock.json"));
    expect(from(project.root, ["synth"])).toMatchObject({ status: 0, stderr: "" });
  });
});
