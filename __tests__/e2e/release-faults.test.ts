import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { siteSchema } from "../../config/schema";
import { OutlastError } from "../../errors/outlast-error";
import { type Clock, release } from "../../release";
import { createS3Client } from "../../release/aws/clients";
import { S3Store } from "../../release/aws/s3-store";
import { folderOf } from "../support/release/folder";
import { type FaultyProxy, type RequestFate, startFaultyProxy } from "./support/faulty-proxy";
import { contextOf, versionedBucket } from "./support/versioned-bucket";

const region = "eu-central-1";
/** How long one request is tried again. Milliseconds. */
const budget = 120_000;
/** How long a bucket is asked that has never answered. Milliseconds. */
const untilFirstWord = 20_000;
/** Between two tries. Milliseconds. */
const longestWait = 20_000;
const site = siteSchema.parse({
  name: "docs",
  regions: { primary: region, replica: "eu-west-1" },
  errorPages: { notFound: false },
});
const environment = { ...process.env };
let proxy: FaultyProxy | undefined;

beforeAll(() => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: inject("realParts").endpoint,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
  });
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});
afterAll(() => {
  process.env = environment;
});

/** The bucket by way of a proxy that does this to requests. */
async function storeBehind(fateOf: () => RequestFate, bucket: string): Promise<S3Store> {
  const endpoint = inject("realParts").endpoint;
  proxy = await startFaultyProxy(endpoint, fateOf);
  process.env.AWS_ENDPOINT_URL = proxy.url;
  return new S3Store({ client: createS3Client(region), bucket, region });
}

/** Waits pass at once, and are counted. */
function patientClock(): Clock & { readonly waited: () => number } {
  let waited = 0;
  return {
    now: () => Date.now() + waited,
    waited: () => waited,
    sleep: async (ms) => {
      waited += ms;
    },
  };
}

/** Shares of 100 requests that meet these fates, drawn in an order that is always the same. */
function drawn(shares: Partial<Record<RequestFate, number>>): () => RequestFate {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    let rest = seed % 100;
    for (const [fate, share] of Object.entries(shares)) {
      if (rest < share) return fate as RequestFate;
      rest -= share;
    }
    return "answered";
  };
}

describe("a release over connections that fail", () => {
  test("brings every byte over, though every second request is throttled, cut off, or loses its answer", async () => {
    const direct = await versionedBucket("faults-passing", region);
    const pages = Array.from({ length: 150 }, (_, index) => [`p${index}.html`, `<p>${index}`.repeat(500)]);
    const files = {
      "index.html": "<p>index",
      ...Object.fromEntries(pages),
      "large.bin": new Uint8Array(6 * 1024 * 1024).fill(7),
    };
    const folder = folderOf(files);
    const shares = { throttled: 20, "cut off": 10, "answer lost": 10, "answer cut off": 10 };
    const store = await storeBehind(drawn(shares), "faults-passing");
    const clock = patientClock();
    const context = contextOf(site, store, clock);
    expect(await release(folder, context, { waitForReplica: false })).toMatchObject({ changed: true });
    for (const fate of Object.keys(shares) as (keyof typeof shares)[])
      expect(proxy?.met[fate], fate).toBeGreaterThan(5);
    for (const key of Object.keys(files)) {
      const { body } = await direct.get(key);
      expect(Buffer.from(body).equals(readFileSync(join(folder, key))), key).toBe(true);
    }
    expect((await direct.list({ prefix: ".outlast/lock" })).objects).toEqual([]);
    expect(await release(folder, context, { waitForReplica: false })).toMatchObject({ changed: false });
  });

  test.each([
    ["throttled", budget],
    ["cut off", untilFirstWord],
  ] as const)(
    "ends once the budget of retries is spent when every request is %s, and says why",
    async (fate, longest) => {
      const store = await storeBehind(() => fate, "faults-lasting");
      const clock = patientClock();
      const ended = await release(folderOf({ "index.html": "<p>" }), contextOf(site, store, clock), {
        waitForReplica: false,
      }).catch((error: unknown) => error);
      expect(ended).toBeInstanceOf(OutlastError);
      const { message } = ended as OutlastError;
      expect(message).toContain("RELEASE_STORE_FAILED");
      expect(message).toContain(
        fate === "throttled" ? "SlowDown: Please reduce your request rate." : "ECONNRESET",
      );
      expect(clock.waited()).toBeGreaterThan(longest - longestWait);
      expect(clock.waited()).toBeLessThanOrEqual(longest);
    },
  );
});
