import {
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  DeleteDistributionCommand,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  ListDistributionsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { groupedDistribution, smallDistribution, startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

async function created(config = smallDistribution()) {
  const { Distribution, ETag } = await local.client.send(
    new CreateDistributionCommand({ DistributionConfig: config }),
  );
  if (!Distribution?.Id || !Distribution.DistributionConfig) throw new Error("nothing was created");
  return {
    id: Distribution.Id,
    etag: ETag,
    distribution: Distribution,
    config: Distribution.DistributionConfig,
  };
}

async function disabled(id: string) {
  const current = await local.client.send(new GetDistributionConfigCommand({ Id: id }));
  const { ETag } = await local.client.send(
    new UpdateDistributionCommand({
      Id: id,
      IfMatch: current.ETag,
      DistributionConfig: { ...current.DistributionConfig, Enabled: false } as never,
    }),
  );
  return ETag;
}

describe("distributions", () => {
  test("come back with AWS's defaults in place of what was left out", async () => {
    const { config } = await created();
    expect(config).toMatchObject({
      Aliases: { Quantity: 0 },
      OriginGroups: { Quantity: 0 },
      HttpVersion: "http2",
      PriceClass: "PriceClass_All",
      IsIPV6Enabled: false,
      Restrictions: { GeoRestriction: { RestrictionType: "none", Quantity: 0 } },
      ViewerCertificate: { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: "TLSv1" },
      DefaultCacheBehavior: {
        TrustedSigners: { Enabled: false, Quantity: 0 },
        TrustedKeyGroups: { Enabled: false, Quantity: 0 },
        LambdaFunctionAssociations: { Quantity: 0 },
        FunctionAssociations: { Quantity: 0 },
        AllowedMethods: { Quantity: 2, CachedMethods: { Quantity: 2 } },
      },
    });
    expect(config.Origins?.Items?.[0]).toMatchObject({
      ConnectionAttempts: 3,
      ConnectionTimeout: 10,
      OriginPath: "",
    });
  });

  test("keep the order of an origin group's members", async () => {
    const { config } = await created(groupedDistribution());
    expect(config.Origins?.Items?.map(({ Id }) => Id)).toEqual(["replica", "primary"]);
    expect(config.OriginGroups?.Items?.[0]?.Members?.Items).toEqual([
      { OriginId: "primary" },
      { OriginId: "replica" },
    ]);
  });

  test("are in progress first, and deployed and served after the delay", async () => {
    const { id } = await created();
    const status = async () =>
      (await local.client.send(new GetDistributionCommand({ Id: id }))).Distribution?.Status;
    const isServed = () => local.cloud.distributions().some((distribution) => distribution.id === id);
    expect([await status(), isServed()]).toEqual(["InProgress", false]);
    await local.clock.advance(1000);
    expect([await status(), isServed()]).toEqual(["Deployed", true]);
  });

  test("serve their previous configuration until a change is deployed, and tell listeners then", async () => {
    const { id } = await created(smallDistribution({ DefaultRootObject: "old.html" }));
    await local.clock.advance(1000);
    const served = () =>
      local.cloud.distributions().find((distribution) => distribution.id === id)?.defaultRootObject;
    const seen: unknown[] = [];
    const stop = local.cloud.onChange(() => seen.push(served()));
    const current = await local.client.send(new GetDistributionConfigCommand({ Id: id }));
    await local.client.send(
      new UpdateDistributionCommand({
        Id: id,
        IfMatch: current.ETag,
        DistributionConfig: { ...current.DistributionConfig, DefaultRootObject: "new.html" } as never,
      }),
    );
    expect(served()).toBe("old.html");
    await local.clock.advance(1000);
    stop();
    expect(seen).toEqual(["new.html"]);
  });

  test("refuse a write that names no version, or an old one", async () => {
    const { id, etag, config } = await created();
    const update = (IfMatch: string | undefined) =>
      local.client.send(new UpdateDistributionCommand({ Id: id, IfMatch, DistributionConfig: config }));
    await expect(update(undefined)).rejects.toMatchObject({ name: "InvalidIfMatchVersion" });
    await update(etag);
    await expect(update(etag)).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  test("are deleted only when they are disabled and deployed", async () => {
    const { id, etag } = await created();
    const remove = (IfMatch: string | undefined) =>
      local.client.send(new DeleteDistributionCommand({ Id: id, IfMatch }));
    await expect(remove(etag)).rejects.toMatchObject({ name: "DistributionNotDisabled" });
    const latest = await disabled(id);
    await expect(remove(latest)).rejects.toMatchObject({ name: "DistributionNotDisabled" });
    await local.clock.advance(1000);
    await remove(latest);
    await expect(local.client.send(new GetDistributionCommand({ Id: id }))).rejects.toMatchObject({
      name: "NoSuchDistribution",
    });
  });

  test("are not doubled by the same caller reference", async () => {
    const config = smallDistribution();
    await created(config);
    await expect(created(config)).rejects.toMatchObject({ name: "DistributionAlreadyExists" });
  });

  test("are listed page by page", async () => {
    await created();
    await created();
    const ids: (string | undefined)[] = [];
    let marker: string | undefined;
    do {
      const { DistributionList: list } = await local.client.send(
        new ListDistributionsCommand({ MaxItems: 1, ...(marker && { Marker: marker }) }),
      );
      ids.push(...(list?.Items ?? []).map(({ Id }) => Id));
      marker = list?.NextMarker;
    } while (marker);
    const all = await local.client.send(new ListDistributionsCommand({}));
    expect(ids).toEqual(all.DistributionList?.Items?.map(({ Id }) => Id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("have tags, which are added, replaced and removed", async () => {
    const { Distribution } = await local.client.send(
      new CreateDistributionWithTagsCommand({
        DistributionConfigWithTags: {
          DistributionConfig: smallDistribution(),
          Tags: { Items: [{ Key: "site", Value: "a & <b>" }] },
        },
      }),
    );
    const Resource = Distribution?.ARN;
    await local.client.send(
      new TagResourceCommand({ Resource, Tags: { Items: [{ Key: "team", Value: "web" }] } }),
    );
    await local.client.send(new UntagResourceCommand({ Resource, TagKeys: { Items: ["gone"] } }));
    const { Tags } = await local.client.send(new ListTagsForResourceCommand({ Resource }));
    expect(Tags?.Items).toEqual([
      { Key: "site", Value: "a & <b>" },
      { Key: "team", Value: "web" },
    ]);
  });

  test("survive as a snapshot, with everything that they refer to", async () => {
    const snapshot = JSON.parse(JSON.stringify(local.cloud.snapshot()));
    const second = await startTestCloud({ snapshot });
    await local.clock.advance(1000);
    await second.clock.advance(60_000_000);
    expect(second.cloud.distributions()).toEqual(local.cloud.distributions());
    await second.close();
  });

  test("that come while a snapshot is taken are counted once it has been, so that the next one has them", async () => {
    const { cloud } = local;
    const before = cloud.changes;
    const scope = "Credential=any/20260101/us-east-1/cloudfront/aws4_request";
    let listing: Promise<Response> | undefined;
    await cloud.quiet(async () => {
      listing = fetch(`${cloud.url}/2020-05-31/distribution`, {
        headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, Signature=0` },
      });
      // A web page is refused, and waits for no snapshot: what was sent before has arrived as well.
      const page = await fetch(cloud.url, { headers: { origin: "https://elsewhere.example" } });
      expect(page.status).toBe(403);
      expect(cloud.changes).toBe(before);
    });
    expect((await listing)?.status).toBe(200);
    expect(cloud.changes).toBe(before + 1);
  });
});
