import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drift } from "../../delivery/drift";
import { plan } from "../../delivery/plan";
import { stackRunners } from "../../delivery/terraform/runner";
import { projectOf } from "../support/project-of";
import { smallSite } from "../support/sites";
import { stubTerraform } from "../support/stub-terraform";

let folder: string;
beforeEach(() => {
  // Without a function of Lambda, which an earlier deployment may have left: AWS would be asked.
  folder = projectOf({ ...smallSite, headers: { runtime: "cloudfront-function" } });
  // It notes what it is asked and given, and does nothing but begin.
  stubTerraform(folder, `echo $1 $(env | grep ^TF_CLI_ARGS | sort) >> '${folder}/asked'; [ "$1" = init ]`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const failed = { code: "terraform-failed" };
/** How Terraform was called, but to begin. */
const asked = () =>
  readFileSync(join(folder, "asked"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("init "));
const called = (verb: string, flag: string) =>
  [verb, ...["apply", "destroy", "init", "plan", "state_rm"].map((of) => `TF_CLI_ARGS_${of}=${flag}`)].join(
    " ",
  );

test("plan and drift take no lock: the roles that run them may write nothing", async () => {
  vi.stubEnv("GITHUB_STEP_SUMMARY", undefined);
  vi.stubEnv("GITHUB_EVENT_PATH", undefined);
  const out = join(folder, "out");
  const ports = { say: () => {}, note: () => {} };
  await expect(plan([], { out }, ports)).rejects.toMatchObject(failed);
  await expect(drift([], { out }, ports)).rejects.toMatchObject(failed);
  expect(asked()).toEqual([called("plan", "-lock=false"), called("plan", "-lock=false")]);
});

test.each([
  ["unlocked", "-lock=false"],
  [90, "-lock-timeout=90s"],
] as const)("a runner that is to wait %s gives Terraform %s", async (lockTimeout, flag) => {
  const { state, terraform } = (await stackRunners(lockTimeout, () => {}))({ folder });
  const verbs = ["plan", "apply", "destroy"] as const;
  for (const verb of verbs) await expect(terraform[verb]()).rejects.toMatchObject(failed);
  await expect(state.drop(["aws_s3_bucket.state"])).rejects.toMatchObject(failed);
  expect(asked()).toEqual([...verbs, "state"].map((verb) => called(verb, flag)));
});
