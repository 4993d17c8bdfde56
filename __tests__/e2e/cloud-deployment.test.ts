import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFrontClient,
  DescribeFunctionCommand,
  GetDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import type { IamCall } from "../../rehearsal/cloud/iam";
import { Edge, HeaderMap, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { decide, parseIdentityPolicy } from "../../rehearsal/regions/policy/identity";
import { LocalHosts, serveViewers } from "../../rehearsal/server";
import { type Moto, startMoto, Terraform } from "../../toolchain";
import { eventually } from "../support/eventually";
import { startNameServer } from "../support/name-server";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { stepByStep } from "../support/step-by-step";
import { checkout, edit } from "./support/checkout";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";
import { Shell } from "./support/shell";
import { type Step, stepsOf, unsaid } from "./support/walk";

const stateBucket = "outlast-example-state-demo";
const lock = `/${stateBucket}/stacks/outlast-example.tfstate.tflock`;

const regions = ["us-east-1", "eu-central-1", "eu-west-1"];

let moto: Moto;
let cloud: Cloud;
let providers: ProviderHost;
const aws = new RawAws(() => cloud.url);
let shell: Shell;
let root: string;
let folder: string;
let terraform: Terraform;
let edge: Edge;
let functions: EdgeFunctions;
const log: string[] = [];
/** What IAM was asked. */
const calls: IamCall[] = [];
/** What public DNS knows. */
const zones = new Map<string, readonly string[]>();
let nameServer: Awaited<ReturnType<typeof startNameServer>>;

/** The example site with names, in a zone that is to be made, where the state is in a bucket. */
function configure(folder: string): void {
  edit(folder, "site.config.ts", "bootstrapped: false", "bootstrapped: true");
  const domain = `domain: { name: "www.example.com", aliases: ["example.com"], zone: { name: "example.com", create: true } },`;
  edit(folder, "site.config.ts", "content: {", `${domain}\n  content: {`);
}

stepByStep();

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({
    moto: moto.endpoint,
    deploymentMs: 0,
    log: (line) => log.push(line),
    onIamCall: (call) => calls.push(call),
  });
  root = checkout();
  configure(root);
  await aws.makeBucket(stateBucket, "eu-west-1");
  folder = join(root, "cdktf.out/stacks/outlast-example");
  lendProvider(folder);
  providers = await hostProvidersAt({ endpoint: cloud.url }, folder);
  const { env } = providers;
  nameServer = await startNameServer(zones);
  shell = new Shell(root, { ...env, AWS_REGION: "us-east-1", OUTLAST_DNS: nameServer.address });
  terraform = new Terraform({ binary: inject("realParts").binary, folder, env });
  functions = new EdgeFunctions({ store: (arn) => cloud.keyValueStore(arn) });
  edge = new Edge({
    distributions: cloud.distributions(),
    clock: new SystemClock(),
    origins: cloud.origin,
    functions,
  });
  cloud.onChange(() => edge.update(cloud.distributions()));
});

afterEach(() => cloud.faults.clearAll());
afterAll(async () => {
  nameServer?.close();
  await functions?.close();
  await providers?.close();
  await cloud?.close();
  await moto?.stop();
});

/** docs/outputs.md has what each is. */
interface SiteOutput {
  readonly url: string;
  readonly distribution: { readonly id: string; readonly arn: string; readonly domain_name: string };
  readonly buckets: Readonly<
    Record<"primary" | "replica", { readonly name: string; readonly region: string }>
  >;
  readonly key_value_store_arn: string;
  readonly functions: { readonly viewer_request: string; readonly headers: { readonly name: string } };
  readonly alarm_names: readonly string[];
  readonly topic_arns: readonly string[];
}

let outputs: SiteOutput | undefined;

/** Nothing of it changes before the site is destroyed. */
async function site(): Promise<SiteOutput> {
  outputs ??= (await terraform.output()).outlast?.value as SiteOutput;
  return outputs;
}

async function visit(path: string) {
  const response = await edge.handle({
    method: "GET",
    scheme: "https",
    httpVersion: "2.0",
    path,
    query: "",
    headers: new HeaderMap({ host: "www.example.com" }),
    clientIp: "192.0.2.1",
  });
  return {
    status: response.status,
    body: Buffer.from(response.body).toString(),
    origins: response.trace.origins.map(({ originId, outcome }) => [originId, outcome]),
    header: (name: string) => response.headers.get(name),
  };
}

