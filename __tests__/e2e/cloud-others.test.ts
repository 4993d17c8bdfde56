import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Listening, listen } from "../../rehearsal/server";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { StandIns } from "../../rehearsal/session/cloud/stand-ins";
import { planIn } from "../../terraform/plan/plan-json";
import { startMoto, Terraform } from "../../toolchain";
import { eventually } from "../support/eventually";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { edit } from "./support/checkout";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider } from "./support/real-parts";

/** Sites in other people's HCL, by folder, with the resource that is their distribution. */
const sites = { "legacy-site": "site", "origin-group": "docs", "website-endpoint": "www", api: "app" };

/** Nobody here waits for a deployment, and has the certificates that these sites name. */
const noWaiting = "  wait_for_deployment = false\n";
const certified = new Set(["legacy-site", "website-endpoint"]);
const ownName = "  aliases = []\n  viewer_certificate {\n    cloudfront_default_certificate = true\n  }\n";

const root = mkdtempSync(join(tmpdir(), "outlast-e2e-others-"));
const aws = new RawAws(
  () => local.cloud.url,
  () => local.accessKey,
);
const said: string[] = [];
let api: Listening;
let local: LocalCloud;
let providers: ProviderHost;
let terraform: Terraform;

beforeAll(async () => {
  const server = createServer(({ url, headers }, outgoing) =>
    outgoing.end(`${url} ${headers["x-from-edge"]}`),
  );
  api = await listen(server, 0, "127.0.0.1");
  local = await LocalCloud.start({
    moto: await startMoto(),
    port: 0,
    edgePort: 0,
    say: (line) => said.push(line),
    standIns: new StandIns([`api=http://127.0.0.1:${api.port}`]),
  });
  for (const [folder, distribution] of Object.entries(sites)) {
    cpSync(join("__tests__/fixtures/hcl", folder), join(root, folder), { recursive: true });
    const changes = noWaiting + (certified.has(folder) ? ownName : "");
    const override = `resource "aws_cloudfront_distribution" "${distribution}" {\n${changes}}\n`;
    writeFileSync(join(root, folder, "local_override.tf"), override);
  }
  // With every header passed on, S3 would look for a bucket of the distribution's name.
  edit(root, "website-endpoint/main.tf", 'headers      = ["*"]', 'headers      = ["Origin"]');
  const module = Object.fromEntries(Object.keys(sites).map((name) => [name, { source: `./${name}` }]));
  writeFileSync(join(root, "main.tf.json"), JSON.stringify({ module, ...farAway }));
  lendProvider(root);
  providers = await hostProvidersAt({ endpoint: local.cloud.url, accessKey: local.accessKey });
  const { env } = providers;
  terraform = new Terraform({ binary: inject("realParts").binary, folder: root, env });
  await terraform.init();
  await terraform.apply();
  await eventually(() => expect(local.cloud.distributions()).toHaveLength(5));
});

afterAll(async () => {
  await providers?.close();
  await local?.close();
  await api?.close();
  rmSync(root, { recursive: true, force: true });
});

/** A distribution whose only origin is on the Internet, and a store with a key. */
const farAway = {
  provider: { aws: [{ region: "us-east-1" }] },
  resource: {
    aws_cloudfront_key_value_store: { texts: { name: "texts" } },
    aws_cloudfrontkeyvaluestore_key: {
      greeting: {
        key_value_store_arn: "${aws_cloudfront_key_value_store.texts.arn}",
        key: "greeting",
        value: "hello",
      },
    },
    aws_cloudfront_distribution: {
      far: {
        enabled: true,
        wait_for_deployment: false,
        origin: [
          {
            origin_id: "backend",
            domain_name: "backend.example.com",
            custom_origin_config: {
              http_port: 80,
              https_port: 443,
              origin_protocol_policy: "https-only",
              origin_ssl_protocols: ["TLSv1.2"],
            },
          },
        ],
        default_cache_behavior: {
          target_origin_id: "backend",
          allowed_methods: ["GET", "HEAD"],
          cached_methods: ["GET", "HEAD"],
          viewer_protocol_policy: "allow-all",
          cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        },
        restrictions: { geo_restriction: { restriction_type: "none" } },
        viewer_certificate: { cloudfront_default_certificate: true },
      },
    },
  },
};

/** Asks the control API, as scripts do. */
async function control(path: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const url = new URL(path, local.controlUrl);
  const { status } = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
}

/** Puts an object, and waits for its copies. */
async function put(bucket: string, key: string, body: string): Promise<void> {
  const headers = { "content-type": "text/html" };
  expect((await aws.s3(`/${bucket}/${key}`, { method: "PUT", headers, body })).status).toBe(200);
  await local.cloud.replicated();
}

