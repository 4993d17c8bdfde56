import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { Edge, HeaderMap, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { type Moto, startMoto } from "../../toolchain";
import { processesIn } from "../support/processes";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { checkout } from "./support/checkout";
import { type FaultyProxy, startFaultyProxy } from "./support/faulty-proxy";
import { hostProvidersAt, lendProvider } from "./support/real-parts";
import { Shell } from "./support/shell";

const siteConfig = `import { defineSite } from "./config";

export default defineSite({
  name: "shop",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  content: { folder: "pages" },
  failover: { automatic: true },
  monitoring: { healthChecks: false, dashboard: false },
});
`;

let moto: Moto;
let cloud: Cloud;
let proxy: FaultyProxy;
let providers: ProviderHost;
let functions: EdgeFunctions;
let edge: Edge;
let shell: Shell;
/** Of the stack, where Terraform runs. */
let folder: string;
const root = checkout();
/** Regions that take connections, and never answer. */
const silent = new Set<string>();
/** Ends the Terraform at work once this bucket is asked for. */
let killAt: string | undefined;

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({
    ...{ moto: moto.endpoint, deploymentMs: 0, invalidationMs: 0, lag: () => 100 },
    log: console.error,
  });
  proxy = await startFaultyProxy(cloud.url, ({ headers, method, url }) => {
    const [, region = ""] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
    if (killAt !== undefined && method === "PUT" && url?.startsWith(`/${killAt}`)) {
      killAt = undefined;
      for (const { command, pid } of processesIn(folder))
        if (command.includes("terraform apply") && !command.includes("node")) process.kill(pid, "SIGKILL");
    }
    return silent.has(region) ? "held" : "answered";
  });
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  mkdirSync(join(root, "pages"));
  for (const page of ["index.html", "404.html"]) writeFileSync(join(root, "pages", page), `<h1>${page}</h1>`);
  folder = join(root, "cdktf.out/stacks/shop");
  lendProvider(folder);
  providers = await hostProvidersAt({ endpoint: proxy.url }, folder);
  shell = new Shell(root, { ...providers.env, AWS_REGION: "eu-west-1" });
  functions = new EdgeFunctions({ store: (arn) => cloud.keyValueStore(arn) });
  edge = new Edge({ distributions: [], clock: new SystemClock(), origins: cloud.origin, functions });
  cloud.onChange(() => edge.update(cloud.distributions()));
});

afterAll(async () => {
  await functions?.close();
  await providers?.close();
  await proxy?.close();
  await cloud?.close();
  await moto?.stop();
});

/** Where Terraform keeps what it knows of the site. */
function state(): string {
  const { terraform } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"));
  return join(folder, terraform.backend.local.path);
}

async function outlast(...args: string[]) {
  const { exitCode, said } = await shell.outlast(...args).ended;
  return { exitCode, said };
}

/** What a visitor gets that no edge has a copy for, and of which bucket. */
async function visit(): Promise<string> {
  const [{ domainName, id } = { domainName: "", id: "" }] = cloud.distributions();
  edge.invalidate(id, ["/*"]);
  const { headers, status } = await edge.handle({
    ...{ method: "GET", scheme: "https", httpVersion: "2.0", path: "/", query: "", clientIp: "192.0.2.1" },
    headers: new HeaderMap({ host: domainName }),
  });
  return `${status} from the ${headers.get("x-amz-replication-status") === "REPLICA" ? "replica" : "primary"}`;
}

