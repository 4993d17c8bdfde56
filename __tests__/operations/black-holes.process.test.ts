import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { outlast } from "../../cli/program";
import { siteNames } from "../../config/names";
import { distributionInTheWay } from "../../delivery/terraform/distributions";
import { leftFunction } from "../../delivery/terraform/left-function";
import { idsOnAws } from "../../delivery/terraform/lost-state";
import { takenRecords } from "../../delivery/terraform/records";
import { healthPaths } from "../../facts/site/health";
import { recordKeys } from "../../facts/site/record-keys";
import { settingsText, settingsVariable } from "../../facts/site/sentinel-settings";
import { askingAws } from "../../operations/aws";
import { locateSite } from "../../operations/contact/locate";
import { renderSheet } from "../../operations/contact/sheet";
import { countVersions } from "../../operations/content/empty-bucket";
import type { SiteOutputs } from "../../operations/outputs";
import type { StatusCheck } from "../../operations/status/check";
import { runChecks } from "../../operations/status/status";
import { throwSwitch } from "../../operations/switch/throw-switch";
import { type ReleaseOptions, release, rollback } from "../../release";
import { siteContext } from "../../release/aws/site-context";
import { createKeyValueStoreClient, SwitchStore } from "../../switch/switch-store";
import { startTestCloud } from "../rehearsal/cloud/support/test-cloud";
import { type PartialAws, startPartialAws } from "../support/partial-aws";
import { planWith } from "../support/plans";
import { siteConfig } from "../support/release/world";
import { outputsOf } from "../support/site-outputs";
import { domain, siteWith } from "../support/sites";
import { stubEndpoint } from "../support/stub-endpoint";

/**
 * Regions whose every service takes connections and never answers, as in 2025-10-20 and 2026-03-01. What is asked here
 * waits for real: the bound of each test is its time limit.
 */
const silent = { controlPlanes: "us-east-1", primary: "us-west-2", replica: "ap-south-1" };
const answering = "eu-west-1";

let local: Awaited<ReturnType<typeof startTestCloud>>;
let aws: PartialAws;
/** CloudFront in front of the sites: the region that is named in the host's first label does not answer. */
let edge: Server;
let folders: string;

beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), "outlast-black-holes-"));
  local = await startTestCloud();
  aws = await startPartialAws(local.cloud.url);
  aws.silence(({ region }) => Object.values(silent).includes(region));
  edge = createServer(({ headers, url }, response) => {
    const [failing] = String(headers.host).split(".");
    if (url === healthPaths[failing as "primary"]) response.writeHead(504).end();
    else response.end(JSON.stringify({ region: "there", release: "" }));
  });
  await new Promise<void>((resolve) => edge.listen(0, "127.0.0.1", resolve));
  stubEndpoint(aws.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  edge.close();
  rmSync(folders, { recursive: true, force: true });
  await aws.close();
  await local.close();
});

/** A deployed site, the buckets of which are in these regions. */
async function siteIn(name: "controlPlanes" | "primary" | "replica", primary: string, replica: string) {
  const made = await local.client.send(new CreateKeyValueStoreCommand({ Name: name }));
  const regions = { primary, replica };
  const definition = {
    name: "docs",
    regions,
    bucketSuffix: name.toLowerCase(),
    replication: { twoWay: true },
    cache: { paths: [{ path: "/feed.xml", mode: "edge" as const, ttl: "1h" }] },
  };
  const site = siteConfig(definition);
  const buckets = {
    primary: { name: `docs-primary-${name.toLowerCase()}`, region: primary },
    replica: { name: `docs-replica-${name.toLowerCase()}`, region: replica },
  };
  const outputs = outputsOf("E1", {
    url: `http://${name.toLowerCase()}.example.org`,
    buckets,
    key_value_store_arn: made.KeyValueStore?.ARN ?? "",
  });
  const clock = { now: Date.now, sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) };
  const context = siteContext(site, outputs, { clock, progress: { report() {} }, guard: (store) => store });
  for (const bucket of Object.values(buckets))
    aws.bucket(bucket.name).write(recordKeys.sheet, Buffer.from(renderSheet({ definition, outputs })));
  const sheet = join(folders, `${name}.json`);
  writeFileSync(sheet, renderSheet({ definition, outputs }));
  return {
    ...{ buckets, outputs, sheet },
    locate: () => locateSite({ name: "docs", own: { site, definition } }),
    release(files: Readonly<Record<string, string>>, options: ReleaseOptions = {}) {
      const folder = mkdtempSync(join(folders, "site-"));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return release(folder, context, { waitForReplica: false, ...options });
    },
    rollback: (options: ReleaseOptions = {}) =>
      rollback(undefined, context, { waitForReplica: false, ...options }),
    status: () => runChecks({ outputs, site }, address()),
    throwTo: (side: "primary" | "replica", over = {}) => throwTo(outputs, side, over),
  };
}

