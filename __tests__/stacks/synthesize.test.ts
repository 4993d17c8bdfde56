import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { TerraformOutput } from "cdktf";
import { afterEach, describe, expect, it } from "vitest";
import { ConfigError, readProject } from "../../config";
import type { SiteStack } from "../../stacks/site-stack";
import { synthesize } from "../../stacks/synthesize";
import { domain, headerRule, smallSite } from "../support/sites";

const folders: string[] = [];
const started = process.cwd();

afterEach(() => {
  process.chdir(started);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-synth-"));
  folders.push(folder);
  return folder;
}

/** Every file of a synthesis, by its path. */
function synthesized(): Record<string, string> {
  const outdir = temporaryFolder();
  const sites = [{ ...smallSite, domain, headers: { rules: [headerRule] } }];
  synthesize(readProject({ default: sites, deployment: { project: "shop", bucketSuffix: "x" } }), { outdir });
  const entries = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(outdir.length + 1), readFileSync(file).toString("base64")]),
  );
}

describe("what an edge function cannot carry", () => {
  it("is a problem of the config, of every site at once", () => {
    const redirects = Array.from({ length: 9 }, (_, depth) => ({
      from: "/a".repeat(depth + 1),
      to: `/${"b".repeat(1500)}${depth}`,
      match: "prefix" as const,
    }));
    const sites = ["one", "two"].map((name) => ({ ...smallSite, name, redirects }));
    const run = () => synthesize(readProject({ default: sites }), { outdir: temporaryFolder() });
    expect(run).toThrow(ConfigError);
    expect(run).toThrow(/redirects \(site one\)[\s\S]*redirects \(site two\)/);
  });
});

describe("synthesize", () => {
  it("writes a stack for each site, its archive, and the state stack", () => {
    expect(Object.keys(synthesized())).toEqual([
      "manifest.json",
      "stacks/shop/assets/security-headers.zip",
      "stacks/shop/cdk.tf.json",
      "stacks/state/cdk.tf.json",
    ]);
  });

  it("writes the same bytes twice, from another working folder too", () => {
    const first = synthesized();
    process.chdir(temporaryFolder());
    expect(synthesized()).toEqual(first);
  });

  it("lets what a project adds to one site refer to another", () => {
    const stacks: SiteStack[] = [];
    const customize = (stack: SiteStack) => {
      const [first] = stacks;
      stacks.push(stack);
      if (first) new TerraformOutput(stack, "other", { value: first.primary.bucket.arn });
    };
    const sites = ["one", "two"].map((name) => ({ ...smallSite, name, customize }));
    const written = synthesize(readProject({ default: sites }), { outdir: temporaryFolder() });
    const [one = {}, two = {}] = written.map(({ file }) => JSON.parse(readFileSync(file, "utf8")));
    expect(one.output.cross_stack_output_aws_s3_bucket_primary_bucket_arn.value).toBe(
      "${aws_s3_bucket.primary_bucket.arn}",
    );
    expect(two.output.other.value).toBe(
      "${data.terraform_remote_state.cross_stack_reference_input_one.outputs.cross_stack_output_aws_s3_bucket_primary_bucket_arn}",
    );
  });

  it("writes no path of this machine into any file", () => {
    for (const content of Object.values(synthesized())) {
      const text = Buffer.from(content, "base64").toString("latin1");
      for (const path of [resolve("."), tmpdir(), process.env.HOME ?? resolve(".")]) {
        expect(text).not.toContain(`${path}/`);
      }
    }
  });
});
