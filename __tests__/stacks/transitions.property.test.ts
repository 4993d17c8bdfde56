import { LambdaClient } from "@aws-sdk/client-lambda";
import { Testing } from "cdktf";
import { beforeAll, describe, expect, test } from "vitest";
import { readProject, type SiteConfig, type SiteInput } from "../../config";
import { leftFunction } from "../../delivery/terraform/left-function";
import { SiteStack } from "../../stacks/site-stack";
import { domain } from "../support/sites";
import type { JsonBlock, TerraformJson } from "../support/synth";
import { testApp } from "../support/test-app";

const frames = { contentType: "text/html", set: { "X-Frame-Options": "SAMEORIGIN" } };
const bare: SiteInput["headers"] = {
  ...{ hsts: false, contentTypeOptions: false, frameOptions: false, referrerPolicy: false },
  ...{ contentSecurityPolicy: false, permissionsPolicy: false },
};

/** Every way in which headers come about. */
const headers: Readonly<Record<string, Partial<SiteInput>>> = {
  bare: { headers: bare },
  "bare with rules": { headers: { ...bare, rules: [frames] } },
  policy: { headers: { inlineHashes: false } },
  "policy with hashes": {},
  "rules by Lambda": { headers: { rules: [frames] } },
  "rules by CloudFront": { headers: { runtime: "cloudfront-function", rules: [frames] } },
  "a flat-rate plan": {
    headers: { runtime: "cloudfront-function" },
    distribution: { pricing: "free", priceClass: "PriceClass_All" },
  },
  "a server with its own policy": {
    origins: { api: { url: "https://api.example.com" } },
    paths: [{ path: "/api/*", origin: "api", securityHeaders: true }],
  },
};

const filler = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ from: `/archive/${i}/${"x".repeat(60)}`, to: `/blog/${i}` }));
/** Every place in which redirects are kept. */
const redirects: Readonly<Record<string, SiteInput["redirects"]>> = {
  "no redirects": [],
  "redirects in the function": [{ from: "/old", to: "/new" }],
  "redirects in the store": filler(150),
  "more of them": filler(600),
};

/** What else a site may have, which comes and goes. */
const parts: Readonly<Record<string, Partial<SiteInput>>> = {
  "a domain": { domain },
  "a domain with a zone that is there": { domain: { ...domain, zone: { name: "example.com" } } },
  "another domain": {
    domain: { name: "www.example.org", zone: { name: "example.org" } },
  },
  "functions of one's own": {
    edge: {
      viewerRequest: "__tests__/fixtures/edge/request.ts",
      viewerResponse: "__tests__/fixtures/edge/response.ts",
      originRequest: "__tests__/fixtures/edge/origin.ts",
    },
  },
  "a bucket policy's other side": { replication: { twoWay: true } },
  "a sentinel": { failover: { automatic: true } },
  "access logs": { distribution: { accessLogs: {} } },
  "access logs in Parquet": { distribution: { accessLogs: { format: "parquet" } } },
  "freshness by the edge": { cache: { default: { mode: "edge", ttl: "5m" } } },
  "no alarms": { monitoring: { alarms: false, healthChecks: false, dashboard: false } },
};

interface Synthesized {
  readonly name: string;
  readonly site: SiteConfig;
  readonly json: string;
  /** By address. */
  readonly blocks: ReadonlyMap<string, JsonBlock>;
}

function synthesized(name: string, input: Partial<SiteInput>): Synthesized {
  const regions = { primary: "eu-central-1", replica: "eu-west-1" };
  const [site] = readProject({ default: { name: "shop", regions, ...input } }).sites;
  if (site === undefined) throw new Error("no site");
  const json = Testing.synth(new SiteStack(testApp(), site.name, { site }));
  const { resource = {} }: TerraformJson = JSON.parse(json);
  const all = Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([id, block]) => [`${type}.${id}`, block] as const),
  );
  return { name, site, json, blocks: new Map(all) };
}

/** Addresses in a block, which is one of many transitions. */
const named = new WeakMap<JsonBlock, readonly string[]>();

/** Addresses that a block depends on, by its values or by `depends_on`. */
function needs(block: JsonBlock, blocks: ReadonlyMap<string, JsonBlock>): string[] {
  const found = named.get(block) ?? [...new Set(JSON.stringify(block).match(/\baws_\w+\.\w+/g))];
  named.set(block, found);
  return found.filter((address) => blocks.has(address));
}

/** These and all that they depend on. */
function closure(from: readonly string[], { blocks }: Synthesized): Set<string> {
  const seen = new Set(from);
  // A set goes on to what is added while it is gone through.
  for (const address of seen) for (const other of needs(blocks.get(address) ?? {}, blocks)) seen.add(other);
  return seen;
}

