import { DescribeKeyValueStoreCommand, UpdateKeysCommand } from "@aws-sdk/client-cloudfront-keyvaluestore";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type AuditLine, holdOf } from "../../../facts/site/switch-record";
import { orderSentinel } from "../../../operations/switch/order-sentinel";
import { renderLast, type ThrowSwitchOptions, throwSwitch } from "../../../operations/switch/throw-switch";
import { createKeyValueStoreClient, SwitchStore } from "../../../switch/switch-store";
import { outputsOf } from "../../support/site-outputs";
import { localStoreForEachTest } from "../support/local-store";

const local = localStoreForEachTest();

/** Of a site whose pages nobody serves. */
const outputsWith = (store: string) =>
  outputsOf("E1", {
    distribution: { id: "E1", arn: "arn:aws:cloudfront::1:distribution/E1", domain_name: "127.0.0.1:1" },
    key_value_store_arn: store,
  });
const how = (over: Partial<ThrowSwitchOptions> = {}): ThrowSwitchOptions => ({
  outputs: outputsWith(local.arn),
  side: "replica",
  reason: "a drill",
  anyway: true,
  confirm: async () => {},
  unbroken: (work) => work(),
  ...over,
});

describe("an evacuation", () => {
  test("asks who the caller is in the replica's region, and goes on when STS does not say", async () => {
    const thrown = await throwSwitch(how());
    expect(thrown).toMatchObject({ site: "docs", side: "replica", changed: true, reason: "a drill" });
    const asked = local.askedOfMoto.map(({ headers }) => String(headers.authorization));
    expect(asked).not.toEqual([]);
    for (const authorization of asked) expect(authorization).toMatch(/\/eu-west-1\/sts\/aws4_request/);
    const { side, audit } = await new SwitchStore(local.arn).read();
    expect(side).toBe("replica");
    expect(audit).toMatchObject([
      { side: "replica", reason: "a drill", by: expect.stringMatching(/^unknown: /) },
    ]);
  });

  test("of a site whose store is gone says which call AWS refused, in place of the SDK's error", async () => {
    const gone = local.arn.replace(/[^/]+$/, "00000000-0000-0000-0000-000000000000");
    const wrong = how({ outputs: outputsWith(gone) });
    await expect(throwSwitch(wrong)).rejects.toMatchObject({
      code: "AWS_REFUSED",
      exitCode: 3,
      value: expect.stringMatching(/^throw the switch in arn:.*: ResourceNotFoundException/),
    });
  });

  test("begins again where a deployment has written the same store", async () => {
    const client = createKeyValueStoreClient();
    const send = client.send.bind(client);
    let redirects = 3;
    vi.spyOn(client, "send").mockImplementation(async (command: unknown) => {
      if (command instanceof UpdateKeysCommand && redirects-- > 0) {
        const { ETag } = await send(new DescribeKeyValueStoreCommand({ KvsARN: local.arn }));
        const Puts = [{ Key: `r/${redirects}`, Value: "/" }];
        await send(new UpdateKeysCommand({ KvsARN: local.arn, IfMatch: ETag, Puts }));
      }
      return send(command as UpdateKeysCommand);
    });
    const store = new SwitchStore(local.arn, client);
    const line = { side: "replica" as const, at: "2026-01-01T00:00:00Z", by: "ann", reason: "a drill" };
    expect(await store.write(line, await store.read())).toBeUndefined();
    expect(await store.read()).toEqual({ side: "replica", audit: [line] });
  });

  test("is its own where the store took it, and the answer was lost on its way", async () => {
    const client = createKeyValueStoreClient();
    const send = client.send.bind(client);
    let isLost = true;
    vi.spyOn(client, "send").mockImplementation(async (command: unknown) => {
      const answer = await send(command as UpdateKeysCommand);
      // The client asks a second time, with the ETag of before.
      if (command instanceof UpdateKeysCommand && isLost) {
        isLost = false;
        return send(command);
      }
      return answer;
    });
    const store = new SwitchStore(local.arn, client);
    const line = { side: "replica" as const, at: "2026-01-01T00:00:00Z", by: "ann", reason: "a drill" };
    expect(await store.write(line, await store.read())).toBeUndefined();
    expect(isLost).toBe(false);
    expect(await store.read()).toEqual({ side: "replica", audit: [line] });
  });

  test("by two people tells the second one of the first", async () => {
    await throwSwitch(how());
    const bens = how({ side: "primary", reason: "Ben's" });
    const ann = throwSwitch(
      how({ side: "primary", reason: "Ann's", confirm: async () => void (await throwSwitch(bens)) }),
    );
    expect(await ann).toMatchObject({ changed: false, side: "primary", reason: "Ben's" });

    const there = how({ reason: "there" });
    const back = how({ side: "primary", reason: "and back" });
    const both = async () => void [await throwSwitch(there), await throwSwitch(back)];
    await expect(throwSwitch(how({ confirm: both }))).rejects.toMatchObject({
      code: "SWITCH_OTHER",
      exitCode: 1,
      value: expect.stringMatching(/^the primary is asked first, since .* and back$/),
    });
  });

  test("of visitors who are there already is a person's from then on, and a plain return ends a hold", async () => {
    const store = new SwitchStore(local.arn);
    const throws = async (line: Partial<AuditLine>) => {
      const now = new Date().toISOString();
      const given = { side: "replica" as const, at: now, by: "sentinel", reason: "it fails", ...line };
      expect(await store.write(given, await store.read())).toBeUndefined();
    };
    const held = async () => holdOf(await store.read(), Date.now());
    await throws({});
    expect(await held()).toBeUndefined();
    expect(await throwSwitch(how())).toMatchObject({ changed: true, wasThere: true, reason: "a drill" });
    expect(await held()).toBe("until thrown");
    expect(await throwSwitch(how({ reason: "again" }))).toMatchObject({ changed: false, reason: "a drill" });

    await throwSwitch(how({ side: "primary", hold: "until thrown" }));
    expect(await held()).toBe("until thrown");
    const back = how({ side: "primary", reason: "over" });
    expect(await throwSwitch(back)).toMatchObject({ changed: true, wasThere: true });
    expect(await held()).toBeUndefined();
    expect(await throwSwitch(back)).toMatchObject({ changed: false, reason: "over" });

    // The sentinel is faster by a moment: the person's hold counts all the same.
    expect(
      await throwSwitch(how({ hold: "until thrown", confirm: () => throws({ region: "eu-west-1" }) })),
    ).toMatchObject({ changed: true, wasThere: true });
    expect(await held()).toBe("until thrown");
  });

  test("says who threw the switch, whoever has ordered something since", async () => {
    await throwSwitch(how({ reason: "first" }));
    const ordered = { ...how().outputs, sentinel: { name: "site-sentinel", region: "eu-west-1" } };
    await orderSentinel({ outputs: ordered, order: "off", reason: "a game day" });
    expect(await throwSwitch(how())).toMatchObject({ changed: false, reason: "first" });
    expect(renderLast(await new SwitchStore(local.arn).read())).toMatch(
      /: first \(held until a person throws the switch\)$/,
    );
  });

  test("goes on where somebody orders something meanwhile, and so does an order where somebody throws it", async () => {
    const ordered = { ...how().outputs, sentinel: { name: "site-sentinel", region: "eu-west-1" } };
    const order = (order: "on" | "off") => orderSentinel({ outputs: ordered, order, reason: "a game day" });
    const confirm = async () => void (await order("off"));
    expect(await throwSwitch(how({ confirm }))).toMatchObject({ changed: true, reason: "a drill" });
    const store = new SwitchStore(local.arn);
    const seen = await store.read();
    expect([seen.side, seen.audit[0]?.sentinel]).toEqual(["replica", "off"]);

    await throwSwitch(how({ side: "primary", reason: "back" }));
    const read = vi.spyOn(SwitchStore.prototype, "read").mockResolvedValueOnce(seen);
    onTestFinished(() => read.mockRestore());
    expect(await order("on")).toBe(true);
    const { audit, side } = await store.read();
    expect([side, audit[0]?.sentinel, audit[1]?.reason]).toEqual(["primary", undefined, "back"]);
  });

  test("does not end a hold that it was not shown, and tells of none that is over", async () => {
    const until = "2099-01-01T00:00:00.000Z";
    const bens = async () => void (await throwSwitch(how({ reason: "Ben's", hold: until })));
    await expect(throwSwitch(how({ hold: "until thrown", confirm: bens }))).rejects.toMatchObject({
      code: "SWITCH_OTHER",
      value: expect.stringMatching(/^the replica is asked first, .*: Ben's \(held until 2099-\S+\)$/),
    });
    const store = new SwitchStore(local.arn);
    expect((await store.read()).audit[0]).toMatchObject({ reason: "Ben's", hold: until });

    const line = { side: "primary", at: "2026-01-01T00:00:00Z", by: "ann", reason: "over" } as const;
    await store.write({ ...line, hold: "2026-01-01T01:00:00.000Z" }, await store.read());
    expect(renderLast(await store.read())).toMatch(/: over$/);
    const back = await throwSwitch(how({ side: "primary" }));
    expect([back.changed, back.reason, back.hold]).toEqual([false, "over", undefined]);
  });

  test("is not kept up by words that no value of the store holds", async () => {
    await throwSwitch(how({ reason: '"'.repeat(512) }));
    const { audit, side } = await new SwitchStore(local.arn).read();
    expect([side, audit[0]?.reason.slice(0, 20)]).toEqual(["replica", '"'.repeat(20)]);
  });

  test("is held where a person says so, whether or not it is thrown, and the sentinel is off until a person says so", async () => {
    await throwSwitch(how({ reason: "first" }));
    const until = "2030-01-01T00:00:00.000Z";
    expect(await throwSwitch(how({ reason: "held", hold: until }))).toMatchObject({ changed: true });
    const read = () => new SwitchStore(local.arn).read();
    expect((await read()).audit[0]).toMatchObject({ side: "replica", reason: "held", hold: until });

    const ordered = { ...how().outputs, sentinel: { name: "site-sentinel", region: "eu-west-1" } };
    const order = (order: "on" | "off") => orderSentinel({ outputs: ordered, order, reason: "a game day" });
    expect([await order("off"), await order("off")]).toEqual([true, false]);
    await throwSwitch(how({ side: "primary", reason: "back" }));
    expect((await read()).audit[0]).toMatchObject({ side: "primary", reason: "back", sentinel: "off" });
    expect(await order("on")).toBe(true);
    expect((await read()).audit[0]?.sentinel).toBeUndefined();
    await expect(
      orderSentinel({ outputs: how().outputs, order: "off", reason: "a game day" }),
    ).rejects.toMatchObject({ code: "SENTINEL_NONE" });
  });
});