const address = () => `http://127.0.0.1:${(edge.address() as AddressInfo).port}`;

function throwTo(outputs: SiteOutputs, side: "primary" | "replica", over: object) {
  return throwSwitch({
    ...{ outputs, side, reason: "an outage", anyway: false, address: address() },
    ...{ confirm: async () => {}, unbroken: (work) => work(), ...over },
  });
}

/** What a verb prints with --json. */
async function verb(...args: readonly string[]): Promise<unknown> {
  const printed = vi.spyOn(console, "log").mockReturnValue();
  await outlast([]).parseAsync(["node", "outlast", ...args]);
  expect(process.exitCode ?? 0).toBe(0);
  return JSON.parse(String(printed.mock.lastCall?.[0]));
}

/** Lines of status that are wrong. */
async function wrong(status: () => Promise<StatusCheck[]>): Promise<Record<string, string>> {
  const checks = await status();
  return Object.fromEntries(checks.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail]));
}

/** What Lambda would call, with what it would find in its environment. */
async function runSentinel({ buckets, key_value_store_arn: arn }: SiteOutputs): Promise<void> {
  const variables = {
    [settingsVariable]: settingsText({ period: 60, failures: 2, healthyFor: 900, throwsPerHour: 4 }),
    STORE_ARN: arn,
    OUTLAST_EDGE: address(),
    HOST: "primary.example.org",
    SITE: "docs",
    PRIMARY_REGION: buckets.primary.region,
    PRIMARY_BUCKET: buckets.primary.name,
    REPLICA_REGION: buckets.replica.region,
    REPLICA_BUCKET: buckets.replica.name,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const { handler } = await import("../../switch/sentinel/handler");
  await handler();
}

const noAnswer = "unknown: no answer";

describe.concurrent("where a region takes connections and never answers,", { timeout: 400_000 }, () => {
  test("us-east-1's, the switch and releases go on, and what was to be invalidated is said", async () => {
    const site = await siteIn("controlPlanes", "eu-central-1", answering);
    expect((await site.locate()).outputs.distribution.id).toBe("E1");
    await site.release({ "index.html": "one", "feed.xml": "one" });
    await site.release({ "index.html": "two", "feed.xml": "one" });
    expect(await site.throwTo("replica")).toMatchObject({ changed: true });
    expect(await site.throwTo("primary")).toMatchObject({ changed: true });
    expect(await site.rollback()).toMatchObject({ changed: true });
    expect(await wrong(site.status)).toEqual({
      release: "no release yet",
      replication: expect.stringMatching(/^unknown/),
      "function-docs-viewer-request": noAnswer,
    });
    await expect(site.release({ "index.html": "two", "feed.xml": "two" })).rejects.toMatchObject({
      code: "RELEASE_INVALIDATION_FAILED",
      value: "CloudFront does not answer",
    });
    expect(String(aws.bucket(site.buckets.primary.name).get("feed.xml")?.body)).toBe("two");
  });

  test("the primary's, visitors are sent to the replica, releases go there, and the way back is refused", async () => {
    const site = await siteIn("primary", silent.primary, answering);
    expect((await site.locate()).outputs.distribution.id).toBe("E1");
    await runSentinel(site.outputs);
    // What the sentinel has evacuated is a person's from here on.
    expect(await site.throwTo("replica")).toMatchObject({ changed: true, wasThere: true });
    expect(await site.throwTo("replica")).toMatchObject({ changed: false });
    await expect(site.throwTo("primary")).rejects.toMatchObject({
      code: "SWITCH_NOT_READY",
      value: "the primary answers 504 to CloudFront; the primary's bucket does not answer",
    });
    const silence = {
      code: "RELEASE_STORE_FAILED",
      value: expect.stringMatching(/^\w+ .*in docs-primary-primary \(us-west-2\): no answer$/),
      mend: expect.stringMatching(/--to replica/),
    };
    await Promise.all([
      expect(site.release({ "index.html": "one" })).rejects.toMatchObject(silence),
      expect(site.rollback()).rejects.toMatchObject(silence),
    ]);
    await site.release({ "index.html": "one" }, { to: "replica" });
    await site.release({ "index.html": "two" }, { to: "replica" });
    await site.rollback({ to: "replica" });
    expect(String(aws.bucket(site.buckets.replica.name).get("index.html")?.body)).toBe("one");
    const out = join(folders, "mirror");
    expect(await verb("promote", "--outputs", site.sheet, "--dry-run", "--json")).toMatchObject({
      ...{ site: "docs", promoted: false, losses: { files: 1, missing: [] } },
    });
    const promoting = [
      "promote",
      "--outputs",
      site.sheet,
      "--reason",
      "us-west-2 is gone",
      "--yes",
      "--json",
    ];
    expect(await verb(...promoting)).toMatchObject({ promoted: true, changed: true });
    expect(await verb("mirror", "--outputs", site.sheet, "--out", out, "--json")).toMatchObject({
      ...{ from: "replica", files: 1 },
    });
    expect(readFileSync(join(out, "site/index.html"), "utf8")).toBe("one");
    expect(await wrong(site.status)).toMatchObject({
      "origin-primary": "answers 504",
      "release-complete": expect.stringMatching(/^unknown: get .*: no answer$/),
    });
  });

  test("the replica's, nobody is sent there, and a release that waits for it says so", async () => {
    const site = await siteIn("replica", "eu-central-1", silent.replica);
    expect((await site.locate()).outputs.distribution.id).toBe("E1");
    await expect(site.throwTo("replica")).rejects.toMatchObject({ code: "SWITCH_NOT_READY" });
    await site.release({ "index.html": "one" });
    const waiting = site.release({ "index.html": "two" }, { waitForReplica: true, replicaTimeout: 5 });
    await expect(waiting).rejects.toMatchObject({ code: "RELEASE_REPLICA_BEHIND" });
    expect(await wrong(site.status)).toMatchObject({
      "origin-replica": "answers 504",
      replication: noAnswer,
    });
  });

  test("us-east-1's or the primary's, what deployments and destroy ask of it themselves ends", async () => {
    const site = siteWith({ domain });
    const names = { function_name: siteNames(site).headerFunction };
    const after = { name: "www.example.com", type: "A", zone_id: "Z1", alias: [{}] };
    const plan = planWith([{ type: "aws_route53_record", after }]);
    const looks = {
      "list the distributions in CloudFront": distributionInTheWay(site, "stacks/shop", new Set()),
      "list the \\S+.* in CloudFront": idsOnAws(site),
      "look for .* in Lambda, \\S+": leftFunction(
        site,
        JSON.stringify({ resource: { aws_lambda_function: { it: names } } }),
        new Set(),
      ),
      "list the records in the zone Z1": takenRecords(plan),
      ".* in docs \\(us-west-2\\)": countVersions({ name: "docs", region: silent.primary }),
    };
    await Promise.all(
      Object.entries(looks).map(([what, look]) =>
        expect(look).rejects.toMatchObject({
          code: "AWS_REFUSED",
          value: expect.stringMatching(new RegExp(`^${what}: no answer$`)),
        }),
      ),
    );
  });

  test("the store's own, whoever throws the switch hears of it", async () => {
    const hole = createTcpServer(() => {});
    await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
    try {
      const endpoint = `http://127.0.0.1:${(hole.address() as AddressInfo).port}`;
      const store = new SwitchStore(
        "arn:aws:cloudfront::1:key-value-store/k",
        createKeyValueStoreClient(endpoint),
      );
      await expect(askingAws("read the switch", "the store", () => store.read())).rejects.toMatchObject({
        code: "AWS_REFUSED",
        value: "read the switch in the store: no answer",
      });
    } finally {
      hole.close();
    }
  });
});
