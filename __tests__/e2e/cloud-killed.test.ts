import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import type { IamCall } from "../../rehearsal/cloud/iam";
import { type Moto, startMoto, Terraform, terraformEnvironment } from "../../toolchain";
import { eventually } from "../support/eventually";
import { processesIn } from "../support/processes";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { stepByStep } from "../support/step-by-step";
import { checkout } from "./support/checkout";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";
import { Shell } from "./support/shell";

const siteConfig = `import { defineDeployment, defineSite } from "outlast";

export default defineSite({
  name: "shop",
  bucketSuffix: "killed",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  monitoring: { healthChecks: false },
  headers: { rules: [{ path: "/assets/*", set: { "X-Robots-Tag": "noindex" } }] },
});

export const deployment = defineDeployment({ project: "shop", bucketSuffix: "killed", bootstrapped: true });
`;
const stateBucket = "shop-state-killed";
const lock = `/${stateBucket}/stacks/shop.tfstate.tflock`;
const regions = ["us-east-1", "eu-central-1", "eu-west-1"];

let moto: Moto;
let cloud: Cloud;
let providers: ProviderHost;
/** Whose Terraform starts its providers, which a kill leaves behind. */
let startsProviders: Shell;
/** Whose Terraform starts them where it changes something, and is lent them where it only looks. */
let startsThemToChange: Shell;
/** Whose Terraform is lent them. */
let shell: Shell;
/** Of that Terraform which is lent some. */
const bin = mkdtempSync(join(tmpdir(), "outlast-e2e-killed-"));
/** Of the stack, where Terraform runs. */
let folder: string;
let terraform: Terraform;
/** Called with what IAM would be asked. */
let onCall: (call: IamCall) => void = () => {};
const aws = new RawAws(() => cloud.url);

stepByStep();

beforeAll(async () => {
  moto = await startMoto();
  const onIamCall = (call: IamCall) => onCall(call);
  cloud = await startCloud({ moto: moto.endpoint, onIamCall, log: console.error });
  const env = await terraformEnvironment({ endpoint: cloud.url });
  const root = checkout();
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  await aws.makeBucket(stateBucket, "eu-west-1");
  folder = join(root, "cdktf.out/stacks/shop");
  lendProvider(folder);
  providers = await hostProvidersAt({ endpoint: cloud.url }, folder);
  startsProviders = new Shell(root, { ...env, AWS_REGION: "us-east-1" });
  shell = new Shell(root, { ...providers.env, AWS_REGION: "us-east-1" });
  const { binary } = inject("realParts");
  const TERRAFORM = join(bin, "terraform");
  const script = `case $1 in apply | destroy) unset TF_REATTACH_PROVIDERS ;; esac\nexec '${binary}' "$@"\n`;
  writeFileSync(TERRAFORM, `#!/bin/sh\n${script}`, { mode: 0o755 });
  startsThemToChange = new Shell(root, { ...shell.env, TERRAFORM });
  terraform = new Terraform({ binary, folder, env: providers.env });
});

afterAll(async () => {
  await providers?.close();
  await cloud?.close();
  await moto?.stop();
  rmSync(bin, { recursive: true });
});

/** `outlast deploy` without a question, and without patience for another run's lock. */
const deploy = (by = shell) => by.outlast("deploy", "--yes", "--lock-timeout", "1s");

/** The process id of the one Terraform at work on the stack with this command. */
function terraformAt(command: string): number {
  const found = processesIn(folder).filter((one) => one.command.includes(`terraform ${command}`));
  const pids = found.filter((one) => !one.command.includes("node")).map(({ pid }) => pid);
  expect(pids).toHaveLength(1);
  return pids[0] as number;
}

/** Resolves once CloudFront runs a distribution: Terraform looks for that only 30 seconds after it was made. */
function distributionMade(): Promise<void> {
  return new Promise((resolve) => {
    const forget = cloud.onChange(() => {
      if (cloud.distributions().length === 0) return;
      forget();
      resolve();
    });
  });
}

/** A kill leaves a provider behind where Terraform has started it. */
function expectOwnProvider(): void {
  expect(processesIn(folder).map(({ command }) => command)).toContainEqual(
    expect.stringContaining("terraform-provider-aws"),
  );
}

const nothingRuns = () => eventually(() => expect(processesIn(folder)).toEqual([]));

