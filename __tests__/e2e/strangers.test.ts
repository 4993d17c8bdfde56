import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { loadTerraformFile } from "../../rehearsal/terraform";
import { planIn } from "../../terraform/plan/plan-json";
import { startMoto, Terraform } from "../../toolchain";
import { eventually } from "../support/eventually";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { expectRehearsed, expectServed, strangersPages } from "../support/strangers-served";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";

/** What other people's projects have, each file a module of one configuration. */
const fixtures = "__tests__/fixtures/strangers";

/** What a module of labels hands to others. */
const labels = {
  namespace: "Eg",
  stage: "Prod",
  name: "The App",
  label_order: [],
  attributes: [],
  tags: {},
  delimiter: null,
  regex_replace_chars: null,
};

const root = mkdtempSync(join(tmpdir(), "outlast-e2e-strangers-"));
let local: LocalCloud;
let providers: ProviderHost;
let terraform: Terraform;

beforeAll(async () => {
  local = await LocalCloud.start({ moto: await startMoto(), port: 0, edgePort: 0, say: () => {} });
  const module: Record<string, object> = {};
  for (const file of readdirSync(fixtures).filter((name) => name.endsWith(".tf"))) {
    const name = basename(file, ".tf");
    mkdirSync(join(root, name));
    copyFileSync(join(fixtures, file), join(root, name, "main.tf"));
    copyFileSync(join(fixtures, "public.pem"), join(root, name, "public.pem"));
    module[name] = { source: `./${name}` };
  }
  for (const name of ["label", "cdn", "sites", "maps"])
    cpSync(join("__tests__/fixtures/hcl/labelled", name), join(root, name), { recursive: true });
  module.labelled_sites = { source: "./sites", context: labels };
  module.maps = { source: "./maps" };
  writeFileSync(
    join(root, "main.tf.json"),
    JSON.stringify({ module, provider: { aws: [{ region: "us-east-1" }] } }),
  );
  lendProvider(root);
  providers = await hostProvidersAt({ endpoint: local.cloud.url, accessKey: local.accessKey });
  // Every form of a rule's filter is there, and the provider's own wait ends for each.
  providers.waitsForLifecycles = true;
  // What is destroyed has been read for the plan that finds nothing to do.
  const env = { ...providers.env, TF_CLI_ARGS_destroy: "-refresh=false" };
  terraform = new Terraform({ binary: inject("realParts").binary, folder: root, env });
  await terraform.init();
});

afterAll(async () => {
  await providers?.close();
  await local?.close();
  rmSync(root, { recursive: true, force: true });
});

/** Rehearses what Terraform shows of a plan or of the state. */
async function shown(name: string) {
  const path = join(root, `${name}.json`);
  writeFileSync(path, await terraform.show(name));
  return loadTerraformFile(path);
}

const distributionOf = (bucket: string) =>
  local.cloud
    .distributions()
    .find(({ origins }) => origins.some(({ domainName }) => domainName.startsWith(bucket)));

/** A visit of the local cloud. */
async function visit(bucket: string, path: string) {
  const { port } = new URL(local.url);
  const headers = { host: distributionOf(bucket)?.domainName };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers }, resolve).on("error", reject);
  });
  const { location = null } = answer.headers;
  return { status: answer.statusCode, body: await text(answer), location };
}

describe("what strangers' projects have", () => {
  test("is rehearsed from its first plan", async () => {
    await terraform.plan({ out: "first" });
    const site = await shown("first");
    expect(site.distributions).toHaveLength(7);
    expect(
      site.distributions.flatMap(({ origins }) => origins.map(({ id, domainName }) => [id, domainName])),
    ).toEqual(
      expect.arrayContaining([
        ["main", "each-value-main.s3.us-east-1.amazonaws.com"],
        ["other", "each-value-other.s3.us-east-1.amazonaws.com"],
      ]),
    );
    await expectRehearsed(site);
  });

  test("is applied, and leaves nothing to plan", async () => {
    await terraform.apply({ planFile: "first" });
    await terraform.plan({ out: "again" });
    const { resource_changes } = planIn(await terraform.show("again"));
    const changed = resource_changes.filter(({ change }) => change.actions.join() !== "no-op");
    expect(changed.map(({ address, change }) => [address, ...change.actions])).toEqual([]);
  });

  test("is rehearsed from its state", async () => {
    const site = await shown("terraform.tfstate");
    expect(site.distributions).toHaveLength(7);
    await expectRehearsed(site);
  });

  test("is served where it was applied", async () => {
    const aws = new RawAws(
      () => local.cloud.url,
      () => local.accessKey,
    );
    await eventually(() => expect(local.cloud.distributions()).toHaveLength(7));
    const keys = strangersPages.map(([start, key]) => {
      const [{ domainName = "" } = {}] =
        distributionOf(start)?.origins.filter(({ domainName: name }) => name.startsWith(start)) ?? [];
      return `/${domainName.split(".")[0]}/${key}`;
    });
    for (const [at, [, , body]] of strangersPages.entries()) {
      const headers = { "content-type": "text/html" };
      expect((await aws.s3(keys[at] as string, { method: "PUT", headers, body })).status).toBe(200);
    }
    await expectServed(visit);
    // The module of one of the buckets does not delete what is in it.
    for (const key of keys) await aws.s3(key, { method: "DELETE" });
  });

  test("is destroyed", async () => {
    await terraform.destroy();
    expect(local.cloud.distributions()).toEqual([]);
  });
});
