import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { type Moto, startMoto, Terraform } from "../../toolchain";
import { runProcess } from "../../toolchain/run-process";
import type { Environment } from "../../toolchain/which";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { hostProvidersAt, lendProvider } from "./support/real-parts";
import {
  goodSite,
  partsOfSites,
  refusedPolicies,
  refusedSites,
  type TerraformBlock,
} from "./support/refused-sites";

/**
 * What `terraform validate` lets through and CloudFront refuses, by applying a configuration that has it. Terraform goes
 * on with whatever does not depend on a failure, so one apply meets every refusal.
 */
let moto: Moto;
let cloud: Cloud;
let providers: ProviderHost;
let env: Environment;
let parts: Terraform;
/** What Terraform says of each resource that failed, by its address. */
let failures: ReadonlyMap<string, string>;
const root = mkdtempSync(join(tmpdir(), "outlast-e2e-refusals-"));

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, log: console.error });
  providers = await hostProvidersAt({ endpoint: cloud.url });
  env = { ...providers.env, AWS_DEFAULT_REGION: "us-east-1" };
  const archive = join(root, "lambda.zip");
  writeFileSync(archive, zipSync({ "index.js": Buffer.from("exports.handler = async () => {};") }));
  parts = await configuration("parts", partsOfSites(archive));
  await parts.apply();
  const outputs = Object.entries(await parts.output()).map(([name, { value }]) => [name, String(value)]);
  const ids = Object.fromEntries(outputs);
  const blocks = (all: readonly { name: string; block: TerraformBlock }[]) =>
    Object.fromEntries(all.map(({ name, block }) => [name, block]));
  const sites = await configuration("sites", {
    provider: { aws: [{ region: "us-east-1" }] },
    resource: {
      aws_cloudfront_distribution: { good: goodSite(ids), ...blocks(refusedSites(ids)) },
      aws_cloudfront_cache_policy: blocks(refusedPolicies()),
    },
  });
  const said = await failureOf(sites.apply());
  failures = new Map([...said.matchAll(/(aws_\w+\.\w+): (.*)/g)].map(([, at = "", why = ""]) => [at, why]));
});

afterAll(async () => {
  await providers?.close();
  await cloud?.close();
  await moto?.stop();
  rmSync(root, { recursive: true, force: true });
});

async function configuration(name: string, document: TerraformBlock): Promise<Terraform> {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(document));
  lendProvider(folder);
  const terraform = new Terraform({ binary: inject("realParts").binary, folder, env });
  await terraform.init();
  return terraform;
}

/** What a run says that has to fail. */
function failureOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "nothing was refused",
    (error: Error) => error.message,
  );
}

describe("an apply is refused", () => {
  test.each(refusedSites({}))("for a distribution with $name", ({ name, refusal }) => {
    expect(failures.get(`aws_cloudfront_distribution.${name}`)).toMatch(refusal);
  });

  test.each(refusedPolicies())("for a cache policy with a $name", ({ name, refusal }) => {
    expect(failures.get(`aws_cloudfront_cache_policy.${name}`)).toMatch(refusal);
  });

  test("for nothing else", () => {
    expect(failures.size).toBe(refusedSites({}).length + refusedPolicies().length);
    expect(cloud.snapshot().cloudFront.distributions).toHaveLength(1);
  });
});

describe("the AWS CLI is refused, where Terraform would not ask", () => {
  const aws = (...args: string[]) => runProcess("aws", ["cloudfront", ...args], { cwd: root, env });
  const good = () => cloud.snapshot().cloudFront.distributions[0];

  test("the removal of a distribution that is enabled", async () => {
    const version = ["--id", good()?.id ?? "", "--if-match", good()?.etag ?? ""];
    const { exitCode, stderr } = await aws("delete-distribution", ...version);
    expect(stderr).toContain("(DistributionNotDisabled)");
    expect(exitCode).not.toBe(0);
  });

  test("a change or a removal that names a version which is not the current one, or none", async () => {
    const id = ["--id", good()?.id ?? ""];
    const { ETag, DistributionConfig } = JSON.parse((await aws("get-distribution-config", ...id)).stdout);
    const config = ["--distribution-config", JSON.stringify({ ...DistributionConfig, Comment: "changed" })];
    expect((await aws("update-distribution", ...id, ...config, "--if-match", ETag)).exitCode).toBe(0);
    const stale = await aws("update-distribution", ...id, ...config, "--if-match", ETag);
    expect(stale.stderr).toContain("(PreconditionFailed)");
    expect((await aws("delete-distribution", ...id, "--if-match", ETag)).stderr).toContain(
      "(PreconditionFailed)",
    );
    expect((await aws("delete-distribution", ...id)).stderr).toContain("(InvalidIfMatchVersion)");
  });
});

test("a destroy removes nothing that a distribution uses", async () => {
  const place = { cwd: join(root, "parts"), env };
  const { certificate } = await parts.output();
  const arn = ["--certificate-arn", String(certificate?.value)];
  const deleted = await runProcess("aws", ["acm", "delete-certificate", ...arn], place);
  expect(deleted.stderr).toContain("(ResourceInUseException)");
  // The provider would try to delete it for twenty minutes.
  await runProcess(inject("realParts").binary, ["state", "rm", "aws_acm_certificate.issued"], place);
  const said = await failureOf(parts.destroy());
  const codes = [...said.matchAll(/deleting .*, ([A-Za-z]+): /g)].map(([, code]) => code);
  expect(codes.sort()).toEqual([
    "CachePolicyInUse",
    "FunctionInUse",
    // Lambda@Edge's own word for it.
    "InvalidParameterValueException",
    "OriginAccessControlInUse",
    "OriginRequestPolicyInUse",
    "ResponseHeadersPolicyInUse",
  ]);
  expect(said).toContain("because it is a replicated function");
});
