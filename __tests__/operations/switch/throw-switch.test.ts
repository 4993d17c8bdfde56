import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SwitchStore } from "../../../operations/switch/switch-store";
import { throwSwitch } from "../../../operations/switch/throw-switch";
import { startTestCloud } from "../../rehearsal/cloud/support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
let arn: string;

beforeEach(async () => {
  local = await startTestCloud();
  const made = await local.client.send(new CreateKeyValueStoreCommand({ Name: "docs" }));
  arn = made.KeyValueStore?.ARN ?? "";
  vi.stubEnv("AWS_ENDPOINT_URL", local.cloud.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await local.close();
});

describe("an evacuation", () => {
  test("asks who the caller is in the replica's region, and goes on when STS does not say", async () => {
    const how = { site: "docs", keyValueStoreArn: arn, region: "eu-west-1", confirm: async () => {} };
    const thrown = await throwSwitch({ ...how, side: "replica", reason: "a drill" });
    expect(thrown).toMatchObject({ site: "docs", side: "replica", changed: true, reason: "a drill" });
    const asked = local.moto.seen.map(({ headers }) => String(headers.authorization));
    expect(asked).not.toEqual([]);
    for (const authorization of asked) expect(authorization).toMatch(/\/eu-west-1\/sts\/aws4_request/);
    const { side, audit } = await new SwitchStore(arn).read();
    expect(side).toBe("replica");
    expect(audit).toMatchObject([
      { side: "replica", reason: "a drill", by: expect.stringMatching(/^unknown: /) },
    ]);
  });

  test("of a site whose store is gone says which call AWS refused, in place of the SDK's error", async () => {
    const how = {
      site: "docs",
      keyValueStoreArn: arn.replace(/[^/]+$/, "00000000-0000-0000-0000-000000000000"),
      region: "eu-west-1",
      confirm: async () => {},
    };
    await expect(throwSwitch({ ...how, side: "replica", reason: "a drill" })).rejects.toMatchObject({
      code: "AWS_REFUSED",
      exitCode: 3,
      value: expect.stringMatching(/^throw the switch in arn:.*: ResourceNotFoundException/),
    });
  });
});
