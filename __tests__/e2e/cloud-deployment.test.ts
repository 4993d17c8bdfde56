import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloudFrontClient,
  DescribeFunctionCommand,
  GetDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { Edge, HeaderMap, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { type Moto, startMoto, Terraform, terraformEnvironment } from "../../rehearsal/toolchain";
import { lendProvider, projectFolder } from "./support/real-parts";

let moto: Moto;
let cloud: Cloud;
let terraform: Terraform;
let folder: string;
let edge: Edge;
let functions: EdgeFunctions;
const log: string[] = [];

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, log: (line) => log.push(line) });
  const outdir = projectFolder();
  const synthesis = spawnSync(process.execPath, ["bin/run.mjs", "main.ts"], {
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    encoding: "utf8",
  });
  expect(synthesis.stderr).toBe("");
  folder = join(outdir, "stacks/outlast-example");
  lendProvider(folder);
  const env = await terraformEnvironment({ endpoint: cloud.url });
  terraform = new Terraform({ binary: inject("realParts").binary, folder, env });
  await terraform.init();
  await terraform.apply();
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
  await functions?.close();
  await cloud?.close();
  await moto?.stop();
});

interface SiteOutput {
  readonly distribution: { readonly id: string; readonly domain_name: string };
  readonly buckets: Readonly<
    Record<"primary" | "replica", { readonly name: string; readonly region: string }>
  >;
  readonly functions: { readonly viewer_request: string };
}

async function site(): Promise<SiteOutput> {
  return (await terraform.output()).outlast?.value as SiteOutput;
}

