import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { drift } from "../../delivery/drift";
import { plan } from "../../delivery/plan";
import { stackRunners } from "../../delivery/terraform/runner";

const begun = vi.hoisted(() => vi.fn());
vi.mock("../../project/own-project", () => ({ ownProject: () => ({ sites: [] }) }));
vi.mock("../../project/stacks", () => ({ synthesizedStacks: () => [] }));
vi.mock("../../delivery/stack-runs", () => ({
  initialized: async function* (_stacks: unknown, { lockTimeout }: { lockTimeout: unknown }) {
    begun(lockTimeout);
    yield* [];
  },
}));
const made = vi.hoisted(() => vi.fn());
vi.mock("../../toolchain", async (original) => ({
  ...(await original<object>()),
  findTerraform: async () => ({ path: "terraform" }),
  terraformEnvironment: async () => ({}),
  Terraform: class {
    constructor({ env }: { env: object }) {
      made(env);
    }
  },
}));

test("plan and drift take no lock: the roles that run them may write nothing", async () => {
  vi.stubEnv("GITHUB_STEP_SUMMARY", undefined);
  vi.stubEnv("GITHUB_EVENT_PATH", undefined);
  const out = mkdtempSync(join(tmpdir(), "outlast-unlocked-"));
  const ports = { say: () => {}, note: () => {} };
  await plan([], { out }, ports);
  await drift([], { out }, ports);
  vi.unstubAllEnvs();
  expect(begun.mock.calls).toEqual([["unlocked"], ["unlocked"]]);
});

test.each([
  ["unlocked", "-lock=false"],
  [90, "-lock-timeout=90s"],
] as const)("a runner that is to wait %s gives Terraform %s", async (lockTimeout, flag) => {
  (await stackRunners(lockTimeout, () => {}, {}))({ folder: tmpdir() });
  const verbs = ["plan", "apply", "destroy"].map((verb) => [`TF_CLI_ARGS_${verb}`, flag]);
  expect(made).toHaveBeenLastCalledWith(Object.fromEntries(verbs));
});
