import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { healthKeys } from "../../facts/site/health";
import { Terraform } from "../../toolchain";
import { runProcess } from "../../toolchain/run-process";
import { eventually } from "../support/eventually";
import { childrenOf, gone } from "../support/processes";
import type { ProviderHost } from "../support/provider-host/provider-host";
import type { Workplace } from "../support/provider-host/provider-pool";
import { stepByStep } from "../support/step-by-step";
import { awsCommonRuntime } from "./support/aws-crt";
import { checkout, edit } from "./support/checkout";
import { type AwsSaid, type LoadedAws, loadedAws } from "./support/clients/loaded-aws";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt } from "./support/real-parts";
import { Shell } from "./support/shell";

/** `outlast cloud` as a user runs it, and everything else as a second shell beside it. */
const folder = mkdtempSync(join(tmpdir(), "outlast-e2e-cloud-"));
const outputs = join(folder, "outlast-example.outputs.json");
const readyLine = /^outlast-example at (http:\/\/localhost:\d+)$/m;
/** The example, with a sentinel that is soon at work. */
let root: string;
let verb: ChildProcess;
let said = "";
/** What the verb tells other shells to export. */
let shell: Record<string, string>;
let url: string;
/** For plans beside the verb, which starts its own. */
let providers: ProviderHost;
/** For a second run of the verb. */
let laterProviders: ProviderHost | undefined;
let cli: Promise<{ readonly env: NodeJS.ProcessEnv; readonly loaded: LoadedAws }> | undefined;

stepByStep();

beforeAll(async () => {
  process.env.PATH = inject("realParts").path;
  root = checkout();
  const settings = '{ automatic: { failures: 1, healthyFor: "1m" } }';
  edit(root, "site.config.ts", "monitoring:", `failover: ${settings},\n  monitoring:`);
  verb = spawn(process.execPath, ["bin/outlast.mjs", "cloud", "--keep", folder], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk;
      if (readyLine.test(said)) resolve();
    };
    verb.stdout?.on("data", read);
    verb.stderr?.on("data", read);
    verb.once("exit", (code) => reject(new Error(`outlast cloud ended with ${code}:\n${said}`)));
  });
  await ready;
  // Before the schedule's first call, so that nobody waits a minute for the second.
  await control("/faults", { fault: "primary=503" });
  shell = Object.fromEntries(
    [...said.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  url = readyLine.exec(said)?.[1] ?? "";
  const { AWS_ENDPOINT_URL: endpoint = "", AWS_ACCESS_KEY_ID: accessKey } = shell;
  providers = await hostProvidersAt({ endpoint, accessKey }, stackFolder("outlast-example"));
});

afterAll(async () => {
  await providers?.close();
  await laterProviders?.close();
  (await cli)?.loaded.close();
  verb?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function outlast(...args: string[]) {
  return runProcess(process.execPath, ["bin/outlast.mjs", ...args], {
    cwd: root,
    env: { ...process.env, ...shell },
  });
}

/** The endpoint as a program asks it, without a process for each question. */
const rawAws = new RawAws(
  () => shell.AWS_ENDPOINT_URL ?? "",
  () => shell.AWS_ACCESS_KEY_ID ?? "",
);

/** The AWS CLI in another shell. */
async function aws(...args: string[]): Promise<AwsSaid> {
  cli ??= awsCommonRuntime().then((runtime) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...shell, ...runtime };
    return { env, loaded: loadedAws(env) };
  });
  const { env, loaded } = await cli;
  if (await loaded.isThere) return loaded.run(...args);
  const { exitCode: code, ...said } = await runProcess("aws", args, { cwd: folder, env });
  return { code, ...said };
}

const stackFolder = (name: string) => join(folder, "cdktf.out/stacks", name);

function terraform(name = "outlast-example"): Terraform {
  return new Terraform({
    binary: inject("realParts").binary,
    folder: stackFolder(name),
    env: providers.env,
  });
}

function siteOutputs() {
  return JSON.parse(readFileSync(outputs, "utf8")).outlast.value;
}

/** Which origins a page that no cache holds was asked of, by the header that only a replica's objects have. */
async function servedBy(path: string): Promise<string> {
  const answer = await fetch(new URL(path, url));
  await answer.arrayBuffer();
  const replica = answer.headers.get("x-amz-replication-status") === "REPLICA";
  return `${answer.status} from the ${replica ? "replica" : "primary"}`;
}

/** Empties the edge of the site, so that the next request asks an origin. */
function invalidateAll(): Promise<void> {
  return rawAws.invalidateAll(siteOutputs().distribution.id);
}