/** Puts a page into the primary bucket, and waits until it is in the replica. */
async function publish(key: string): Promise<Response> {
  const { buckets } = await site();
  const put = await aws.s3(`/${buckets.primary.name}/${key}`, {
    method: "PUT",
    body: "<h1>page</h1>",
    headers: { "content-type": "text/html", ...(key === "page.html" && { "cache-control": "no-cache" }) },
  });
  await cloud.replicated();
  return put;
}

/** docs/first-deployment.md: each is run here, but for the first, which makes the state's bucket. */
const [, zoneStep, restStep, ...laterSteps] = stepsOf("docs/first-deployment.md") as [
  ...[Step, Step, Step],
  ...Step[],
];

/** A step as the page has it, without a question. */
const walk = ({ words }: Step, ...more: string[]) =>
  shell.outlast(...words, ...more, ...(words[0] === "deploy" ? ["--yes", "--lock-timeout", "1s"] : []));

/** `outlast deploy` without a question, and without patience for another run's lock. */
const deploy = () => shell.outlast("deploy", "--yes", "--lock-timeout", "1s");

/** Resolves once an apply holds the state's lock. */
async function applyHasLock(): Promise<void> {
  await eventually(async () => expect(await (await aws.s3(lock)).text()).toContain("OperationTypeApply"));
}

