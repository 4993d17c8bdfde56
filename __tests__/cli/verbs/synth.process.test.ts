import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProjectCopy } from "../../support/project-copy";

let project: ProjectCopy;
/** The whole of what is said of the two: no stack trace. */
const both = `error CONFIG_DURATION
  at    cache.paths[1].ttl
  value "10 minutes"
  rule  A duration is a whole number and a unit: s, m, h, d, w or y.
  mend  Write it as "30s", "10m", "12h" or "7d".

error REGION_UNKNOWN
  at    regions.primary
  value "eu-central-9"
  rule  Buckets, sentinels and the state are in regions of the commercial AWS partition.
  mend  Give the code of a region, such as "eu-central-1". Did you mean "eu-central-1"?
`;
const missingErrorPage = /warning CONTENT_DOCUMENT_MISSING\n {2}at {4}errorPages.notFound/;
const asset = "stacks/outlast-example/assets/security-headers.zip";

beforeAll(() => {
  project = new ProjectCopy();
});
beforeEach(() => rmSync(project.path("cdktf.out"), { recursive: true, force: true }));
afterAll(() => project.remove());

describe("outlast synth", () => {
  it("writes every stack, and says where; HCL in place of the JSON of an earlier run, which main.ts writes too", () => {
    expect(project.node("bin/outlast.mjs", "synth")).toEqual({
      status: 0,
      stdout: "cdktf.out/stacks/outlast-example/cdk.tf.json\ncdktf.out/stacks/state/cdk.tf.json\n",
      stderr: "",
    });
    expect(project.files("cdktf.out")).toEqual([
      "manifest.json",
      "stacks/outlast-example/.terraform.lock.hcl",
      asset,
      "stacks/outlast-example/cdk.tf.json",
      "stacks/state/.terraform.lock.hcl",
      "stacks/state/cdk.tf.json",
    ]);

    expect(project.node("bin/outlast.mjs", "synth", "--hcl")).toEqual({
      status: 0,
      stdout: "cdktf.out/stacks/outlast-example/cdk.tf\ncdktf.out/stacks/state/cdk.tf\n",
      stderr: "",
    });
    expect(project.files("cdktf.out")).toEqual([
      "manifest.json",
      "stacks/outlast-example/.terraform.lock.hcl",
      asset,
      "stacks/outlast-example/cdk.tf",
      "stacks/outlast-example/content.tf",
      "stacks/outlast-example/distribution.tf",
      "stacks/outlast-example/edge.tf",
      ...["security-headers", "viewer-request"].flatMap((name) =>
        ["js", "readable.js", "sources.sha256"].map(
          (end) => `stacks/outlast-example/functions/${name}.${end}`,
        ),
      ),
      "stacks/outlast-example/metadata.json",
      "stacks/outlast-example/monitoring.tf",
      "stacks/outlast-example/outputs.tf",
      "stacks/outlast-example/providers.tf",
      "stacks/outlast-example/state.tf",
      "stacks/state/.terraform.lock.hcl",
      "stacks/state/access.tf",
      "stacks/state/cdk.tf",
      "stacks/state/metadata.json",
      "stacks/state/outputs.tf",
      "stacks/state/providers.tf",
      "stacks/state/state.tf",
    ]);

    const written = () => {
      const files = project.files("cdktf.out").filter((file) => /\.(tf|js|sha256)$/.test(file));
      return files.map((file) => [file, readFileSync(project.path("cdktf.out", file), "utf8")]);
    };
    const own = written();
    rmSync(project.path("cdktf.out"), { recursive: true });
    // As `cdktf synth --hcl` asks it.
    const asked = "data:text/javascript,process.env.SYNTH_HCL_OUTPUT='true'";
    expect(project.node("--import", asked, "bin/run.mjs", "main.ts")).toMatchObject({ status: 0 });
    expect(written()).toEqual(own);
    expect(own.length).toBeGreaterThan(15);
  });

  it("lists the stacks for a machine", () => {
    const { status, stdout, stderr } = project.node("bin/outlast.mjs", "synth", "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      stacks: [
        { name: "outlast-example", file: "cdktf.out/stacks/outlast-example/cdk.tf.json" },
        { name: "state", file: "cdktf.out/stacks/state/cdk.tf.json" },
      ],
      warnings: [],
    });
  });

  it("is what audit judges where no path is given, and cdktf.out is left as it was", () => {
    const { status, stdout, stderr } = project.node("bin/outlast.mjs", "audit", "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ kind: "configuration", findings: [] });
    expect(JSON.parse(stdout).resources).toBeGreaterThan(60);
    expect(project.files("cdktf.out")).toEqual([]);
    const { stderr: missed } = project.node("bin/outlast.mjs", "audit", "site");
    expect(missed).toMatch(/^AUDIT_UNREADABLE: site: it has no \.tf and no \.tf\.json file/);
    expect(missed).toContain("`npx outlast synth` writes that to cdktf.out/stacks/<stack>/cdk.tf.json");
  });

  it("warns of a content folder that is not built, and of an error page that is not in it, and writes all the same", () => {
    const one = new ProjectCopy();
    one.edit("site.config.ts", 'folder: "site"', 'folder: "dist"');
    const unbuilt = one.node("bin/outlast.mjs", "synth");
    expect(unbuilt).toMatchObject({ status: 0, stdout: expect.stringContaining("cdk.tf.json") });
    expect(unbuilt.stderr).toMatch(
      /^warning CONTENT_FOLDER_MISSING\n {2}at {4}content.folder\n {2}value "dist"/,
    );
    one.edit("site.config.ts", 'folder: "dist"', 'folder: "facts"');
    const { stderr } = one.node("bin/outlast.mjs", "synth");
    expect(stderr).toMatch(missingErrorPage);
    one.remove();
  });

  it("is not alone in that: start says both before it ends without a site", () => {
    const one = new ProjectCopy();
    const start = () => one.node("bin/outlast.mjs", "start", "--port", "0", "--control-port", "0");
    one.edit("site.config.ts", 'folder: "site"', 'folder: "dist"');
    const unbuilt = start();
    expect(unbuilt.status).toBe(2);
    expect(unbuilt.stderr).toMatch(/^warning CONTENT_FOLDER_MISSING[\s\S]*\nRELEASE_FOLDER_MISSING: /);
    one.edit("site.config.ts", 'folder: "dist"', 'folder: "facts"');
    const { stderr } = start();
    expect(stderr).toMatch(missingErrorPage);
    expect(stderr).toContain("RELEASE_NO_INDEX: ");
    one.remove();
  });
});

describe("a config with two mistakes", () => {
  beforeAll(() => {
    project.edit("site.config.ts", 'primary: "eu-central-1"', 'primary: "eu-central-9"');
    project.edit("site.config.ts", 'ttl: "10m"', 'ttl: "10 minutes"');
  });

  const programs = [
    { name: "outlast synth", args: ["bin/outlast.mjs", "synth"] },
    { name: "main.ts, which the cdktf command runs,", args: ["bin/run.mjs", "main.ts"] },
  ];

  for (const { name, args } of programs) {
    it(`is told both by ${name} with exit code 2, and nothing is written`, () => {
      expect(project.node(...args)).toEqual({ status: 2, stdout: "", stderr: both });
      expect(project.files("cdktf.out")).toEqual([]);
    });
  }

  it("is a list of both for a machine", () => {
    const { status, stdout, stderr } = project.node("bin/outlast.mjs", "synth", "--json");
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    const { problems } = JSON.parse(stdout) as { problems: { code: string; path: string }[] };
    expect(problems.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
      "CONFIG_DURATION cache.paths[1].ttl",
      "REGION_UNKNOWN regions.primary",
    ]);
    expect(project.files("cdktf.out")).toEqual([]);
  });
});
