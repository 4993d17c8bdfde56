import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { startMoto } from "../../toolchain";
import { GitHubServer } from "../support/github/github-server";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { type JobResult, runJob } from "../support/workflows/runner";
import { readWorkflow } from "../support/workflows/workflow";
import { checkout, edit } from "./support/checkout";
import { hostProvidersAt, lendProvider } from "./support/real-parts";

const repository = "example/website";
const siteConfig = `import { defineDeployment, defineSite } from "./config";

export default defineSite({
  name: "shop",
  bucketSuffix: "ci",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  monitoring: { alarms: false, healthChecks: false, dashboard: false },
  redirects: [{ from: "/home", to: "/" }],
});

export const deployment = defineDeployment({
  project: "acme",
  bootstrapped: false,
  github: { repository: "${repository}", environment: "production" },
});
`;

let local: LocalCloud;
let providers: ProviderHost;
let github: GitHubServer;
let root: string;
let env: Record<string, string>;
let pull = 0;

beforeAll(async () => {
  const moto = await startMoto();
  local = await LocalCloud.start({ moto, port: 0, edgePort: 0, say: () => {} });
  github = new GitHubServer(repository);
  root = checkout();
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  for (const stack of ["state", "shop"]) lendProvider(join(root, "cdktf.out/stacks", stack));
  const { url: endpoint } = local.cloud;
  const shop = join(root, "cdktf.out/stacks/shop");
  providers = await hostProvidersAt({ endpoint, accessKey: local.accessKey }, shop);
  const defined = Object.entries(providers.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  env = {
    ...Object.fromEntries(defined),
    AWS_REGION: "eu-west-1",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: await github.start(),
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: "1",
    GITHUB_EVENT_PATH: join(root, "event.json"),
  };
});

afterAll(async () => {
  await github?.close();
  await providers?.close();
  await local?.close();
});

interface Run {
  readonly result: JobResult;
  readonly artifact?: Uint8Array;
}

/** Runs one job of a workflow in the checkout as it is now. */
async function run(file: string, job: string, github: Readonly<Record<string, unknown>>): Promise<Run> {
  const definition = readWorkflow(file).jobs[job];
  if (!definition) throw new Error(`${file} has no job ${job}`);
  const kept: { artifact?: Uint8Array } = {};
  const result = await runJob(definition, {
    workspace: root,
    env: { ...env, ...(typeof github.sha === "string" && { GITHUB_SHA: github.sha }) },
    values: {
      vars: {
        OUTLAST_PLAN_ROLE: "arn:plan",
        OUTLAST_DRIFT_ROLE: "arn:drift",
        OUTLAST_APPLY_ROLE: "arn:apply",
        OUTLAST_URL: local.url,
      },
      github: { token: "ghs_secret", repository, ref: "refs/heads/main", ...github },
    },
    onAction(action, inputs) {
      if (action.startsWith("actions/upload-artifact@") && inputs.name === "plan") {
        kept.artifact = zipSync(filesOf(join(root, inputs.path ?? "")));
      }
      // Both jobs are in one folder here, so what was synthesized is moved away before the plan synthesizes its own.
      if (action.startsWith("actions/upload-artifact@") && inputs.name === "synthesized") {
        rmSync(join(root, "synthesized"), { recursive: true, force: true });
        cpSync(join(root, inputs.path ?? ""), join(root, "synthesized"), { recursive: true });
      }
    },
  });
  expect(result.log).not.toContain("ghs_secret");
  return { result, ...kept };
}

function filesOf(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  return Object.fromEntries(files.map((path) => [relative(folder, path), readFileSync(path)]));
}

/** Opens a pull request with the checkout as it is, lets it be planned, and merges it. */
async function propose(): Promise<{ readonly commit: string; readonly run: Run }> {
  pull += 1;
  github.comments.length = 0;
  writeFileSync(join(root, "event.json"), JSON.stringify({ pull_request: { number: pull } }));
  const event = { pull_request: { head: { repo: { full_name: repository } }, user: { login: "dev" } } };
  await run("plan.yml", "synth", { event });
  const planned = await run("plan.yml", "plan", { event });
  const { result: commented } = await run("plan.yml", "comment", { event });
  expect(commented.conclusion).toBe("success");
  const commit = `merge${pull}`;
  github.pulls.push({
    number: pull,
    commit,
    headSha: `head${pull}`,
    headRepository: repository,
    ...(planned.artifact && { artifact: { zip: planned.artifact } }),
  });
  return { commit, run: planned };
}

const deploy = async (sha: string) => (await run("deploy.yml", "deploy", { sha })).result;
const drift = async () => (await run("drift.yml", "drift", {})).result;

/** Runs a verb as a person would. */
async function outlast(verb: string): Promise<JobResult> {
  return runJob({ steps: [{ run: `npx outlast ${verb}` }] }, { workspace: root, env, values: {} });
}

describe("the workflows, run against the local cloud", () => {
  test("bootstrap makes the bucket and the roles, and moves the state", async () => {
    const { conclusion, log } = await outlast("bootstrap --yes");
    expect(log).toContain("state: its state is in the bucket now");
    expect(log).toMatch(/OUTLAST_APPLY_ROLE {2}arn:aws:iam::\d+:role\/acme-apply/);
    expect(readFileSync(join(root, "site.config.ts"), "utf8")).toContain("bootstrapped: true");
    expect(conclusion).toBe("success");
  });

  test("a pull request from a fork is not planned", async () => {
    const { result } = await run("plan.yml", "plan", {
      event: {
        pull_request: { head: { repo: { full_name: "mallory/website" } }, user: { login: "mallory" } },
      },
    });
    expect(result.conclusion).toBe("skipped");
  });

  test("a pull request is planned and commented on; merged, what was reviewed is applied, released and verified", async () => {
    const { commit, run: planned } = await propose();
    expect(planned.result.log).not.toContain("Error");
    expect(planned.result.conclusion).toBe("success");
    expect(github.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/### Plan of `shop`\n\n\d+ to create/),
    ]);

    const result = await deploy(commit);
    expect(result.log).toContain("shop: applying the plan that was reviewed");
    expect(result.steps.map(({ conclusion, run }) => `${run}: ${conclusion}`)).toEqual([
      "npm ci --ignore-scripts: success",
      "npx outlast fetch-plan --out plan: success",
      "npx outlast apply --plan plan: success",
      "npx outlast release: success",
      'npx outlast verify "$SITE_URL": success',
    ]);
    expect(await (await fetch(local.url)).text()).toContain("<html");
  });

  test("drift that was made by hand opens an issue, which is closed when it is gone", async () => {
    expect((await drift()).conclusion).toBe("success");
    expect(github.issues).toEqual([]);

    await changeByHand("Suspended");
    const found = await drift();
    expect(found.conclusion).toBe("failure");
    expect(github.issues).toMatchObject([
      { state: "open", body: expect.stringContaining("aws_s3_bucket_versioning") },
    ]);

    await changeByHand("Enabled");
    expect((await drift()).conclusion).toBe("success");
    expect(github.issues).toMatchObject([{ state: "closed" }]);
  });

  test("a state that moved since the review is planned again, and that is said", async () => {
    edit(root, "site.config.ts", 'to: "/" }', 'to: "/" }, { from: "/start", to: "/" }');
    const { commit } = await propose();
    edit(root, "site.config.ts", '{ from: "/start", to: "/" }', '{ from: "/begin", to: "/" }');
    expect((await outlast("apply --plan none")).conclusion).toBe("success");
    edit(root, "site.config.ts", '{ from: "/begin", to: "/" }', '{ from: "/start", to: "/" }');

    const result = await deploy(commit);
    expect(result.log).toMatch(
      /shop: planned again, because the state has moved since the review, from serial \d+ to \d+/,
    );
    expect(result.log).toContain("shop: applied the new plan");
    expect(result.conclusion).toBe("success");
  });

  test("a branch that moved since the review is planned again; what nobody reviewed is not applied", async () => {
    edit(root, "site.config.ts", "/start", "/first");
    const { commit } = await propose();
    edit(root, "site.config.ts", "redirects:", "failover: { statusCodes: [500, 503, 504] },\n  redirects:");
    const result = await deploy(commit);
    expect(result.log).toContain(
      "shop: planned again, because the branch no longer describes what was reviewed",
    );
    expect(result.log).toContain("shop: not applied: nobody has reviewed");
    expect(result.steps.at(-1)).toEqual({ run: "npx outlast apply --plan plan", conclusion: "failure" });
    edit(root, "site.config.ts", "failover: { statusCodes: [500, 503, 504] },\n  ", "");
  });

  test("a site that does not pass verification goes back to the release before", async () => {
    expect((await deploy(`merge${pull}`)).conclusion).toBe("success");
    const before = await (await fetch(`${local.url}/robots.txt`)).text();
    edit(root, "site/robots.txt", /$/, "# a change\n");
    const verify = join(root, "operations/verify/checks.ts");
    const text = readFileSync(verify, "utf8");
    edit(
      root,
      "operations/verify/checks.ts",
      'difference("status", 404, answer.status)',
      'difference("status", 410, answer.status)',
    );
    const result = await deploy(`merge${pull}`);
    writeFileSync(verify, text);
    expect(result.conclusion).toBe("failure");
    expect(result.steps.slice(-2)).toEqual([
      { run: 'npx outlast verify "$SITE_URL"', conclusion: "failure" },
      { run: "npx outlast rollback", conclusion: "success" },
    ]);
    expect(await (await fetch(`${local.url}/robots.txt`)).text()).toBe(before);
  });

  test("two applies of one plan at once: one applies it, the other sees that the state has moved", async () => {
    edit(root, "site.config.ts", "/first", "/last");
    const { commit } = await propose();
    expect(commit).toBe(`merge${pull}`);
    const second = checkout();
    writeFileSync(join(second, "site.config.ts"), readFileSync(join(root, "site.config.ts")));
    const plan = join(root, "plan");
    const applyIn = (workspace: string) =>
      runJob({ steps: [{ run: `npx outlast apply --plan "${plan}"` }] }, { workspace, env, values: {} });
    const results = await Promise.all([applyIn(root), applyIn(second)]);
    expect(results.map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
    const said = results.map(({ log }) => log).join("\n");
    expect(said).toContain("shop: applying the plan that was reviewed");
    expect(said).toContain("shop: planned again, because the state");
    expect(said).toContain("shop: there is nothing to do");
  });
});

/** Sets the versioning of the replica's bucket past Terraform, as somebody in the console would. */
async function changeByHand(status: string): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${local.accessKey}/20260101/eu-west-1/s3/aws4_request, Signature=0`;
  const body = `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${status}</Status></VersioningConfiguration>`;
  const response = await fetch(`${local.cloud.url}/shop-replica-ci?versioning`, {
    method: "PUT",
    headers: { authorization },
    body,
  });
  expect(response.status).toBe(200);
}
