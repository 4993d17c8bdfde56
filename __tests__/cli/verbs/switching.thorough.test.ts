import { rmSync } from "node:fs";
import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { outlast } from "../../../cli/program";
import { recordKeys } from "../../../facts/site/record-keys";
import { SwitchStore } from "../../../switch/switch-store";
import { startTestCloud } from "../../rehearsal/cloud/support/test-cloud";
import { deployedAt } from "../../support/deployed-at";
import { type PartialAws, startPartialAws } from "../../support/partial-aws";
import { projectOf } from "../../support/project-of";
import { smallSite } from "../../support/sites";
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

/** With its switch; of the shop, the regions hold two releases. */
async function deployed(name: string): Promise<void> {
  const { KeyValueStore } = await local.client.send(new CreateKeyValueStoreCommand({ Name: name }));
  const arn = KeyValueStore?.ARN ?? "";
  const { buckets } = deployedAt(aws, name, { key_value_store_arn: arn });
  if (name === "shop")
    for (const [index, bucket] of [buckets.primary, buckets.replica].entries())
      aws.bucket(bucket.name).write(recordKeys.current, Buffer.from(`{"release":"r${index + 1}"}`));
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