/** A visit of the distribution that has this origin, under its own name. */
async function visit(originId: string, path: string, headers: Record<string, string> = {}) {
  const distribution = local.cloud
    .distributions()
    .find(({ origins }) => origins.some(({ id }) => id === originId));
  const { port } = new URL(local.url);
  const sent = { ...headers, host: distribution?.domainName };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers: sent }, resolve).on("error", reject);
  });
  return { status: answer.statusCode, body: await text(answer), headers: answer.headers };
}

describe("other people's Terraform", () => {
  test("leaves nothing to plan", async () => {
    await terraform.plan({ out: "again" });
    const { resource_changes } = planIn(await terraform.show("again"));
    const changed = resource_changes.filter(({ change }) =>
      change.actions.some((action) => action !== "no-op"),
    );
    expect(changed.map(({ address, change }) => [address, ...change.actions])).toEqual([]);
  });

  test("writes keys of a store", async () => {
    const [store] = local.cloud.snapshot().cloudFront.keyValueStores;
    expect(await local.cloud.keyValueStore(store?.arn ?? "")?.get("greeting")).toBe("hello");
  });

  test("is served from an access identity's bucket, below its origin path", async () => {
    await put("content.example.org", "live/index.html", "legacy");
    expect(await visit("s3-content", "/")).toMatchObject({ status: 200, body: "legacy" });
    expect(await visit("s3-content", "/nothing")).toMatchObject({ status: 404 });
  });

  test("answers pages of other origins by its bucket's CORS rules", async () => {
    const rule =
      "<CORSRule><AllowedOrigin>https://app.example.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>";
    const body = `<CORSConfiguration>${rule}</CORSConfiguration>`;
    const made = await aws.s3("/content.example.org?cors=", { method: "PUT", body });
    expect(made.status).toBe(200);
    const { headers } = await visit("s3-content", "/?lang=en", { origin: "https://app.example.com" });
    expect(headers["access-control-allow-origin"]).toBe("https://app.example.com");
  });

  test("fails over to the replica, through its function", async () => {
    await put("acme-docs-main", "guide/index.html", "guide");
    expect(await visit("main", "/guide/")).toMatchObject({ status: 200, body: "guide" });
    await control("/faults", { fault: "us-west-2=503" });
    await put("acme-docs-standby", "other/index.html", "only in the standby");
    expect(await visit("main", "/other/")).toMatchObject({ status: 200, body: "only in the standby" });
    await control("/mend", { target: "us-west-2" });
  });

  test("is served from a website endpoint: indexes, redirects to folders and the error document", async () => {
    await put("www.example.net", "docs/index.html", "docs");
    await put("www.example.net", "errors/404.html", "not here");
    expect(await visit("website", "/docs/")).toMatchObject({ status: 200, body: "docs" });
    expect(await visit("website", "/docs")).toMatchObject({
      status: 302,
      headers: { location: "/docs/" },
    });
    // Nobody may list the bucket, so S3 does not tell that the page is missing.
    expect(await visit("website", "/nothing")).toMatchObject({ status: 403, body: "not here" });
  });

  test("loses its public bucket to S3 Block Public Access, and cannot make it public then", async () => {
    await put("www.example.net", "late.html", "late");
    const policy = await (await aws.s3("/www.example.net?policy=")).text();
    const block = `<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`;
    await aws.s3("/www.example.net?publicAccessBlock=", { method: "PUT", body: block });
    expect(await visit("website", "/late.html")).toMatchObject({ status: 403 });
    const again = await aws.s3("/www.example.net?policy=", { method: "PUT", body: policy });
    expect(again.status).toBe(403);
    expect(await again.text()).toContain("prevented by the BlockPublicPolicy setting");
    await aws.s3("/www.example.net?publicAccessBlock=", { method: "DELETE" });
  });

  test("reaches a server of this machine that stands for a custom origin", async () => {
    expect(said).toContainEqual(
      expect.stringMatching(/^http:\S+ stands for the origin api \(api\.example\.com\)$/),
    );
    expect(await visit("api", "/api/hello?a=1")).toMatchObject({
      status: 200,
      body: "/v1/api/hello?a=1 yes",
    });
  });

  test("gets 502 from a custom origin that nothing stands for, and hears why", async () => {
    expect(await visit("backend", "/")).toMatchObject({ status: 502 });
    expect(said).toContain(
      "the origin backend (backend.example.com) is not on this machine; --origin backend=<url or folder> stands for it",
    );
  });
});
