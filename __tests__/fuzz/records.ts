import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderReleases } from "../../cli/output/kept-releases";
import { renderComparison } from "../../cli/output/region-comparison";
import { netlifyFindings } from "../../config/netlify";
import { OutlastError } from "../../errors/outlast-error";
import { outputsIn } from "../../operations/outputs";
import { compareRegions, recordKeys, release, releases, rollback } from "../../release";
import { parseListing } from "../../release/aws/listing";
import { releaseWorld, siteConfig } from "../support/release/world";
import { mutate } from "./mutate";
import { mutateText } from "./mutate-text";
import type { FuzzTarget } from "./target";

const isRefusal = (error: unknown) => error instanceof OutlastError;

/** A bucket after two releases, and the records in it. */
async function released() {
  const world = releaseWorld();
  const around = mkdtempSync(join(tmpdir(), "outlast-fuzz-"));
  // A release looks for manifests of builds beside its folder too.
  const folder = join(around, "site");
  mkdirSync(folder);
  for (const text of ["one", "two"]) {
    writeFileSync(join(folder, "index.html"), `<link rel=stylesheet href=/a.css>${text}`);
    writeFileSync(join(folder, "a.css"), text);
    await release(folder, world.context, { user: "somebody" });
  }
  rmSync(around, { recursive: true });
  const { primary } = world.context.stores;
  const { objects } = await primary.list();
  const manifest = objects.map(({ key }) => key).findLast((key) => key.startsWith(recordKeys.releases)) ?? "";
  const read = async (key: string) => new TextDecoder().decode((await primary.get(key)).body);
  const id = manifest.slice(recordKeys.releases.length, -".json".length);
  const lock = { expires: world.clock.now() + 60_000, release: { id: `${id}x`, kind: "release", user: "u" } };
  const seeds: readonly (readonly [string, string])[] = [
    [recordKeys.current, await read(recordKeys.current)],
    [recordKeys.lock, JSON.stringify(lock)],
    [manifest, await read(manifest)],
  ];
  return { world, seeds };
}

/** What whoever may write to a bucket has left in the place of a release's records: a key, and its text. */
export const releaseRecords: FuzzTarget = {
  seeds: async () => (await released()).seeds.map(([key, text]) => `${key} ${text}`),
  mutate(seed, random) {
    const at = seed.indexOf(" ") + 1;
    return seed.slice(0, at) + (random() < 0.8 ? mutate : mutateText)(seed.slice(at), random);
  },
  async read(text) {
    const { world } = await released();
    const { context } = world;
    const at = text.indexOf(" ");
    const headers = { contentType: "application/json", cacheControl: "no-store" };
    const body = { kind: "bytes", bytes: new TextEncoder().encode(text.slice(at + 1)) } as const;
    await context.stores.primary.put(text.slice(0, at), body, { headers });
    const refusals = [];
    for (const look of [
      async () => renderReleases(await releases(context)),
      async () => renderComparison(await compareRegions(context)),
      () => rollback(undefined, context, { user: "u" }),
    ])
      refusals.push(await look().catch((error) => error));
    const stray = refusals.find((found) => found instanceof Error && !isRefusal(found));
    if (stray !== undefined) throw stray;
  },
  isRefusal,
};

const bucket = (name: string, region: string) => ({ name, region, arn: `arn:aws:s3:::${name}` });
const sheet = {
  ...{ site: "docs", url: "https://docs.example.org", domains: ["docs.example.org"] },
  distribution: {
    ...{ id: "E1", arn: "arn:aws:cloudfront::123456789012:distribution/E1" },
    domain_name: "d1.cloudfront.net",
  },
  buckets: { primary: bucket("docs-primary", "eu-central-1"), replica: bucket("docs-replica", "eu-west-1") },
};

/** What `--outputs` and contact sheets give. */
export const contactSheets: FuzzTarget = {
  seeds: [
    JSON.stringify(sheet),
    JSON.stringify({ outlast: { sensitive: false, type: "string", value: sheet } }),
    JSON.stringify({ name_servers: { value: ["ns-1.example.net", "ns-2.example.net"] } }),
  ],
  read: (text) => outputsIn(JSON.parse(text), "sheet.json", "docs"),
  isRefusal,
};

const netlify = { content: { netlifyFiles: true } } as const;

/** `_redirects` and `_headers` of a build. */
export const netlifyTexts: FuzzTarget = {
  seeds: [
    "/old /new 301\n/news/* /blog/:splat 302!\n/a id=:id /b/:id\n/c https://example.net/ 200 Country=de\n# no more\n",
    "/*\n  X-Frame-Options: DENY\n  ! X-Powered-By\n/a/:b/*\n  Cache-Control: max-age=60\n  Link: </a.css>; rel=preload\n",
  ],
  mutate: mutateText,
  read: (text) =>
    ["_redirects", "_headers"].map((name) =>
      netlifyFindings(siteConfig(netlify), (asked) => (asked === name ? text : undefined), ["index.html"]),
    ),
  isRefusal: () => false,
};

const contents = `<Contents><Key>a%20b&amp;c</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>1</Size></Contents>`;

/** Pages of a listing, as S3 gives them. */
export const listings: FuzzTarget = {
  seeds: [
    `<?xml version="1.0"?><ListBucketResult><Name>b</Name>${contents}${contents}<NextContinuationToken>t</NextContinuationToken></ListBucketResult>`,
  ],
  mutate: mutateText,
  read: (text) => parseListing(Buffer.from(text)),
  isRefusal: () => false,
};
