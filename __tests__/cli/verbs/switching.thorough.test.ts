import { rmSync } from "node:fs";
import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { outlast } from "../../../cli/program";
import { bucketNames } from "../../../config/names";
import { recordKeys } from "../../../facts/site/record-keys";
import { renderSheet } from "../../../operations/contact/sheet";
import { SwitchStore } from "../../../switch/switch-store";
import { startTestCloud } from "../../rehearsal/cloud/support/test-cloud";
import { type PartialAws, startPartialAws } from "../../support/partial-aws";
import { projectOf } from "../../support/project-of";
import { outputsOf } from "../../support/site-outputs";
import { siteWith, smallSite } from "../../support/sites";
import { stubEndpoint } from "../../support/stub-endpoint";

const names = ["docs", "shop", "blog"];
const stores = new Map<string, SwitchStore>();
let local: Awaited<ReturnType<typeof startTestCloud>>;
let aws: PartialAws;
let folder: string;

beforeAll(async () => {
  local = await startTestCloud();
  aws = await startPartialAws(local.cloud.url);
  stubEndpoint(aws.url);
  folder = projectOf(...names.map((name) => ({ ...smallSite, name })));
  for (const name of names) await deployed(name);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await aws.close();
  await local.close();
});
beforeEach(() => {
  vi.spyOn(console, "log").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
});

/** A switch, and what says where it is: pages that nobody serves, and of the shop two releases. */
async function deployed(name: string): Promise<void> {
  const { KeyValueStore } = await local.client.send(new CreateKeyValueStoreCommand({ Name: name }));
  const arn = KeyValueStore?.ARN ?? "";
  const known = outputsOf("E1");
  const site = siteWith({ name });
  const { primary, replica } = bucketNames(site);
  const outputs = {
    ...{ ...known, site: name, key_value_store_arn: arn },
    distribution: { ...known.distribution, domain_name: "127.0.0.1:1" },
    buckets: {
      primary: { name: primary, region: site.regions.primary },
      replica: { name: replica, region: site.regions.replica },
    },
  };
  const sheet = renderSheet({ definition: { ...smallSite, name }, outputs });
  aws.bucket(primary).write(recordKeys.sheet, Buffer.from(sheet));
  if (name === "shop")
    for (const [bucket, release] of Object.entries({ [primary]: "r1", [replica]: "r2" }))
      aws.bucket(bucket).write(recordKeys.current, Buffer.from(JSON.stringify({ release })));
  stores.set(name, new SwitchStore(arn));
}

test.each([
  ["evacuate", "replica", "primary"],
  ["return", "primary", "replica"],
] as const)(
  "%s --all moves every site that can be moved, and ends with why another was not",
  async (verb, side, other) => {
    for (const store of stores.values()) {
      const seen = await store.read();
      const line = { side: other, at: "2026-01-01T00:00:00Z", by: "ann", reason: "before" };
      if (seen.side !== other) await store.write(line, seen);
    }
    await outlast([]).parseAsync(["node", "outlast", verb, "--all", "--reason", "an outage", "--yes"]);
    const lines = vi.mocked(console.log).mock.calls.map(([line]) => line);
    expect(lines).toEqual(
      ["docs", "blog"].map((site) => `${site}: the ${side} is asked first, at every edge within seconds`),
    );
    expect(console.error).toHaveBeenCalledWith(
      expect.stringMatching(/^SWITCH_NOT_READY: the primary holds release r1, and the replica r2\n/),
    );
    expect(process.exitCode).toBe(1);
    for (const [name, store] of stores) {
      const { audit, side: now } = await store.read();
      const isMoved = name !== "shop";
      expect([name, now, audit[0]?.reason === "an outage"]).toEqual([name, isMoved ? side : other, isMoved]);
    }
  },
);
