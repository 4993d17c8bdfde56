import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join, relative } from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IamCall } from "../../rehearsal/cloud/iam";
import { decide, parseIdentityPolicy } from "../../rehearsal/regions/policy/identity";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import type { ChangeJson, PlanJson } from "../../terraform/plan/plan-json";
import { startMoto } from "../../toolchain";
import { eventually } from "../support/eventually";
import { GitHubServer, type MergedPull } from "../support/github/github-server";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { stepByStep } from "../support/step-by-step";
import { type JobResult, runJob } from "../support/workflows/runner";
import { readWorkflow } from "../support/workflows/workflow";
import { checkout, edit } from "./support/checkout";
import { type RequestFate, startFaultyProxy } from "./support/faulty-proxy";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";
import { type Step, stepsOf, unsaid } from "./support/walk";

const repository = "example/website";
const siteConfig = `import { defineDeployment, defineSite } from "outlast";

export default defineSite({
  name: "shop",
  bucketSuffix: "ci",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  monitoring: { alarms: false, healthChecks: false, dashboard: false },
  redirects: [{ from: "/home", to: "/" }],
  // Whether a stack has a function of Lambda's is nothing to workflows, and every plan would ask for it and for its role.
  headers: { runtime: "cloudfront-function" },
});

export const deployment = defineDeployment({
  project: "acme",
  bootstrapped: false,
  github: { repository: "${repository}", environment: "production" },
});
`;

let local: LocalCloud;
/** Where visitors meet the site. */
let siteUrl: string;
let providers: ProviderHost;
let github: GitHubServer;
let root: string;
let env: Record<string, string>;
let pull = 0;
/** Of a pull request. */
const event = { pull_request: { head: { repo: { full_name: repository } }, user: { login: "dev" } } };
/** What IAM would have been asked. */
const asked: IamCall[] = [];
/** Providers of the tests go on running and are asked by no lock file: what it names is compared all the same. */
const lock = readFileSync("terraform-locks/state.lock.hcl", "utf8");

stepByStep();