/** Asks the control API, as scripts do. */
async function control(path: string, body: object): Promise<void> {
  const [, api] = /^control API at (.*)$/m.exec(said) ?? [];
  const headers = { "content-type": "application/json" };
  const { status } = await fetch(`${api}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
}

/** A call of the sentinel by Lambda's API. */
async function callSentinel(): Promise<void> {
  const { AWS_ACCESS_KEY_ID: key, AWS_ENDPOINT_URL: endpoint } = shell;
  const answer = await fetch(`${endpoint}/2015-03-31/functions/outlast-example-sentinel/invocations`, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/lambda/aws4_request, Signature=0`,
    },
  });
  expect([answer.status, await answer.text()]).toEqual([200, "null"]);
}

describe("outlast cloud", () => {
  it("deploys, releases and verifies every page before it says that it is ready", () => {
    expect(said).toMatch(/Apply complete! Resources: \d+ added, 0 changed, 0 destroyed/);
    expect(said).toContain("bytes, type and lifetime  9 ok");
    expect(said).not.toMatch(/\d+ failed/);
  });

  it("calls the deployed sentinel by its own schedule, which sends visitors to the replica while the primary is broken", async () => {
    await eventually(() =>
      expect(said).toMatch(
        /^outlast-example: the sentinel of eu-west-1 \(evacuate\): the primary answers 503 to CloudFront/m,
      ),
    );
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the replica");
  });

  it("leaves nothing to plan in any stack, which sees no switch", async () => {
    // Whatever Terraform reads is there. The sentinel alone still sees nothing well, and so sends nobody back.
    await control("/mend", { target: "primary" });
    await control("/faults", { fault: `primary:/${healthKeys.primary}=503` });
    for (const name of ["outlast-example", "state"])
      expect([name, (await terraform(name).plan()).changes]).toEqual([name, false]);
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the replica");
    await control("/mend", { target: "primary" });
  });

  it("calls the sentinel when Lambda's API is asked to", callSentinel);

  it("has a doctor who finds nothing in the way of its site", async () => {
    const { exitCode, stdout } = await outlast("doctor");
    expect(stdout).toMatch(/ok +bucket outlast-example-replica-demo +is there, in eu-west-1$/m);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  });

  it("lends its folder to no other run", async () => {
    const { exitCode, stderr } = await outlast("cloud", "--once", "--keep", folder);
    expect(stderr).toMatch(/^CLOUD_KEEP: \S+ is in use/);
    expect(exitCode).toBe(2);
  });

  it("goes on calling the sentinel, which sends visitors back once the primary has been well", async () => {
    await eventually(() =>
      expect(said).toMatch(
        /^outlast-example: the sentinel of eu-west-1 \(return\): the primary has been well for \d+ min/m,
      ),
    );
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the primary");
  });

  it("has its sentinel switched off, so that it throws nothing beside what is done by hand", async () => {
    const off = await outlast("sentinel", "off", "--reason", "a game day", "--outputs", outputs);
    expect(off.exitCode).toBe(0);
  });

  it("is read by the AWS CLI as Terraform wrote it", async () => {
    const { distribution, buckets } = siteOutputs();
    const got = JSON.parse((await aws("cloudfront", "get-distribution", "--id", distribution.id)).stdout);
    expect(got.Distribution.DomainName).toBe(distribution.domain_name);
    expect(got.Distribution.DistributionConfig.OriginGroups.Items[0].Members.Items.map(origin)).toEqual([
      "primary",
      "replica",
    ]);
    const byHand = join(folder, "by-hand.txt");
    writeFileSync(byHand, "by hand");
    const copied = await aws("s3", "cp", byHand, `s3://${buckets.primary.name}/by-hand.txt`);
    expect(copied.code).toBe(0);
    expect(await (await fetch(new URL("/by-hand.txt", url))).text()).toBe("by hand");
    const made = await aws(
      "cloudfront",
      "create-invalidation",
      "--distribution-id",
      distribution.id,
      "--paths",
      "/by-hand.txt",
    );
    expect(JSON.parse(made.stdout).Invalidation.InvalidationBatch.Paths.Items).toEqual(["/by-hand.txt"]);
    expect((await aws("s3", "rm", `s3://${buckets.primary.name}/by-hand.txt`)).code).toBe(0);
  });

  it("takes keys of the store from the AWS CLI, which the edge reads at once", async () => {
    const store = ["--kvs-arn", siteOutputs().key_value_store_arn];
    const ask = async (operation: string, ...args: string[]) => {
      const answer = await aws("cloudfront-keyvaluestore", operation, ...store, ...args);
      expect(answer).toMatchObject({ code: 0, stderr: "" });
      return JSON.parse(answer.stdout);
    };
    const { ETag: before } = await ask("describe-key-value-store");
    const put = await ask("put-key", "--key", "serve-from", "--value", "replica", "--if-match", before);
    // Beside the switch's record, in which the sentinel has written.
    expect(put.ItemCount).toBe(2);
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the replica");
    await ask("delete-key", "--key", "serve-from", "--if-match", put.ETag);
  });

  it("moves visitors to the replica and back by the switch", async () => {
    // What the verb says to export is all that another shell needs.
    const thrown = await outlast("evacuate", "--reason", "a drill", "--yes");
    expect(thrown).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("the replica is asked first"),
    });
    expect((await outlast("invalidate", "/*", "--wait", "--outputs", outputs)).exitCode).toBe(0);
    expect(await servedBy("/docs/")).toBe("200 from the replica");
    const evacuated = await outlast("status", "--outputs", outputs, "--url", url);
    expect(evacuated.exitCode).toBe(1);
    expect(evacuated.stdout).toMatch(
      /WRONG\s+switch\s+the replica is asked first, since \S+ by arn:\S+: a drill/,
    );

    expect((await outlast("return", "--reason", "done", "--yes", "--outputs", outputs)).exitCode).toBe(0);
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the primary");
  });

  it("serves pages from the replica while somebody has broken the primary, and the sentinel is off", async () => {
    expect((await outlast("fault", "primary", "503")).exitCode).toBe(0);
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the replica");
    expect((await outlast("mend")).exitCode).toBe(0);
    await invalidateAll();
    expect(await servedBy("/docs/")).toBe("200 from the primary");
  });

  it("sees in status that a function was published without Terraform, which no plan does", async () => {
    const name = siteOutputs().functions.viewer_request;
    const described = JSON.parse((await aws("cloudfront", "describe-function", "--name", name)).stdout);
    const code = join(folder, "other.js");
    writeFileSync(code, "function handler(event) { return event.request; }");
    const config = JSON.stringify(described.FunctionSummary.FunctionConfig);
    const updated = await aws(
      ...["cloudfront", "update-function", "--name", name, "--if-match", described.ETag],
      ...["--function-config", config, "--function-code", `fileb://${code}`],
    );
    expect(updated.code).toBe(0);
    const status = await outlast("status", "--outputs", outputs, "--url", url);
    expect(status).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/WRONG\s+function-\S+\s+LIVE is other code/),
    });
    await terraform().apply();
    const mended = await outlast("status", "--outputs", outputs, "--url", url, "--json");
    expect(JSON.parse(mended.stdout)).toMatchObject({ site: "outlast-example", ok: true });
    expect(mended.exitCode).toBe(0);
  });

  it("ends at SIGINT and leaves no process behind", async () => {
    const children = childrenOf(verb.pid as number);
    const started = [...children, ...children.flatMap(childrenOf)];
    expect(started).not.toEqual([]);
    verb.removeAllListeners("exit");
    const ended = once(verb, "exit");
    verb.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    await Promise.all(started.map(gone));
    await expect(fetch(shell.AWS_ENDPOINT_URL as string)).rejects.toThrow();
  });

  it("goes on from where it was when it is started again", async () => {
    let begun = (_: Workplace) => {};
    let neverBegun = (_: Error) => {};
    const address = new Promise<Workplace>((resolve, reject) => {
      [begun, neverBegun] = [resolve, reject];
    });
    laterProviders = await hostProvidersAt(address, stackFolder("outlast-example"));
    const env = { ...process.env, ...shell, ...laterProviders.env };
    const run = new Shell(root, env).outlast("cloud", "--once", "--json", "--keep", folder);
    void run.ended.then(({ said }) => neverBegun(new Error(`it has said no address:\n${said}`)));
    const [, environment = ""] = await run.says(/^(\{"event":"environment",.*\})$/m);
    const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKey } = JSON.parse(environment).variables;
    begun({ endpoint, accessKey });
    const { exitCode, said } = await run.ended;
    expect(said).toContain("Apply complete! Resources: 0 added, 0 changed, 0 destroyed");
    const [, released = "{}"] = /^(\{"event":"release",.*\})$/m.exec(said) ?? [];
    expect(JSON.parse(released)).toMatchObject({ site: "outlast-example", changed: false });
    expect(exitCode).toBe(0);
  });
});

function origin(member: { readonly OriginId: string }): string {
  return member.OriginId;
}