/** What `npm run test:quick` runs. */
describe("the quick part: deploy, plan, failover", () => {
  test("makes the zone and nothing else, and says what the registrar has to enter", async () => {
    const { exitCode, said } = await walk(zoneStep).ended;
    const servers = (await terraform.output()).name_servers?.value as string[];
    expect(said).toContain("outlast-example: its zone is there");
    expect(said).toMatch(/DEPLOY_NOT_DELEGATED: example\.com is not delegated; .* enter ns-/);
    for (const server of servers) expect(said).toContain(server);
    expect(unsaid(zoneStep, said)).toEqual([]);
    expect(exitCode).toBe(1);
    expect(cloud.distributions()).toEqual([]);
    const status = await shell.outlast("status").ended;
    expect(status.said).toContain(
      `OUTPUTS_ZONE_ALONE: outlast-example has a zone and nothing else yet: its name servers are ${servers.join(", ")}`,
    );
    expect(status.exitCode).toBe(1);
    zones.set("example.com", servers);
  });

  test("is deployed, and another deployment at the same time is refused the state", async () => {
    const elsewhere = new Shell(checkout(), shell.env);
    configure(elsewhere.folder);
    // Until the second has ended, the first is at work.
    let secondEnded = () => {};
    providers.appliesAfter = new Promise<void>((resolve) => {
      secondEnded = resolve;
    });
    const first = walk(restStep);
    await Promise.race([applyHasLock(), first.ended]);
    const second = await elsewhere.outlast("deploy", "--yes", "--lock-timeout", "1s").ended;
    secondEnded();
    expect(second.said).toMatch(/state-locked: the state is locked by \S+ \(OperationTypeApply, since /);
    expect(second.exitCode).toBe(3);
    const { exitCode, said } = await first.ended;
    expect(unsaid(restStep, said)).toEqual([]);
    expect(exitCode).toBe(0);
    expect((await aws.s3(lock, { method: "HEAD" })).status).toBe(404);
  });

  test("goes on as docs/first-deployment.md walks it: content, verification, state, and nothing left to do, and asks for nothing unknown", async () => {
    const hosts = new LocalHosts([{ name: "site", host: "www.example.com", hosts: ["www.example.com"] }]);
    const served = await serveViewers({ edge, hosts, port: 0 });
    const address = `http://localhost:${served.port}`;
    const asked: Record<string, string[]> = { verify: [address], status: ["--url", address] };
    expect(laterSteps.map(({ words }) => words.join(" "))).toEqual(["release", "verify", "status", "deploy"]);
    for (const step of laterSteps) {
      const { exitCode, said } = await walk(step, ...(asked[step.words[0] as string] ?? [])).ended;
      expect({ said, exitCode, unsaid: unsaid(step, said) }).toEqual({ said, exitCode: 0, unsaid: [] });
    }
    await served.close();
    expect(log).toEqual([]);
  });

  test("serves pages from the primary, and from the replica while the primary's region is down", async () => {
    const { buckets } = await site();
    const put = await publish("page.html");
    expect(await visit("/page.html")).toMatchObject({
      status: 200,
      body: "<h1>page</h1>",
      origins: [["primary", 200]],
    });
    const replica = await aws.s3(`/${buckets.replica.name}/page.html`, { method: "HEAD" });
    expect(replica.headers.get("x-amz-replication-status")).toBe("REPLICA");
    expect(replica.headers.get("x-amz-version-id")).toBe(put.headers.get("x-amz-version-id"));

    const fault = cloud.faults.set({
      target: buckets.primary.region,
      effect: { kind: "status", status: 503 },
    });
    expect((await aws.s3(`/${buckets.primary.name}/page.html`)).status).toBe(503);
    expect(await visit("/page.html")).toMatchObject({
      status: 200,
      body: "<h1>page</h1>",
      origins: [
        ["primary", 503],
        ["replica", 304],
      ],
    });
    cloud.faults.clear(fault.id);
    expect(await visit("/page.html")).toMatchObject({ origins: [["primary", 304]] });
  });
});

describe("the example site in the local cloud, once it is deployed", () => {
  test("has outputs that are what they say, as the SDK reads it back", async () => {
    const { distribution, url, buckets, functions, ...output } = await site();
    const client = new CloudFrontClient({
      endpoint: cloud.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { Distribution } = await client.send(new GetDistributionCommand({ Id: distribution.id }));
    expect(Distribution).toMatchObject({
      Status: "Deployed",
      ARN: distribution.arn,
      DomainName: distribution.domain_name,
    });
    expect(Distribution?.DistributionConfig?.Aliases?.Items).toContain(new URL(url).hostname);
    for (const { name, region } of Object.values(buckets))
      expect(await (await aws.s3(`/${name}?location=`)).text()).toContain(`>${region}<`);
    const stage = (Stage: "DEVELOPMENT" | "LIVE") =>
      client.send(new DescribeFunctionCommand({ Name: functions.viewer_request, Stage }));
    expect((await stage("LIVE")).ETag).toBe((await stage("DEVELOPMENT")).ETag);
    expect(cloud.keyValueStore(output.key_value_store_arn)).toBeDefined();
    const watching = (await aws.inventory(regions)).filter((one) => /^(?:alarm|topic|function) /.test(one));
    const named = [
      ...output.alarm_names.map((name) => `alarm ${name}`),
      ...output.topic_arns.map((arn) => `topic ${arn}`),
      `function ${functions.headers.name}`,
    ];
    expect(watching).toEqual(named.sort());
  });

  test("is audited as it runs: nothing is found, nothing is left unread, and nothing is asked beside what --permissions prints", async () => {
    const { distribution } = await site();
    const words = ["audit", "--live", "--distribution", distribution.id];
    const policy = JSON.parse((await shell.outlast(...words, "--permissions").ended).said);
    calls.length = 0;
    const { exitCode, said } = await shell.outlast(...words, "--drill", "--json").ended;
    const { findings, kind, notDrilled, notRead, unknown } = JSON.parse(said);
    expect({ kind, findings, notRead, unknown, notDrilled }).toEqual({
      ...{ kind: "live", findings: [], notRead: [], unknown: [], notDrilled: undefined },
    });
    expect(exitCode).toBe(0);
    const identity = parseIdentityPolicy(policy);
    const asked = calls.filter(({ action }) => action !== "sts:GetCallerIdentity");
    expect(new Set(asked.map(({ action }) => action.split(":")[0]))).toEqual(
      new Set(["acm", "cloudfront", "cloudwatch", "iam", "route53", "s3"]),
    );
    const refused = asked.flatMap(({ action, resources }) =>
      resources
        .filter((resource) => decide({ policies: [identity] }, { action, resource }) !== "allow")
        .map((resource) => `${action} ${resource}`),
    );
    expect(refused).toEqual([]);
  });

  test("gives away the code of a published version, as it was deployed", async () => {
    const url = `${cloud.url}/2015-03-31/functions/outlast-example-security-headers?Qualifier=1`;
    const authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/lambda/aws4_request, Signature=0";
    const { Code, Configuration } = (await (await fetch(url, { headers: { authorization } })).json()) as {
      Code: { Location: string };
      Configuration: { CodeSha256: string };
    };
    const archive = Buffer.from(await (await fetch(Code.Location)).arrayBuffer());
    expect(createHash("sha256").update(archive).digest("base64")).toBe(Configuration.CodeSha256);
  });

  test("is what the edge runs: origins, failover, policies and functions", async () => {
    const [distribution] = cloud.distributions();
    expect(distribution?.originGroups).toEqual([
      { id: "primary-then-replica", members: ["primary", "replica"], statusCodes: [403, 500, 502, 503, 504] },
      { id: "replica-then-primary", members: ["replica", "primary"], statusCodes: [403, 500, 502, 503, 504] },
    ]);
    expect(
      distribution?.defaultCacheBehavior.functions.map(({ type, eventType }) => [type, eventType]),
    ).toEqual([
      ["cloudfront-function", "viewer-request"],
      ["lambda", "origin-response"],
    ]);
    expect(distribution?.defaultCacheBehavior.responseHeadersPolicy?.securityHeaders).toContainEqual({
      name: "X-Frame-Options",
      value: "DENY",
      override: true,
    });
  });

  test("answers 404 for a missing page, since the bucket policy lets CloudFront list", async () => {
    const { status, origins } = await visit("/nothing.html");
    expect([status, origins[0]]).toEqual([404, ["primary", 404]]);
  });

  test("keeps visitors on the replica while a bucket policy is gone that somebody has removed", async () => {
    const { buckets } = await site();
    const removed = await aws.s3(`/${buckets.primary.name}?policy=`, { method: "DELETE" });
    expect(removed.status).toBe(204);
    expect(await visit("/page.html")).toMatchObject({
      status: 200,
      origins: [
        ["primary", 403],
        ["replica", 304],
      ],
    });
  });

  test("takes a changed path, TTL and header, and servers beside its buckets, as an update, finds that policy gone and mends it", async () => {
    const [before] = cloud.distributions();
    await publish("journal/a.html");
    edit(
      root,
      "site.config.ts",
      'path: "/blog/*", mode: "edge", ttl: "10m"',
      'path: "/journal/*", mode: "edge", ttl: "1m"',
    );
    edit(
      root,
      "site.config.ts",
      '"Cross-Origin-Opener-Policy": "same-origin"',
      '"Cross-Origin-Opener-Policy": "unsafe-none"',
    );
    edit(
      root,
      "site.config.ts",
      '  errorPages: { notFound: "/404.html" },',
      `  errorPages: { notFound: "/404.html" },
  origins: {
    api: { url: "https://api.example.net", headers: { "X-Site": "outlast-example" } },
    search: { url: "https://search.example.net:8443", failover: "https://search2.example.net" },
  },
  paths: [
    { path: "/api/*", origin: "api", methods: "all", forward: { headers: ["X-Trace"], queryStrings: "all" } },
    { path: "/search", origin: "search", cache: { ttl: "1m", queryStrings: ["q"] } },
  ],`,
    );
    const { exitCode, said } = await deploy().ended;
    expect(said).toContain("aws_s3_bucket_policy.primary_access_policy: Creation complete");
    expect(said).toContain("aws_cloudfront_distribution.distribution: Modifications complete");
    expect(exitCode).toBe(0);
    expect(cloud.distributions().map(({ id }) => id)).toEqual([before?.id]);
  });

  test("leaves nothing to plan then for cdktf diff, which sees the state of the cloud", async () => {
    const diff = await shell.line("CI=1 node_modules/.bin/cdktf diff outlast-example --skip-provider-lock")
      .ended;
    expect(diff).toMatchObject({ exitCode: 0, said: expect.stringContaining("No changes.") });
  });

  test("has that path, TTL and header at the edge from then on", async () => {
    const first = await visit("/journal/a.html");
    expect(first).toMatchObject({ status: 200, origins: [["primary", 200]] });
    expect(first.header("cross-origin-opener-policy")).toBe("unsafe-none");
    expect((await visit("/journal/a.html")).header("x-cache")).toBe("Hit from cloudfront");
    const [after] = cloud.distributions();
    const journal = after?.cacheBehaviors.find(({ pathPattern }) => pathPattern === "/journal/*");
    expect(journal?.cachePolicy.defaultTtl).toBe(60);
  });

  test("has those servers beside its buckets", async () => {
    const [{ origins, originGroups, cacheBehaviors } = {}] = cloud.distributions();
    expect(origins?.find(({ id }) => id === "api")).toMatchObject({
      customHeaders: [["X-Site", "outlast-example"]],
      kind: { type: "custom", protocolPolicy: "https-only" },
    });
    expect(originGroups?.map(({ id }) => id)).toContain("search-then-failover");
    const api = cacheBehaviors?.find(({ pathPattern }) => pathPattern === "/api/*");
    expect(api).toMatchObject({
      functions: [],
      cachePolicy: { name: "Managed-CachingDisabled" },
      originRequestPolicy: { queryStrings: { behavior: "all" }, headers: { items: ["X-Trace"] } },
    });
    expect((await visit("/page.html")).status).toBe(200);
  });

  test("is evacuated and brought back as the runbook of an outage prints it, from a folder that knows nothing of it", async () => {
    const runbook = readFileSync("docs/runbooks/incident.md", "utf8");
    const commands = [...runbook.matchAll(/^npx outlast (.*)$/gm)].map(([, words = ""]) => words);
    const [look, evacuate, back, again] = commands.filter((words) => !words.includes("--watch"));
    expect(again).toBe(look);
    const hosts = new LocalHosts([{ name: "site", host: "www.example.com", hosts: ["www.example.com"] }]);
    const served = await serveViewers({ edge, hosts, port: 0 });
    const elsewhere = new Shell(mkdtempSync(join(tmpdir(), "outlast-on-call-")), shell.env);
    const run = (words = "") => {
      const yes = words === look ? "" : "--yes";
      const address = `http://127.0.0.1:${served.port}`;
      return elsewhere.line(`node "${join(root, "bin/outlast.mjs")}" ${words} --url ${address} ${yes}`).ended;
    };
    cloud.faults.set({ target: "eu-central-1", effect: { kind: "status", status: 503 } });
    const outage = await run(look);
    expect(outage).toMatchObject({
      exitCode: 1,
      said: expect.stringMatching(/WRONG {2}origin-primary +answers 503$/m),
    });
    expect(outage.said).toMatch(/^Next: npx outlast evacuate --reason "..." --site outlast-example$/m);
    const said = "outlast-example: the replica is asked first, at every edge within seconds";
    expect(await run(evacuate)).toMatchObject({ exitCode: 0, said: expect.stringContaining(said) });
    expect(runbook).toContain(said);
    expect((await visit("/nothing.html")).origins[0]?.[0]).toBe("replica");
    expect(await run(back)).toMatchObject({ exitCode: 1, said: expect.stringContaining("SWITCH_NOT_READY") });
    cloud.faults.clearAll();
    expect(await run(back)).toMatchObject({ exitCode: 0 });
    expect((await visit("/nothing-after.html")).origins[0]?.[0]).toBe("primary");
    await served.close();
  });

  test("is not touched by destroy while its buckets hold something, which says what goes and what stays", async () => {
    const { buckets } = await site();
    await aws.s3(`/${buckets.primary.name}/index.html`, { method: "PUT", body: "<p>here</p>" });
    const { exitCode, said } = await shell.outlast("destroy", "outlast-example", "--yes").ended;
    expect(exitCode).toBe(2);
    expect(said).toContain("DESTROY_CONTENT");
    expect(said).toMatch(/outlast-example: {3}\S+: \d+ versions, which keep the bucket from going/);
    expect(said).toContain("outlast-example-security-headers stays");
    expect(cloud.distributions()).toHaveLength(1);
  });

  test("is destroyed with its content, goes on after it was stopped, and leaves nothing but what is protected", async () => {
    const destroy = () => shell.outlast("destroy", "outlast-example", "--yes", "--delete-content");
    const stopped = destroy();
    await stopped.says(/versions deleted/);
    stopped.interrupt();
    await stopped.ended;
    const { exitCode, said } = await destroy().ended;
    expect(said).toContain("outlast-example: destroyed");
    expect(exitCode).toBe(0);
    const { cloudFront, keyValueStores, buckets: settings } = cloud.snapshot();
    const { kept, ...others } = cloudFront;
    const left = [kept, others].flatMap((tables) => Object.values(tables).flat());
    expect([...left, ...keyValueStores, ...settings]).toEqual([]);
    // The state's bucket is another stack's; the function stays, since AWS holds replicas of it for hours.
    expect(await aws.inventory(regions)).toEqual([
      ...["bucket outlast-example-state-demo", "function outlast-example-security-headers"],
    ]);
  });

  test("is deployed again from one review, with the zone first and the function that stayed", async () => {
    zones.clear();
    const unwatched = "monitoring: { alarms: false, healthChecks: false, dashboard: false }";
    edit(root, "site.config.ts", 'monitoring: { email: "alerts@example.com" }', unwatched);
    const planned = await shell.outlast("plan", "--out", "plan").ended;
    expect(planned).toMatchObject({ exitCode: 0, said: expect.stringContaining("adopting the function") });
    const apply = () => shell.outlast("apply", "--plan", "plan", "--lock-timeout", "1s").ended;
    expect(await apply()).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining("DEPLOY_NOT_DELEGATED"),
    });
    expect(cloud.distributions()).toEqual([]);
    zones.set("example.com", (await terraform.output()).name_servers?.value as string[]);
    const { exitCode, said } = await apply();
    expect(said).toContain("applying what was reviewed, from a plan of its own");
    expect(exitCode).toBe(0);
    expect(await terraform.plan()).toMatchObject({ changes: false });
    expect(log).toEqual([]);
  });
});