/** A request to S3 as a client signs it, as far as the endpoint looks at signatures. */
function s3(path: string, init: RequestInit = {}) {
  const authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/s3/aws4_request, Signature=0";
  return fetch(`${cloud.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
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
  };
}

function changeConfiguration(
  change: (resources: Record<string, Record<string, Record<string, unknown>>>) => void,
) {
  const path = join(folder, "cdk.tf.json");
  const document = JSON.parse(readFileSync(path, "utf8"));
  change(document.resource);
  writeFileSync(path, JSON.stringify(document));
}

describe("the example site in the local cloud", () => {
  test("leaves nothing to plan after the deployment, and asks for nothing unknown", async () => {
    expect(await terraform.plan()).toMatchObject({ changes: false });
    expect(log).toEqual([]);
  });

  test("reads back through the SDK as Terraform wrote it", async () => {
    const { distribution } = await site();
    const client = new CloudFrontClient({
      endpoint: cloud.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { Distribution } = await client.send(new GetDistributionCommand({ Id: distribution.id }));
    expect(Distribution).toMatchObject({ Status: "Deployed", DomainName: distribution.domain_name });
    expect(Distribution?.DistributionConfig?.Aliases?.Items).toEqual(
      expect.arrayContaining(["example.com", "www.example.com"]),
    );
    const { functions: names } = await site();
    const stage = (Stage: "DEVELOPMENT" | "LIVE") =>
      client.send(new DescribeFunctionCommand({ Name: names.viewer_request, Stage }));
    expect((await stage("LIVE")).ETag).toBe((await stage("DEVELOPMENT")).ETag);
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

  test("serves pages from the primary, and from the replica while the primary's region is down", async () => {
    const { buckets } = await site();
    const put = await s3(`/${buckets.primary.name}/page.html`, {
      method: "PUT",
      body: "<h1>page</h1>",
      headers: { "content-type": "text/html", "cache-control": "no-cache" },
    });
    await cloud.replicated();
    expect(await visit("/page.html")).toEqual({
      status: 200,
      body: "<h1>page</h1>",
      origins: [["primary", 200]],
    });
    const replica = await s3(`/${buckets.replica.name}/page.html`, { method: "HEAD" });
    expect(replica.headers.get("x-amz-replication-status")).toBe("REPLICA");
    expect(replica.headers.get("x-amz-version-id")).toBe(put.headers.get("x-amz-version-id"));

    const fault = cloud.faults.set({
      target: buckets.primary.region,
      effect: { kind: "status", status: 503 },
    });
    expect((await s3(`/${buckets.primary.name}/page.html`)).status).toBe(503);
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

  test("answers 404 for a missing page, since the bucket policy lets CloudFront list", async () => {
    const { status, origins } = await visit("/nothing.html");
    expect([status, origins[0]]).toEqual([404, ["primary", 404]]);
  });

  test("finds a bucket policy that was removed behind its back, while visitors are on the replica", async () => {
    const { buckets } = await site();
    const removed = await s3(`/${buckets.primary.name}?policy=`, { method: "DELETE" });
    expect(removed.status).toBe(204);
    expect(await visit("/page.html")).toMatchObject({
      status: 200,
      origins: [
        ["primary", 403],
        ["replica", 304],
      ],
    });
    expect(await terraform.plan()).toMatchObject({ changes: true });
  });

  test("takes a change as an update, mends the policy with it, and shows it at the edge", async () => {
    changeConfiguration(({ aws_cloudfront_distribution, aws_cloudfront_cache_policy }) => {
      (aws_cloudfront_distribution?.distribution as Record<string, unknown>).default_root_object =
        "start.html";
      (aws_cloudfront_cache_policy?.cache_edge_10m as Record<string, unknown>).default_ttl = 60;
    });
    await terraform.plan({ out: "change" });
    const plan = await terraform.show("change");
    const actions = (plan.resource_changes ?? []).flatMap(({ address, mode, change }) =>
      mode === "managed" && change.actions[0] !== "no-op" ? [[address, ...change.actions]] : [],
    );
    expect(actions).toEqual(
      expect.arrayContaining([
        ["aws_cloudfront_cache_policy.cache_edge_10m", "update"],
        ["aws_cloudfront_distribution.distribution", "update"],
        ["aws_s3_bucket_policy.primary_access_policy", "create"],
      ]),
    );
    expect(actions.flat()).not.toContain("delete");
    await terraform.apply({ planFile: "change" });
    expect(await terraform.plan()).toMatchObject({ changes: false });
    const [distribution] = cloud.distributions();
    expect(distribution?.defaultRootObject).toBe("start.html");
    expect(distribution?.cacheBehaviors.map(({ cachePolicy }) => cachePolicy.defaultTtl)).toContain(60);
    expect(await visit("/page.html")).toMatchObject({ status: 200, origins: [["primary", 304]] });
  });

  test("names the refusal of CloudFront in Terraform's error", async () => {
    const codes = { status_codes: [418] };
    changeConfiguration(({ aws_cloudfront_distribution }) => {
      const distribution = aws_cloudfront_distribution?.distribution as {
        origin_group: { failover_criteria: { status_codes: number[] } }[];
      };
      const [group] = distribution.origin_group;
      if (group) group.failover_criteria = codes;
    });
    await expect(terraform.apply()).rejects.toThrow(/InvalidArgument.*418/s);
    expect(cloud.distributions()[0]?.originGroups[0]?.statusCodes).toEqual([403, 500, 502, 503, 504]);
  });

  test("is destroyed without a remainder", async () => {
    const { buckets } = await site();
    for (const { name } of Object.values(buckets)) await emptyBucket(name);
    await terraform.destroy();
    expect(cloud.distributions()).toEqual([]);
    const { cloudFront, keyValueStores, buckets: settings } = cloud.snapshot();
    expect(Object.values(cloudFront).flat()).toEqual([]);
    expect(keyValueStores).toEqual([]);
    expect(settings).toEqual([]);
  });
});

async function emptyBucket(bucket: string): Promise<void> {
  const xml = await (await s3(`/${bucket}?versions=`)).text();
  for (const [, key, versionId] of xml.matchAll(/<Key>([^<]+)<\/Key>\s*<VersionId>([^<]+)<\/VersionId>/g))
    await s3(`/${bucket}/${key}?versionId=${versionId}`, { method: "DELETE" });
}