describe("a site whose primary's region takes connections and never answers again", () => {
  test("is deployed and released before, and served by its replica after", async () => {
    for (const verb of ["deploy", "release"])
      expect(await outlast(verb, "--yes")).toEqual({ exitCode: 0, said: expect.any(String) });
    expect(await visit()).toBe("200 from the primary");
    silent.add("eu-central-1");
    cloud.faults.set("shop-primary=503");
    expect(await visit()).toBe("200 from the replica");
  });

  test("is promoted: the config names the survivor as the primary, and a new replica", async () => {
    const { exitCode, said } = await outlast(
      ...["promote", "--reason", "eu-central-1 is gone", "--replica", "eu-north-1", "--yes"],
    );
    expect(said).toContain("site.config.ts has now:");
    expect(exitCode).toBe(0);
    const text = readFileSync(join(root, "site.config.ts"), "utf8");
    expect(text).toContain('primary: { region: "eu-west-1", bucket: "shop-replica" }');
    expect(text).toContain('forgotten: [{ region: "eu-central-1", bucket: "shop-primary" }]');
  });

  test("is deployed though the first run is killed, without a bucket destroyed or a distribution replaced", async () => {
    const before = cloud.distributions().map(({ id }) => id);
    killAt = "shop-eu-north-1";
    const killed = await outlast("deploy", "--yes");
    expect(killed.said).toContain("terraform apply was ended by SIGKILL");
    const { exitCode, said } = await outlast("deploy", "--yes");
    expect(said).toContain("shop: applied");
    expect(said).not.toMatch(/critical/i);
    expect(exitCode).toBe(0);
    expect(cloud.distributions().map(({ id }) => id)).toEqual(before);
    // The switch of the new pair says nothing of the old one: visitors are at the survivor.
    expect(await visit()).toMatch(/^200/);
  });

  test("leaves nothing to plan", async () => {
    expect((await outlast("deploy", "--yes")).said).toContain("shop: there is nothing to do");
  });

  test("has its new replica filled, and survives the next outage of the new primary", async () => {
    const { exitCode, said } = await outlast("promote", "--reason", "eu-central-1 is gone", "--yes");
    expect(said).toContain("shop-eu-north-1 holds release ");
    expect(exitCode).toBe(0);
    expect(await visit()).toBe("200 from the primary");
    const outage = cloud.faults.set("shop-replica=503");
    expect(await visit()).toBe("200 from the replica");
    cloud.faults.clear(outage.id);
  });

  test("takes its old bucket for the replica once the region is back, without a word to it before", async () => {
    silent.clear();
    cloud.faults.clearAll();
    const path = join(root, "site.config.ts");
    const text = readFileSync(path, "utf8");
    const [lost, newer] = [
      '{ region: "eu-central-1", bucket: "shop-primary" }',
      '{ region: "eu-north-1", bucket: "shop-eu-north-1" }',
    ];
    writeFileSync(
      path,
      text
        .replace(`replica: ${newer}`, `replica: ${lost}`)
        .replace(`forgotten: [${lost}]`, `forgotten: [${newer}]`),
    );
    const adopted = await outlast("deploy", "--adopt", "--yes");
    expect(adopted.said).toMatch(/adopting what AWS has: .*aws_s3_bucket\.eu_central_1/);
    expect(adopted).toMatchObject({ exitCode: 0 });
    expect((await outlast("deploy", "--yes")).said).toContain("shop: there is nothing to do");

    writeFileSync(join(root, "pages/index.html"), "<h1>later</h1>");
    const released = await outlast("release", "--yes");
    expect(released).toMatchObject({ exitCode: 0 });
    expect(await visit()).toBe("200 from the primary");
    const outage = cloud.faults.set("shop-replica=503");
    expect(await visit()).toBe("200 from the replica");
    cloud.faults.clear(outage.id);
  });

  test("is taken into an empty state once that is lost too, and nothing of it is made twice", async () => {
    const of = () => {
      const { functions, keyValueStores, kept } = cloud.snapshot().cloudFront;
      return [cloud.distributions(), functions, keyValueStores, kept.CachePolicy].map((some) => some?.length);
    };
    const before = of();
    rmSync(state());
    const { exitCode, said } = await outlast("deploy", "--adopt", "--yes");
    expect(said).toMatch(/adopting what AWS has: .*aws_cloudfront_distribution\.distribution/);
    expect(said).toContain("shop: applied");
    expect(exitCode).toBe(0);
    expect(of()).toEqual(before);
  });
});
