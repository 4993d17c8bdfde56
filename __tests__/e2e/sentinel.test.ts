import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from "vitest";
import { readProject, type SiteInput } from "../../config";
import { deployStacks } from "../../delivery/deploy";
import { healthKeys, healthText } from "../../facts/site/health";
import { readSiteOutputs, sentinelsOf } from "../../operations/outputs";
import { trySentinels } from "../../operations/switch/try-sentinel";
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
const third = "us-west-2";
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
  Object.assign(process.env, providers.env, { CDKTF_OUTDIR: outdir, AWS_ENDPOINT_URL: cloud.url });
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

/** As `outlast cloud` has them: called by the schedules that moto has, or by clients, with the functions' own code and variables. */
function sentinelOf(region: string, say: (line: string) => void = () => {}): CalledSentinel {
  const called = new CalledSentinel({
    ...{ site: "shop", sentinel: { name: "shop-sentinel", region }, edge: edgeUrl, say },
    env: { PATH: before.PATH, ...providers.env, AWS_ENDPOINT_URL: cloud.url },
  });
  onTestFinished(() => called.stop());
  return called;
}

/** Deploys, and sees that nothing is left to plan: by another plan, or by the deployment's own where that had nothing to do. */
async function deployed(automatic: NonNullable<SiteInput["failover"]>["automatic"]) {
  const project = readProject({ default: { name: "shop", regions, failover: { automatic } } });
  const said: string[] = [];
  const ports = { say: (text: string) => void said.push(text), note: () => {}, confirm: async () => {} };
  await deployStacks(synthesizedStacks(project), { lockTimeout: 0 }, ports);
  if (said.includes("shop: there is nothing to do")) return;
  const terraform = new Terraform({ binary: inject("realParts").binary, folder, env: providers.env });
  expect((await terraform.plan()).changes).toBe(false);
}

it("is deployed by real Terraform to two regions, and leaves nothing to plan", async () => {
  await deployed({ regions: [third] });
  for (const side of ["primary", "replica"] as const) {
    const body = healthText({ role: side, region: regions[side], release: "r1" });
    const aws = new RawAws(() => cloud.url);
    const put = await aws.s3(`/shop-${side}/${healthKeys[side]}`, { method: "PUT", body }, regions[side]);
    expect(put.status).toBe(200);
  }
});

it("throws and returns by a canary in each region, at keys that no edge reads", async () => {
  const outputs = await readSiteOutputs({ site: "shop" });
  const store = new SwitchStore(outputs.key_value_store_arn, createKeyValueStoreClient(cloud.url));
  const sentinels = sentinelsOf(outputs).map(({ region }) => sentinelOf(region));
  cloud.answerInvocations((name, region, event) =>
    sentinels.find((one) => one.is(name, region))?.invoke(event),
  );
  const tried = await trySentinels(outputs);
  expect(tried.map(({ region, returned, thrown }) => [region, thrown, returned])).toEqual([
    [regions.replica, true, true],
    [third, true, true],
  ]);
  const threw = tried.map(({ reports }) => reports.map(({ decision }) => decision));
  for (const decisions of threw)
    expect(decisions.filter((one) => one !== "nothing")).toEqual(["evacuate", "return"]);
  expect(await store.read()).toEqual({ side: "primary", audit: [] });

  cloud.faults.set("shop-replica=503");
  const [first] = await trySentinels(outputs);
  expect(first).toMatchObject({ thrown: false });
  expect(first?.reports.at(-1)?.reason).toMatch(/the replica answers 503/);
  cloud.faults.clearAll();
});

it("throws the switch where the primary fails, and the one of the third region leaves the return to it", async () => {
  const { key_value_store_arn: arn } = await readSiteOutputs({ site: "shop" });
  const store = new SwitchStore(arn, createKeyValueStoreClient(cloud.url));
  let heard = (_: string) => {};
  const evacuated = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const called = sentinelOf(regions.replica, (line) => line.includes("(evacuate)") && heard(line));
  cloud.faults.set("shop-primary=503");
  expect(await called.call()).toBe(60_000);
  expect(await evacuated).toMatch(/^shop: the sentinel of eu-west-1 \(evacuate\): the primary answers 503/);
  const thrown = await store.read();
  expect(thrown).toMatchObject({
    side: "replica",
    audit: [
      {
        ...{ by: "sentinel", region: regions.replica },
        reason: "the primary answers 503 to CloudFront, 3 times in a row",
      },
    ],
  });
  expect(await sentinelOf(third).invoke({})).toEqual({ value: null });
  expect(await store.read()).toEqual(thrown);
  // Terraform asks the bucket again and again otherwise.
  cloud.faults.clearAll();
});

it("is taken away from a third region whose provider is still there, and leaves nothing to plan without it", async () => {
  await deployed({ formerRegions: [third] });
  await deployed(true);
  expect(sentinelsOf(await readSiteOutputs({ site: "shop" }))).toHaveLength(1);
});
