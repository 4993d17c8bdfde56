import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import {
  HeaderMap,
  type LambdaFunction,
  type OriginClient,
  SystemClock,
  type ViewerRequest,
} from "../../rehearsal/edge";
import { HttpOrigin } from "../../rehearsal/server";
import { type LoadedSite, loadTerraformFile } from "../../rehearsal/terraform";

const plan = (name: string) => loadTerraformFile(join("__tests__/fixtures/hcl", name, "plan.json"));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A plan that runs, with pages in its buckets; asks it as its first alias, or its own name. */
function rehearse(
  given: string | LoadedSite,
  pages: Readonly<Record<string, Readonly<Record<string, string>>>>,
  origins?: ReadonlyMap<string, OriginClient>,
) {
  const site = typeof given === "string" ? plan(given) : given;
  const rehearsal = new Rehearsal(site, { clock: new SystemClock(), ...(origins && { origins }) });
  closing.push(() => rehearsal.close());
  for (const [bucket, files] of Object.entries(pages))
    for (const [key, text] of Object.entries(files))
      rehearsal.regions.store(bucket).put(key, Buffer.from(text), { contentType: "text/html" });
  const [distribution] = site.distributions;
  const host = distribution?.aliases[0] ?? distribution?.domainName ?? "";
  const ask = async (target: string, over: Partial<ViewerRequest> = {}) => {
    const [path = "", query = ""] = target.split("?");
    const answer = await rehearsal.edge.handle({
      ...{ method: "GET", scheme: "https", httpVersion: "1.1", path, query, clientIp: "203.0.113.7" },
      headers: new HeaderMap({ host }),
      ...over,
    });
    const origins = answer.trace.origins.map(({ originId, outcome }) => [originId, outcome]);
    const { result } = answer.trace;
    const body = Buffer.from(answer.body).toString();
    return { status: answer.status, body, result, origins, location: answer.headers.get("location") };
  };
  return { rehearsal, ask };
}