interface Lifecycle {
  readonly lifecycle?: { readonly create_before_destroy?: boolean };
}

/** What Terraform takes away last: what says so, and what that depends on (Terraform, "create_before_destroy"). */
function goesLast(one: Synthesized): Set<string> {
  const says = [...one.blocks].filter(([, block]) => (block as Lifecycle).lifecycle?.create_before_destroy);
  return closure(
    says.map(([address]) => address),
    one,
  );
}

/** The name under which AWS has a resource once, and which no update changes; undefined where AWS gives an id. */
function nameOf(address: string, block: JsonBlock): string | undefined {
  const [type = ""] = address.split(".");
  const { bucket, function_name, key, key_value_store_arn, name } = block;
  if (type === "aws_cloudfrontkeyvaluestore_key") return `${key_value_store_arn} ${key}`;
  if (type === "aws_lambda_function") return `${type} ${function_name}`;
  if (type === "aws_s3_bucket") return `${type} ${bucket}`;
  return /^aws_(?:cloudfront_(?!distribution)\w+|iam_role|cloudwatch_log_group|wafv2_web_acl)$/.test(type)
    ? `${type} ${name}`
    : undefined;
}

/** What AWS lets go of while a distribution has it: nothing of its own, or the record by which a certificate was validated. */
const lets = /^aws_(?:acm_certificate_validation|route53_record|route53_zone)\./;
const lambda = "aws_lambda_function.edge_headers_lambda_function";
const distribution = "aws_cloudfront_distribution.distribution";
let all: readonly Synthesized[];
let pairs: readonly (readonly [Synthesized, Synthesized])[];
beforeAll(() => {
  all = Object.entries(headers).flatMap(([h, header]) =>
    Object.entries(redirects).map(([r, table]) => synthesized(`${h}, ${r}`, { ...header, redirects: table })),
  );
  const besides = Object.entries({ "nothing besides": {}, ...parts }).map(([name, part]) =>
    synthesized(name, part),
  );
  pairs = [all, besides].flatMap((some) =>
    some.flatMap((from) => some.filter((to) => to !== from).map((to) => [from, to] as const)),
  );
});

/** What is wrong with each change from one to another, in a line each. */
function wrong(judge: (from: Synthesized, to: Synthesized) => readonly string[]): string[] {
  return pairs.flatMap(([from, to]) =>
    judge(from, to).map((what) => `from ${from.name} to ${to.name}: ${what}`),
  );
}

describe("each change from one configuration of headers and redirects, or of another part, to another", () => {
  test("takes away what the distribution used only after the distribution has left it", () => {
    expect(all).toHaveLength(32);
    expect(
      wrong((from, to) => {
        const last = goesLast(from);
        return [...closure([distribution], from)].filter(
          (address) => !to.blocks.has(address) && !last.has(address) && !lets.test(address),
        );
      }),
    ).toEqual([]);
  });

  test("makes nothing under a name that something has which is still there", () => {
    expect(
      wrong((from, to) => {
        const taken = new Map([...from.blocks].map(([address, block]) => [nameOf(address, block), address]));
        return [...to.blocks]
          .filter(([address, block]) => {
            const name = nameOf(address, block);
            const owner = name === undefined ? undefined : taken.get(name);
            return owner !== undefined && owner !== address;
          })
          .map(([address]) => address);
      }),
    ).toEqual([]);
  });

  test("replaces nothing in its place: what has another name has another address", () => {
    expect(
      wrong((from, to) =>
        [...to.blocks]
          .filter(([address, block]) => {
            const before = from.blocks.get(address);
            return before !== undefined && nameOf(address, before) !== nameOf(address, block);
          })
          .map(([address]) => address),
      ),
    ).toEqual([]);
  });

  test("has a way back to the function that stays at the edges, and imports it from whatever came between", async () => {
    const tags = { "outlast:site": "shop" };
    const client = new LambdaClient({
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    client.middlewareStack.add(
      () => async () => ({ response: {}, output: { $metadata: {}, Tags: tags } as never }),
      { step: "initialize" },
    );
    const having = all.filter(({ blocks }) => blocks.has(lambda));
    expect(having.length).toBeGreaterThan(8);
    expect(having.length).toBeLessThan(all.length);
    for (const { blocks } of having) expect(blocks.get(lambda)).toMatchObject({ skip_destroy: true });
    for (const [between, to] of pairs.filter(
      ([from, to]) => !from.blocks.has(lambda) && to.blocks.has(lambda),
    )) {
      const imports = await leftFunction(to.site, to.json, new Set(between.blocks.keys()), client);
      expect(imports).toEqual([{ to: lambda, id: "shop-security-headers" }]);
    }
  });
});
