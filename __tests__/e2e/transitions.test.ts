import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readProject, type SiteInput } from "../../config";
import { deployStacks } from "../../delivery/deploy";
import { synthesizedStacks } from "../../project/stacks";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { Edge, HeaderMap, SystemClock } from "../../rehearsal/edge";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import { type Moto, startMoto } from "../../toolchain";
import type { ProviderHost } from "../support/provider-host/provider-host";
import { stepByStep } from "../support/step-by-step";
import { RawAws } from "./support/raw-aws";
import { hostProvidersAt, lendProvider, projectFolder } from "./support/real-parts";

const frames = { contentType: "text/html", set: { "X-Frame-Options": "SAMEORIGIN" } };

/** Every way in which headers come about, with what a page then has. */
const headers = {
  bare: {
    frame: null,
    config: {
      ...{ hsts: false, contentTypeOptions: false, frameOptions: false, referrerPolicy: false },
      ...{ contentSecurityPolicy: false, permissionsPolicy: false },
    },
  },
  policy: { frame: "DENY", config: { inlineHashes: false } },
  lambda: { frame: "SAMEORIGIN", config: { rules: [frames] } },
  viewer: { frame: "SAMEORIGIN", config: { runtime: "cloudfront-function", rules: [frames] } },
  // What is made for a flat-rate plan: AWS's policies, a function for the site's own headers, and a web ACL.
  free: { frame: "DENY", config: { runtime: "cloudfront-function" } },
} as const satisfies Record<string, { frame: string | null; config: SiteInput["headers"] }>;

const filler = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ from: `/archive/${i}/${"x".repeat(60)}`, to: `/blog/${i}` }));

/** Those that visitors look at: where there are keys, each is in another one. */
const moves = ["/old", "/older", "/ancient", "/former"].map((from) => ({ from, to: "/new" }));

/**
 * Every place in which redirects are kept: nowhere, in the function, in the store, and in more of it. Of keys there are as
 * few as a table makes that the function cannot carry, and one that needs others: each is a resource of Terraform's.
 */
const redirects = {
  none: { keys: 0, table: [] },
  code: { keys: 0, table: moves },
  store: { keys: 8, table: [...filler(70), ...moves] },
  grown: { keys: 16, table: [...filler(130), ...moves] },
} as const satisfies Record<string, { keys: number; table: SiteInput["redirects"] }>;

type Headers = keyof typeof headers;
type Redirects = keyof typeof redirects;

/** Each way from one to another once; the redirects go round besides. `free` comes from one and goes to one: all pairs are held by a property. */
const transitions: readonly (readonly [Headers, Redirects])[] = [
  ["viewer", "grown"],
  ["bare", "none"],
  ["policy", "code"],
  ["bare", "none"],
  ["lambda", "store"],
  ["bare", "code"],
  ["viewer", "store"],
  ["policy", "grown"],
  ["lambda", "store"],
  ["policy", "none"],
  ["viewer", "grown"],
  ["lambda", "code"],
  ["viewer", "grown"],
  ["free", "code"],
  ["bare", "none"],
];

let moto: Moto;
let cloud: Cloud;
let providers: ProviderHost;
let edge: Edge;
let functions: EdgeFunctions;
const outdir = projectFolder();
const before = { ...process.env };

stepByStep();

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, deploymentMs: 0, log: console.error });
  const folder = `${outdir}/stacks/shop`;
  lendProvider(folder);
  providers = await hostProvidersAt({ endpoint: cloud.url }, folder);
  Object.assign(process.env, providers.env, { CDKTF_OUTDIR: outdir });
  functions = new EdgeFunctions({ store: (arn) => cloud.keyValueStore(arn) });
  edge = new Edge({ distributions: [], clock: new SystemClock(), origins: cloud.origin, functions });
  cloud.onChange(() => edge.update(cloud.distributions()));
});

afterEach(() => expect(said.filter((line) => /InUse|already exist/i.test(line))).toEqual([]));

afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await functions?.close();
  await providers?.close();
  await cloud?.close();
  await moto?.stop();
});

const said: string[] = [];

