import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readProject } from "../../config";
import { deployStacks } from "../../delivery/deploy";
import { healthKeys, healthText } from "../../facts/site/health";
import { readSiteOutputs } from "../../operations/outputs";
import { synthesizedStacks } from "../../project/stacks";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { Edge, HeaderMap, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { CalledSentinel } from "../../rehearsal/session/cloud/called-sentinel";
import { createKeyValueStoreClient, SwitchStore } from "../../switch/switch-store";
import { type Moto, startMoto, Terraform } from "../../toolchain";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider, projectFolder } from "./support/real-parts";

/** What real Terraform deploys of a sentinel, run as Lambda would run it, beside regions that fail. */
const regions = { primary: "eu-central-1", replica: "eu-west-1" };
const outdir = projectFolder();
const folder = join(outdir, "stacks/shop");
const before = { ...process.env };
let moto: Moto;
let cloud: Cloud;
let providers: ProviderHost;
let functions: EdgeFunctions;
let viewers: Server;
let edgeUrl: string;

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, deploymentMs: 0, log: console.error });
  lendProvider(folder);
  providers = await hostProvidersAt({ endpoint: cloud.url }, folder);
  Object.assign(process.env, providers.env, { CDKTF_OUTDIR: outdir });
  functions = new EdgeFunctions({ store: (arn) => cloud.keyValueStore(arn) });
  const edge = new Edge({ distributions: [], clock: new SystemClock(), origins: cloud.origin, functions });
  cloud.onChange(() => edge.update(cloud.distributions()));
  viewers = createServer((request, response) => {
    const asked = {
      ...({ method: "GET", scheme: "https", httpVersion: "1.1", query: "", clientIp: "192.0.2.1" } as const),
      ...{ path: request.url ?? "/", headers: new HeaderMap({ host: request.headers.host ?? "" }) },
    };
    edge.handle(asked).then(({ status, body }) => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => viewers.listen(0, "127.0.0.1", resolve));
  edgeUrl = `http://127.0.0.1:${(viewers.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  viewers?.close();
  await functions?.close();
  await providers?.close();
  await cloud?.close();
  await moto?.stop();
});

it("is deployed by real Terraform, leaves nothing to plan, and throws the switch where the primary fails", async () => {
  const project = readProject({ default: { name: "shop", regions, failover: { automatic: true } } });
  const ports = { say: () => {}, note: () => {}, confirm: async () => {} };
  await deployStacks(synthesizedStacks(project), { lockTimeout: 0 }, ports);
  const terraform = new Terraform({ binary: inject("realParts").binary, folder, env: providers.env });
  expect((await terraform.plan()).changes).toBe(false);

  const aws = new RawAws(() => cloud.url);
  for (const side of ["primary", "replica"] as const) {
    const body = healthText({ role: side, region: regions[side], release: "r1" });
    const put = await aws.s3(`/shop-${side}/${healthKeys[side]}`, { method: "PUT", body }, regions[side]);
    expect(put.status).toBe(200);
  }
  // As `outlast cloud` calls it: by the schedule that moto has, with the function's own code and variables.
  let heard = (_: string) => {};
  const evacuated = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const called = new CalledSentinel({
    ...{ site: "shop", sentinel: { name: "shop-sentinel", region: regions.replica }, edge: edgeUrl },
    env: { PATH: before.PATH, ...providers.env, AWS_ENDPOINT_URL: cloud.url },
    say: (line) => line.includes("(evacuate)") && heard(line),
  });
  try {
    cloud.faults.set("shop-primary=503");
    expect(await called.call()).toBe(60_000);
    expect(await evacuated).toMatch(/^shop: the sentinel \(evacuate\): the primary answers 503/);
  } finally {
    await called.stop();
  }
  const { key_value_store_arn: arn } = await readSiteOutputs({ site: "shop" });
  const store = new SwitchStore(arn, createKeyValueStoreClient(cloud.url));
  expect(await store.read()).toMatchObject({
    side: "replica",
    audit: [{ by: "sentinel", reason: "the primary answers 503 to CloudFront, 3 times in a row" }],
  });
});