describe("a deployment whose Terraform is killed while CloudFront makes the distribution", () => {
  test("says so, and leaves no process behind", async () => {
    const first = deploy(startsThemToChange);
    await Promise.race([distributionMade(), first.ended]);
    expectOwnProvider();
    process.kill(terraformAt("apply"), "SIGKILL");
    const { exitCode, said } = await first.ended;
    expect(said).toContain("terraform-killed: terraform apply was ended by SIGKILL");
    expect(exitCode).toBe(3);
    await nothingRuns();
  });

  test("is followed by one that explains the lock, with the command that clears it", async () => {
    const { exitCode, said } = await deploy().ended;
    expect(said).toMatch(/state-locked: the state is locked by \S+ \(OperationTypeApply, since /);
    expect(exitCode).toBe(3);
    const [, clear = ""] = /Only if it is known to be dead: (terraform .*)/.exec(said) ?? [];
    expect(await shell.line(clear).ended).toMatchObject({ exitCode: 0 });
    expect((await aws.s3(lock, { method: "HEAD" })).status).toBe(404);
  });

  test("may be followed by a Terraform that somebody runs and kills by hand, whose plugins end with the next run", async () => {
    const plan = startsProviders.line(`terraform -chdir=${folder} plan -lock=false`);
    await eventually(expectOwnProvider);
    process.kill(terraformAt("-chdir"), "SIGKILL");
    await plan.ended;
    await terraform.init();
    await nothingRuns();
  });

  test("is followed by one that adopts what was made, and names the distribution with the import for it", async () => {
    const [{ id } = { id: "" }] = cloud.distributions();
    const { exitCode, said } = await deploy().ended;
    expect(said).toMatch(/^shop: adopting what a killed run has made: .*aws_s3_bucket\.primary_bucket/m);
    expect(said).toContain(`DEPLOY_ORPHAN: the distribution ${id} `);
    expect(exitCode).toBe(3);
    const [, adopt = ""] = /Adopt it: (terraform .*)/.exec(said) ?? [];
    expect(await shell.line(adopt).ended).toMatchObject({ exitCode: 0 });
  });

  test("is followed by one that completes, and has made nothing twice", async () => {
    const made = await aws.inventory(regions);
    const { exitCode, said } = await deploy().ended;
    expect(said).toContain("shop: applied");
    expect(exitCode).toBe(0);
    expect(cloud.distributions()).toHaveLength(1);
    expect(await aws.inventory(regions)).toEqual(expect.arrayContaining(made));
    const { functions, keyValueStores, kept } = cloud.snapshot().cloudFront;
    const all = [functions, keyValueStores, kept.CachePolicy, kept.OriginAccessControl];
    expect(all.map((some) => some?.length)).toEqual([1, 1, 1, 1]);
    expect(await terraform.plan()).toMatchObject({ changes: false });
    await nothingRuns();
  });
});

describe("a destruction whose Terraform is killed", () => {
  const destroy = (by = shell) =>
    by.outlast("destroy", "shop", "--yes", "--delete-content", "--lock-timeout", "1s").ended;

  test.each([
    ["s3:DeleteBucketPolicy", () => startsThemToChange],
    ["cloudfront:DeleteDistribution", () => shell],
    ["s3:DeleteBucket", () => shell],
  ] as const)("at the first %s says so", async (first, by) => {
    onCall = ({ action }) => {
      if (action !== first) return;
      onCall = () => {};
      process.kill(terraformAt("destroy"), "SIGKILL");
    };
    const { exitCode, said } = await destroy(by());
    expect(said).toContain("terraform-killed: terraform destroy was ended by SIGKILL");
    expect(exitCode).toBe(3);
    await nothingRuns();
    expect((await aws.s3(lock, { method: "DELETE" })).status).toBe(204);
  });

  test("is finished by the next one, and leaves nothing but the state's bucket and the function at the edges", async () => {
    const { exitCode, said } = await destroy();
    expect(said).toContain("shop: destroyed");
    expect(exitCode).toBe(0);
    const left = await aws.inventory(regions);
    expect(left).toEqual([`bucket ${stateBucket}`, "function shop-security-headers"]);
    const { cloudFront, keyValueStores } = cloud.snapshot();
    const { kept, ...others } = cloudFront;
    expect(
      [kept, others].flatMap((tables) => Object.values(tables).flat()).concat(keyValueStores as []),
    ).toEqual([]);
  });
});