beforeAll(async () => {
  const moto = await startMoto();
  const onIamCall = (call: IamCall) => void asked.push(call);
  local = await LocalCloud.start({ moto, port: 0, edgePort: 0, deploymentMs: 0, onIamCall, say: () => {} });
  siteUrl = local.url;
  github = new GitHubServer(repository);
  root = checkout();
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  for (const stack of ["state", "shop"]) lendProvider(join(root, "cdktf.out/stacks", stack));
  writeFileSync(join(root, "terraform-locks/shop.lock.hcl"), lock);
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

const viewerFunction = "aws_cloudfront_function.viewer_request_function";
const distribution = "aws_cloudfront_distribution.distribution";
const headersPolicy = "aws_cloudfront_response_headers_policy.headers_below_viewer_policy";

interface Choices {
  readonly inputs?: Readonly<Record<string, string>>;
  /** Commands that succeed without being run: what they tell is known from another run of the job. */
  readonly standsFor?: readonly RegExp[];
}

interface Run {
  readonly result: JobResult;
  readonly artifact?: Uint8Array;
}

/** Runs one job of a workflow in the checkout as it is now. */
async function run(
  file: string,
  job: string,
  github: Readonly<Record<string, unknown>>,
  { inputs = {}, standsFor }: Choices = {},
): Promise<Run> {
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
        OUTLAST_URL: siteUrl,
      },
      github: { token: "ghs_secret", repository, ref: "refs/heads/main", ...github },
      needs: { plan: { result: "success" } },
      inputs,
    },
    ...(standsFor && { standsFor }),
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

/** What no later job reads: the first pull request has it made. */
const unread = [/^npx outlast synth --hcl$/];

/** Opens a pull request with the checkout as it is, lets it be planned, and merges it. */
async function propose(standsFor = unread): Promise<{ readonly commit: string; readonly run: Run }> {
  pull += 1;
  rmSync(join(root, "plan"), { recursive: true, force: true });
  const about = { number: pull, base: { ref: "main" }, head: { sha: `head${pull}` } };
  writeFileSync(join(root, "event.json"), JSON.stringify({ pull_request: about }));
  const { result: synthesized } = await run("plan.yml", "synth", { event }, { standsFor });
  expect(synthesized.conclusion, synthesized.log).toBe("success");
  const planned = await run("plan.yml", "plan", { event });
  expect(planned.result.conclusion, planned.result.log).toBe("success");
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

/** Deploys a commit, in a checkout without what the job of the pull request has left here. */
async function deploy(sha: string, choices: Choices = {}): Promise<JobResult> {
  rmSync(join(root, "plan"), { recursive: true, force: true });
  return (await run("deploy.yml", "deploy", { sha }, choices)).result;
}

/** How a person is told to have it applied all the same. */
const digestIn = (log: string) => /-f accept=([0-9a-f]{32})/.exec(log)?.[1] ?? "none";

const drift = async () => (await run("drift.yml", "drift", {})).result;

/** Runs a verb as a person would. */
async function outlast(verb: string): Promise<JobResult> {
  return runJob({ steps: [{ run: `npx outlast ${verb}` }] }, { workspace: root, env, values: {} });
}

describe("the workflows, run against the local cloud", () => {
  test("bootstrap makes the bucket and the roles, and moves the state, as docs/first-deployment.md has it", async () => {
    const [step] = stepsOf("docs/first-deployment.md") as [Step];
    const { conclusion, log } = await outlast(`${step.words.join(" ")} --yes`);
    expect(unsaid(step, log.replaceAll("role/acme-", "role/outlast-example-"))).toEqual([]);
    expect(readFileSync(join(root, "site.config.ts"), "utf8")).toContain("bootstrapped: true");
    expect(conclusion).toBe("success");
  });

  test("bootstrap asks for nothing that the policy of docs/guides/oidc.md does not allow", () => {
    const [, json = ""] = /```json\n(.*?)```/s.exec(readFileSync("docs/guides/oidc.md", "utf8")) ?? [];
    const policies = [parseIdentityPolicy(json.replaceAll("docs-", "acme-"))];
    const refused = asked.flatMap(({ action, context, resources }) =>
      resources
        .filter((resource) => decide({ policies }, { action, context, resource }) !== "allow")
        .map((resource) => `${action} ${resource}`),
    );
    expect([...new Set(refused)].filter((call) => !call.startsWith("sts:GetCallerIdentity"))).toEqual([]);
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
    const { commit, run: planned } = await propose([]);
    expect(planned.result.log).not.toContain("Error");
    const { result: commented } = await run("plan.yml", "comment", { event });
    expect(commented.conclusion).toBe("success");
    expect(github.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/### Plan of `shop`\n\n\d+ to create/),
    ]);

    const result = await deploy(commit);
    expect(result.log).toContain(`the plan of #${pull} from https://github.test/runs/${pull}`);
    expect(result.log).toContain("shop: applying what was reviewed, from a plan of its own");
    expect(result.steps.map(({ conclusion, run }) => `${run}: ${conclusion}`)).toEqual([
      "npm ci --ignore-scripts: success",
      "npx outlast fetch-plan --out plan: success",
      'npx outlast apply --plan plan --accept "$ACCEPT": success',
      "npx outlast release --all: success",
      "npx outlast verify: success",
    ]);
    expect(Object.keys(unzipSync(planned.artifact ?? new Uint8Array())).sort()).toEqual([
      "about.json",
      "review.md",
      "shop/plan.json",
      "shop/terraform.lock.hcl",
    ]);
    expect(await (await fetch(local.url)).text()).toContain("<html");
  });

  test("drift that was made by hand opens an issue, which is closed when it is gone", async () => {
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

  /** What would be done, as a run that was stopped has said it. */
  let digest: string;

  test("a plan that was made to look like another one, or that destroys, is not taken for what was reviewed, nor is what came after it, until somebody accepts it", async () => {
    edit(root, "site.config.ts", 'to: "/" }', 'to: "/" }, { from: "/start", to: "/" }');
    edit(root, "site.config.ts", "redirects:", "failover: { statusCodes: [500, 503, 504] },\n  redirects:");
    const { commit, run } = await propose();
    const entries = unzipSync(run.artifact ?? new Uint8Array());
    const plan: PlanJson = JSON.parse(strFromU8(entries["shop/plan.json"] ?? new Uint8Array()));
    const forge = (address: string, how: (change: ChangeJson) => object) => {
      const change = plan.resource_changes.find((one) => one.address === address)?.change;
      expect(change?.actions).toEqual(["update"]);
      if (change) Object.assign(change, how(change));
    };
    // attacks/reviewed-as-something-else.test.ts has each by itself.
    forge(viewerFunction, () => ({ actions: ["delete"], after: null }));
    forge(distribution, ({ before }) => ({ actions: ["no-op"], after: before }));
    const zip = zipSync({
      ...entries,
      "shop/plan.json": strToU8(JSON.stringify(plan)),
      "shop/terraform.lock.hcl": strToU8(lock.replace("5.100.0", "6.1.0")),
    });
    github.pulls.push({ ...(github.pulls.pop() as MergedPull), artifact: { zip } });
    edit(root, "site.config.ts", "headers: {", 'headers: { frameOptions: "SAMEORIGIN",');
    const stopped = await deploy(commit);
    for (const line of [
      "shop: not applied, because it is not what was reviewed:",
      `  ${viewerFunction}: update, and was reviewed as delete`,
      `  ${distribution}: update, which nobody has reviewed`,
      `  ${headersPolicy}: update, which nobody has reviewed`,
      "provider registry.terraform.io/hashicorp/aws: 5.100.0, and was reviewed with 6.1.0",
      `Compared with the plan of #${pull}`,
      "Nothing was applied.",
    ])
      expect(stopped.log).toContain(line);
    expect(stopped.steps.at(-1)).toEqual({
      run: 'npx outlast apply --plan plan --accept "$ACCEPT"',
      conclusion: "failure",
    });

    const pushed = await deploy("pushed");
    expect(pushed.log).toContain("no reviewed plan: pushed is not the merge of a pull request");
    expect(pushed.log).toContain(
      "shop: not applied, because it is not what was reviewed:\n  nobody has reviewed",
    );
    expect(pushed.conclusion).toBe("failure");

    const other = await deploy(commit, { inputs: { accept: "0".repeat(32) } });
    expect(other.log).toContain("not applied: what would be done is");
    const [first, ...same] = [stopped, pushed, other].map(({ log }) => digestIn(log));
    expect(same).toEqual([first, first]);
    digest = first ?? "none";
  });

  test("what lies beside the configuration is not run with the credentials", async () => {
    const planted = join(root, "cdktf.out/stacks/shop/zz.tf");
    const made = join(root, "owned");
    writeFileSync(
      planted,
      `resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "touch ${made}"\n  }\n}\n`,
    );
    const { conclusion, log } = await deploy(`merge${pull}`, { standsFor: [/fetch-plan/] });
    expect(log).toContain("STACK_FOLDER_FOREIGN");
    expect(conclusion).toBe("failure");
    expect(existsSync(made)).toBe(false);
    rmSync(planted);
  });

  test("two applies of what was accepted at once: one applies it, the other sees that the state has moved", async () => {
    const second = checkout();
    for (const file of ["site.config.ts", "terraform-locks/shop.lock.hcl"])
      cpSync(join(root, file), join(second, file));
    const locks = await passingLocks();
    // The other has its plan; then the one takes the lock, and has it until the other has been refused it.
    const other = runJob(
      { steps: [{ run: `npx outlast apply --accept ${digest}` }] },
      { workspace: second, env: { ...env, AWS_ENDPOINT_URL: locks.url }, values: {} },
    );
    await Promise.race([locks.asked(2), other]);
    providers.appliesAfter = Promise.race([locks.asked(3), other.then(() => {})]);
    const one = deploy("pushed", { inputs: { accept: digest } });
    await Promise.race([locks.isForApply(), one]);
    locks.letPass();
    const [accepted, overtaken] = await Promise.all([one, other]);
    providers.appliesAfter = undefined;
    await locks.close();
    const said = `${accepted.log}\n${overtaken.log}`;
    expect([accepted.conclusion, overtaken.conclusion], said).toEqual(["success", "success"]);
    const applying = "shop: applying what was reviewed, from a plan of its own";
    const moved = "shop: planned again, because the state moved while the apply waited for its lock";
    const done = "shop: there is nothing to do";
    expect(accepted.log).toContain(applying);
    expect(accepted.log).not.toContain(moved);
    expect(accepted.log).not.toContain(done);
    expect(overtaken.log).toMatch(new RegExp(`${applying}[^]*${moved}[^]*${done}`));
    expect(accepted.steps.map(({ run }) => run)).not.toContain("npx outlast fetch-plan --out plan");
  });

  test("a site that does not pass verification goes back to the release before", async () => {
    const before = await (await fetch(`${local.url}/robots.txt`)).text();
    edit(root, "site/robots.txt", /$/, "# a change\n");
    const gone = await tellingOf(404, 410);
    siteUrl = gone.url;
    const result = await deploy("pushed");
    edit(root, "site/robots.txt", "# a change\n", "");
    const again = await deploy("unchanged", { standsFor: [/fetch-plan/, /outlast apply/] });
    siteUrl = local.url;
    gone.close();
    // Nobody has planned this commit: it is deployed since there is nothing to do.
    expect(result.log).toContain("shop: there is nothing to do");
    expect(result.log).toContain("status: expected 404, found 410");
    expect(result.conclusion).toBe("failure");
    expect(result.steps.slice(-4)).toEqual([
      { run: 'npx outlast apply --plan plan --accept "$ACCEPT"', conclusion: "success" },
      { run: "npx outlast release --all", conclusion: "success" },
      { run: "npx outlast verify", conclusion: "failure" },
      { run: 'npx outlast rollback --site "$FAILED" --of "$GITHUB_SHA"', conclusion: "success" },
    ]);
    expect(await (await fetch(`${local.url}/robots.txt`)).text()).toBe(before);
    expect(again.log).toContain("left as it is");
  });
});

/**
 * The local cloud, where the second request for the lock of a state, which is that of an apply, waits to be let pass. The
 * third says that the second was refused: Terraform asks again.
 */
async function passingLocks() {
  const waiting = new Map<number, () => void>();
  let letPass = () => {};
  const mayPass = new Promise<void>((resolve) => {
    letPass = resolve;
  });
  let count = 0;
  let path = "";
  const proxy = await startFaultyProxy(
    local.cloud.url,
    async ({ method, url = "" }): Promise<RequestFate> => {
      if (method !== "PUT" || !url.includes(".tflock")) return "answered";
      path = url.replace(/\?.*/, "");
      count += 1;
      waiting.get(count)?.();
      if (count === 2) await mayPass;
      return "answered";
    },
  );
  const aws = new RawAws(
    () => local.cloud.url,
    () => local.accessKey,
  );
  return {
    url: proxy.url,
    letPass,
    close: () => proxy.close(),
    /** Resolves once it has been asked for that often. */
    asked: (often: number) =>
      new Promise<void>((resolve) => {
        waiting.set(often, resolve);
        if (count >= often) resolve();
      }),
    /** Resolves once an apply holds it. */
    isForApply: () =>
      eventually(async () => expect(await (await aws.s3(path)).text()).toContain("OperationTypeApply")),
  };
}

/** The site behind a server that tells visitors another status in the place of one. */
async function tellingOf(status: number, told: number) {
  const server = createServer((incoming, outgoing) => {
    const { host: _, ...headers } = incoming.headers;
    const onward = request(new URL(incoming.url ?? "/", local.url), { method: incoming.method, headers });
    onward.on("response", (answer) => {
      const { statusCode = 502 } = answer;
      outgoing.writeHead(statusCode === status ? told : statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

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
