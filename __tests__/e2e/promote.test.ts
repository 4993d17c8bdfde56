import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { Edge, HeaderMap, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { type Moto, startMoto, Terraform } from "../../toolchain";
import { processesIn } from "../support/processes";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { stepByStep } from "../support/step-by-step";
import { checkout, edit } from "./support/checkout";
import { type FaultyProxy, startFaultyProxy } from "./support/faulty-proxy";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";
import { Shell } from "./support/shell";

const siteConfig = `import { defineDeployment, defineSite } from "outlast";

export default defineSite({
  name: "shop",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  content: { folder: "pages" },
  failover: { automatic: true },
  monitoring: { healthChecks: false, dashboard: false },
});

export const deployment = defineDeployment({
  project: "acme",
  bucketSuffix: "one",
  bootstrapped: false,
  github: { repository: "example/website", environment: "production" },
});
`;

let moto: Moto;
let cloud: Cloud;
let proxy: FaultyProxy;
let providers: ProviderHost;
let functions: EdgeFunctions;
let edge: Edge;
let shell: Shell;
const root = checkout();
const aws = new RawAws(() => cloud.url);
/** Regions that take connections, and never answer. */
const silent = new Set<string>();
/** Ends a program once it asks for this. */
let killing: { readonly program: RegExp; readonly at: (request: IncomingMessage) => boolean } | undefined;
let kills = 0;

/** What is to be killed is: before what it asks for is done, or, each second time, once it is and nobody has heard. */
function fateOf(request: IncomingMessage) {
  const [, region = ""] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  if (silent.has(region)) return "held";
  if (!killing?.at(request)) return "answered";
  for (const { command, pid } of processesIn(root))
    if (killing.program.test(command)) process.kill(pid, "SIGKILL");
  killing = undefined;
  kills += 1;
  return kills % 2 === 1 ? "held" : "answered";
}

stepByStep();

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({
    ...{ moto: moto.endpoint, deploymentMs: 0, invalidationMs: 0, lag: () => 100 },
    log: console.error,
  });
  proxy = await startFaultyProxy(cloud.url, fateOf);
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  mkdirSync(join(root, "pages"));
  for (const page of ["index.html", "404.html"]) writeFileSync(join(root, "pages", page), `<h1>${page}</h1>`);
  for (const stack of ["state", "shop"]) lendProvider(join(root, "cdktf.out/stacks", stack));
  providers = await hostProvidersAt({ endpoint: proxy.url }, join(root, "cdktf.out/stacks/shop"));
  shell = new Shell(root, { ...providers.env, AWS_REGION: "eu-north-1" });
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

async function outlast(...args: string[]) {
  const { exitCode, said } = await shell.outlast(...args).ended;
  return { exitCode, said };
}

/** Runs a verb that has to be done with its work. */
async function done(...args: string[]): Promise<string> {
  const { exitCode, said } = await outlast(...args);
  expect(exitCode, said).toBe(0);
  return said;
}

/** What was deployed last leaves nothing to do: Terraform plans what the verb has written, and as the verb would have it. */
async function nothingToPlan(...stacks: readonly string[]): Promise<void> {
  for (const stack of stacks) {
    const folder = join(root, "cdktf.out/stacks", stack);
    const terraform = new Terraform({ binary: inject("realParts").binary, folder, env: shell.env });
    expect([stack, (await terraform.plan()).changes]).toEqual([stack, false]);
  }
}

/**
 * Runs a verb that is killed at a request that changes something: its first, and then, run again, at a later one, until it
 * ends before it comes to that. Resolves with how often it was killed, and what it said at last.
 */
async function killedAgainAndAgain(later: (count: number) => number, verb: string, ...args: string[]) {
  for (let count = 1, times = 0; ; count = later(count), times++) {
    let left = count;
    killing = {
      program: new RegExp(`^\\S+ \\S+outlast\\.mjs ${verb} `),
      at: ({ method = "", url }) => /^(?:PUT|POST|DELETE)$/.test(method) && url !== "/" && --left === 0,
    };
    const { exitCode, said } = await outlast(verb, ...args);
    if (killing !== undefined) {
      killing = undefined;
      expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
      return { times, said };
    }
    expect({ exitCode, said }).toMatchObject({ exitCode: null });
  }
}
const next = (count: number) => count + 1;
const twice = (count: number) => count * 2;

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

/** A region takes connections and never answers, neither to the edge nor to anybody else. */
function lose(region: string, bucket: string): void {
  silent.add(region);
  cloud.faults.set(`${bucket}=503`);
}

function find(region: string): void {
  silent.delete(region);
  cloud.faults.clearAll();
}

const gone = ["--reason", "eu-central-1 is gone", "--yes"];
const lock = "/acme-state-one/stacks/shop.tfstate.tflock";

describe("a site whose primary's region takes connections and never answers again", () => {
  test("is bootstrapped, deployed and released before, and served by its replica after", async () => {
    for (const verb of ["bootstrap", "deploy", "release"]) await done(verb, "--yes");
    expect(await visit()).toBe("200 from the primary");
    lose("eu-central-1", "shop-primary");
    expect(await visit()).toBe("200 from the replica");
  });

  test("is promoted, and back when the region is, though either is killed at each of its requests", async () => {
    const promoted = await killedAgainAndAgain(next, "promote", ...gone);
    expect(promoted.said).toMatch(/promoted( already)?; docs/);
    expect(promoted.times).toBeGreaterThan(1);
    find("eu-central-1");
    await done("reconcile", "--to", "primary", "--yes");
    const undone = await killedAgainAndAgain(next, "promote", "--undo", "--yes");
    expect(undone.said).toContain("releases go to the primary again");
    await done("return", "--reason", "eu-central-1 is back", "--yes");
    expect(await visit()).toBe("200 from the primary");
  });

  test("is promoted for good: the config names the survivor as the primary, and a new replica", async () => {
    lose("eu-central-1", "shop-primary");
    expect(await done("promote", ...gone, "--replica", "eu-north-1")).toContain("site.config.ts has now:");
    const text = readFileSync(join(root, "site.config.ts"), "utf8");
    expect(text).toContain('primary: { region: "eu-west-1", bucket: "shop-replica" }');
    expect(text).toContain('forgotten: [{ region: "eu-central-1", bucket: "shop-primary" }]');
  });

  test("is deployed though its runs are killed in turn, without a bucket destroyed or a distribution replaced", async () => {
    const before = cloud.distributions().map(({ id }) => id);
    const steps: Record<string, RegExp> = {
      "the new replica": /^PUT \/shop-eu-north-1/,
      replication: /^PUT \/shop-replica\?replication/,
      "the distribution": /^PUT \/2020-05-31\/distribution\/\w+\/config/,
      "what was the old pair's": /^DELETE \/2020-05-31\/(?:function|key-value-store)/,
    };
    const met: string[] = [];
    const at = ({ method, url }: IncomingMessage) => {
      const step = Object.keys(steps).find((one) => steps[one]?.test(`${method} ${url}`));
      if (step === undefined || met.includes(step)) return false;
      return met.push(step) > 0;
    };
    for (let count = 1; ; count++) {
      killing = { program: /^\S*terraform apply/, at };
      const { exitCode, said } = await outlast("deploy", "--yes");
      expect(said).not.toMatch(/critical/i);
      if (met.length < count) {
        killing = undefined;
        expect(exitCode, said).toBe(0);
        expect(said).toContain("shop: applied");
        break;
      }
      expect(said).toContain("terraform apply was ended by SIGKILL");
      expect((await aws.s3(lock, { method: "DELETE" }, "eu-west-1")).status).toBe(204);
    }
    expect(met.length).toBeGreaterThan(2);
    expect(cloud.distributions().map(({ id }) => id)).toEqual(before);
    // The switch of the new pair says nothing of the old one: visitors are at the survivor.
    expect(await visit()).toMatch(/^200/);
  });

  test("leaves nothing to plan", async () => {
    expect(await done("deploy", "--yes")).toContain("shop: there is nothing to do");
  });

  test("has its new replica filled, killed in the middle, and survives the next outage of the new primary", async () => {
    const filled = await killedAgainAndAgain(twice, "promote", ...gone, "--break-lock");
    expect(filled.said).toContain("shop-eu-north-1 holds release ");
    expect(filled.times).toBeGreaterThan(1);
    expect(await visit()).toBe("200 from the primary");
    cloud.faults.set("shop-replica=503");
    expect(await visit()).toBe("200 from the replica");
    cloud.faults.clearAll();
  });

  test("takes its old bucket for the replica once the region is back, without a word to it before", async () => {
    find("eu-central-1");
    const lost = '{ region: "eu-central-1", bucket: "shop-primary" }';
    const newer = '{ region: "eu-north-1", bucket: "shop-eu-north-1" }';
    edit(root, "site.config.ts", `replica: ${newer}`, `replica: ${lost}`);
    edit(root, "site.config.ts", `forgotten: [${lost}]`, `forgotten: [${newer}]`);
    const adopted = await done("deploy", "--adopt", "--yes");
    expect(adopted).toMatch(/adopting what AWS has: .*aws_s3_bucket\.eu_central_1/);
    await nothingToPlan("shop");

    writeFileSync(join(root, "pages/index.html"), "<h1>later</h1>");
    await done("release", "--yes");
    expect(await visit()).toBe("200 from the primary");
    cloud.faults.set("shop-replica=503");
    expect(await visit()).toBe("200 from the replica");
    cloud.faults.clearAll();
  });

  test("is taken into an empty state once that is lost too, and nothing of it is made twice", async () => {
    const of = () => {
      const { functions, keyValueStores, kept } = cloud.snapshot().cloudFront;
      return [cloud.distributions(), functions, keyValueStores, kept.CachePolicy].map((some) => some?.length);
    };
    const before = of();
    await aws.s3("/acme-state-one/stacks/shop.tfstate", { method: "DELETE" }, "eu-west-1");
    const adopted = await done("deploy", "--adopt", "--yes");
    expect(adopted).toMatch(/adopting what AWS has: .*aws_cloudfront_distribution\.distribution/);
    expect(of()).toEqual(before);
  });

  test("outlives the region of its state and its primary at once, and nothing of it is made twice", async () => {
    lose("eu-west-1", "shop-replica");
    const away = ["--reason", "eu-west-1 is gone", "--yes"];
    expect(await done("promote", ...away, "--replica", "us-west-2")).toContain("site.config.ts has now:");
    edit(root, "site.config.ts", /bucketSuffix: "one",/, 'bucketSuffix: "two",');
    edit(root, "site.config.ts", /region: "eu-west-1",(?! bucket)/, 'region: "us-west-2",');
    const roles = async () => (await aws.inventory([])).filter((one) => one.startsWith("role "));
    const before = [cloud.distributions().map(({ id }) => id), await roles()];
    expect(await done("bootstrap", "--adopt", "--yes")).toMatch(
      /adopting what AWS has: .*aws_iam_role\.github/,
    );
    const adopted = await done("deploy", "--adopt", "--yes");
    expect(adopted).toMatch(/adopting what AWS has: .*aws_cloudfront_distribution\.distribution/);
    expect(adopted).toContain("shop: applied");
    await nothingToPlan("state", "shop");
    expect([cloud.distributions().map(({ id }) => id), await roles()]).toEqual([
      before[0],
      expect.arrayContaining(before[1] as string[]),
    ]);
    expect(await done("promote", ...away)).toContain("shop-us-west-2 holds release ");
    cloud.faults.set("shop-primary=503");
    expect(await visit()).toBe("200 from the replica");
    cloud.faults.clearAll();
  });
});