/** As `outlast deploy --yes` does it. */
async function deploy(h: Headers, r: Redirects): Promise<void> {
  // From then on the state has one.
  if (h === "free") providers.webAcls = true;
  const project = readProject({
    default: {
      name: "shop",
      regions: { primary: "eu-central-1", replica: "eu-west-1" },
      monitoring: { alarms: false, healthChecks: false, dashboard: false },
      headers: headers[h].config,
      ...(h === "free" && { distribution: { pricing: "free", priceClass: "PriceClass_All" } }),
      redirects: redirects[r].table,
    },
  });
  const say = (text: string) => void said.push(text);
  const ports = { say, note: say, confirm: async () => {} };
  await deployStacks(synthesizedStacks(project), { lockTimeout: 0 }, ports);
}

/** What visitors see of the page and of what has moved, a line each. */
async function look(): Promise<readonly string[]> {
  const visit = (path: string) =>
    edge.handle({
      method: "GET",
      scheme: "https",
      httpVersion: "2.0",
      path,
      query: "",
      headers: new HeaderMap({ host: cloud.distributions()[0]?.domainName ?? "" }),
      clientIp: "192.0.2.1",
    });
  const [page, ...moved] = await Promise.all([visit("/"), ...moves.map(({ from }) => visit(from))]);
  return [
    `${page.status} ${page.headers.get("x-frame-options")}`,
    ...moved.map(({ status, headers }) => `${status} ${headers.get("location")}`),
  ];
}

/** What the store holds; nobody throws the switch, which would be in it besides. */
const kept = () => cloud.snapshot().keyValueStores.flatMap(({ entries }) => entries);

function expectKept(r: Redirects): void {
  const [{ keys }, entries] = [redirects[r], kept()];
  expect(entries).toHaveLength(keys);
  const holding = moves.map(
    ({ from }) => entries.find(([, value]) => ` ${value}`.includes(` ${from}/ `))?.[0],
  );
  if (keys > 0) expect(new Set(holding).size).toBe(moves.length);
}

const page = (h: Headers) => `200 ${headers[h].frame}`;
/** Without a redirect of its own, a page's URL ends with a slash. */
const moved = (r: Redirects) => moves.map(({ from, to }) => `301 ${r === "none" ? `${from}/` : to}`);

/**
 * Looks for as long as `work` takes: whenever something may have changed, in the tenth of a second after it, and each half
 * second besides, in which copies grow old; what was seen.
 */
async function probing(work: Promise<void>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  for (let known = -1, turns = 0; !isOver; turns++) {
    const { changes } = cloud;
    if (changes !== known) turns = 0;
    known = changes;
    if (turns <= 4 || turns % 20 === 0) for (const line of await look()) seen.add(line);
    await Promise.race([setTimeout(25), over.catch(() => {})]);
  }
  await over;
  return seen;
}

describe("visitors get the old answer or the new one, and no other, while a deployment changes", () => {
  test("nothing, for the first time", async () => {
    const [h, r] = transitions[0] as (typeof transitions)[0];
    await deploy(h, r);
    const aws = new RawAws(() => cloud.url);
    const put = { method: "PUT", body: "<h1>page</h1>", headers: { "content-type": "text/html" } };
    await aws.s3("/shop-primary/index.html", put);
    expect(await look()).toEqual([page(h), ...moved(r)]);
    expectKept(r);
  });

  test.each(
    transitions.slice(1).map(([h, r], i) => ({ h, r, from: transitions[i] as (typeof transitions)[0] })),
  )("$from to $h, $r", async ({ h, r, from: [oldHeaders, oldRedirects] }) => {
    const before = new Map(kept());
    const seen = await probing(deploy(h, r));
    // Lambda writes into what an edge stores: a copy from before keeps what the policy adds to it, and one from then what a
    // rule has set, until the object changes or an invalidation drops the copy.
    const copies = h === "lambda" ? [page("policy")] : [];
    expect(cloud.distributions()[0]?.webAclId !== undefined).toBe(h === "free");
    edge.invalidate(cloud.distributions()[0]?.id ?? "", ["/*"]);
    const right = new Set([page(oldHeaders), page(h), ...moved(oldRedirects), ...moved(r), ...copies]);
    expect([...seen].filter((line) => !right.has(line))).toEqual([]);
    expect(await look()).toEqual([page(h), ...moved(r)]);
    expectKept(r);
    // Another table has other keys, all of which come and go while visitors look.
    expect(kept().filter(([key]) => before.has(key))).toEqual([]);
  });
});