describe("the plan of somebody else's Terraform runs", () => {
  it("with forwarded_values and an origin access identity: legacy-site", async () => {
    const pages = { "index.html": "home", "list.html": "list", "404.html": "not here" };
    const live = Object.fromEntries(Object.entries(pages).map(([key, text]) => [`live/${key}`, text]));
    const { ask } = rehearse("legacy-site", { "content.example.org": live });
    expect(await ask("/")).toMatchObject({ status: 200, body: "home", origins: [["s3-content", 200]] });
    expect((await ask("/list.html?page=1&other=1")).result).toBe("Miss");
    expect((await ask("/list.html?page=1&other=2")).result).toBe("Hit");
    expect((await ask("/list.html?page=2")).result).toBe("Miss");
    expect(await ask("/none")).toMatchObject({ status: 404, body: expect.stringContaining("NoSuchKey") });
    expect((await ask("/", { scheme: "http" })).location).toBe("https://example.org/");
    // The country is refused with 403, for which the distribution has a page.
    expect(await ask("/", { country: "FR" })).toMatchObject({ status: 404, body: "not here" });
  });

  it("with a website endpoint: index documents, redirects of folders, the error document", async () => {
    const pages = { "index.html": "home", "docs/index.html": "docs", "errors/404.html": "no such page" };
    const { ask } = rehearse("website-endpoint", { "www.example.net": pages });
    expect(await ask("/")).toMatchObject({ status: 200, body: "home" });
    expect(await ask("/docs/")).toMatchObject({ status: 200, body: "docs" });
    expect(await ask("/docs")).toMatchObject({ status: 302, location: "/docs/" });
    expect(await ask("/none")).toMatchObject({ status: 403, body: "no such page" });
  });

  it("with an origin group: from the second bucket when the first is down", async () => {
    const { ask, rehearsal } = rehearse("origin-group", {
      "acme-docs-main": { "index.html": "main" },
      "acme-docs-standby": { "index.html": "standby" },
    });
    rehearsal.regions.setFault("us-west-2=503");
    expect(await ask("/")).toMatchObject({
      ...{ status: 200, body: "standby" },
      origins: [
        ["main", 503],
        ["standby", 200],
      ],
    });
    rehearsal.regions.clearFaults();
    rehearsal.edge.clear();
    expect(await ask("/")).toMatchObject({ status: 200, body: "main", origins: [["main", 200]] });
  });

  it("with modules: origins that modules made", async () => {
    const site = plan("modules");
    const names = site.buckets.map(({ name }) => name);
    const { ask } = rehearse(
      "modules",
      Object.fromEntries(names.map((name) => [name, { "hello.txt": name }])),
    );
    const answer = await ask("/hello.txt");
    expect([answer.status, names.includes(answer.body)]).toEqual([200, true]);
  });

  it("with a custom origin that a server of this machine stands for: api", async () => {
    const server = createServer((request, response) => {
      response.end(`${request.method} ${request.url} for ${request.headers.host}`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = new HttpOrigin(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    closing.push(
      () => client.close(),
      () => server.close(),
    );
    const { ask, rehearsal } = rehearse("api", {}, new Map([["api", client]]));
    const bucket = rehearsal.originBuckets().get("app") as string;
    rehearsal.regions.store(bucket).put("index.html", Buffer.from("app"), { contentType: "text/html" });
    expect(await ask("/")).toMatchObject({ status: 200, body: "app" });
    expect(await ask("/some/page/of/the/app")).toMatchObject({ status: 200, body: "app" });
    const called = await ask("/api/v1/items?page=2", { method: "POST", body: Buffer.from("{}") });
    expect(called).toMatchObject({ status: 200, origins: [["api", 200]] });
    // With the origin path, and the viewer's Host, which the origin request policy passes on.
    expect(called.body).toMatch(/^POST \/v1\/api\/v1\/items\?page=2 for d\w+\.cloudfront\.net$/);
  });

  it.each([
    [
      "each-policy",
      { "hooli-pages": { "index.html": "home" }, "hooli-media": { "media/a": "a" } },
      ["/", "/media/a"],
    ],
    ["nothing-said", { "vandelay-site": { page: "page", "old/page": "old" } }, ["/page", "/old/page"]],
    [
      "dynamic-blocks",
      { "soylent-pages": { "home.html": "home" }, "soylent-assets": { "assets/a": "a" } },
      ["/", "/assets/a"],
    ],
    ["bystanders", { "www.example.com": { "index.html": "home" } }, ["/"]],
  ])("before anything of it was applied: %s", async (name, pages, targets) => {
    const { ask } = rehearse(name, pages);
    const answers = await Promise.all(targets.map((target) => ask(target)));
    expect(answers.map(({ status }) => status)).toEqual(targets.map(() => 200));
  });

  it("runs its Lambda@Edge functions with the rights of whoever rehearses", async () => {
    const code = `
      const { execFileSync } = require("node:child_process");
      exports.handler = async () => ({ status: "200", body: execFileSync("id", ["-u"]).toString() });`;
    const fn: LambdaFunction = {
      ...{
        type: "lambda",
        eventType: "viewer-request",
        name: "who",
        arn: "arn:aws:lambda:us-east-1:1:function:who:1",
      },
      ...{ runtime: "nodejs22.x", handler: "index.handler", timeout: 5, memorySize: 128, includeBody: false },
      files: new Map([["index.js", Buffer.from(code)]]),
    };
    const site = plan("legacy-site");
    const distributions = site.distributions.map((distribution) => ({
      ...distribution,
      defaultCacheBehavior: { ...distribution.defaultCacheBehavior, functions: [fn] },
    }));
    const { ask } = rehearse({ ...site, distributions }, {});
    expect(await ask("/")).toMatchObject({ status: 200, body: `${process.getuid?.()}\n` });
  });

  it("and is refused where S3 would refuse it: replication rules with and without Filter", () => {
    const run = () => new Rehearsal(plan("inline-buckets"));
    expect(run).toThrow(/^REGIONS_REPLICATION: aws_s3_bucket\.site: .*mixes rules with and without Filter/);
  });
});
