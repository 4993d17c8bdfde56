import { generateKeyPairSync } from "node:crypto";
import * as sdk from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../../../rehearsal/cloud/cloudfront/kinds";
import { operations } from "../../../rehearsal/cloud/cloudfront/schema/model";
import { groupedDistribution, smallDistribution, startTestCloud } from "./support/test-cloud";

type Values = Record<string, unknown>;

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

async function send(name: string, input: Values): Promise<Values> {
  const Command = (sdk as unknown as Record<string, new (input: Values) => never>)[`${name}Command`];
  if (Command === undefined) throw new Error(`the SDK has no ${name}`);
  return local.client.send(new Command(input)) as never;
}

const has = (name: string) => operations.some((operation) => operation.name === name);
const pem = () =>
  generateKeyPairSync("rsa", { modulusLength: 2048 })
    .publicKey.export({ type: "spki", format: "pem" })
    .toString();
const code = Buffer.from("function connectionHandler(c) { c.allow(); }");
const names = { None: { CookieBehavior: "none" }, Query: { QueryStringBehavior: "none" } };

/** What each kind is made of: what it needs first, and what `comment` changes in it. */
const made: Record<string, (comment: string) => Values | Promise<Values>> = {
  AnycastIpList: (comment) => ({
    Name: "ips",
    IpCount: 3,
    IpAddressType: comment === "" ? "ipv4" : "dualstack",
  }),
  CachePolicy: (Comment) => ({ CachePolicyConfig: { Name: "cached", MinTTL: 0, Comment } }),
  CloudFrontOriginAccessIdentity: (Comment) => ({
    CloudFrontOriginAccessIdentityConfig: { CallerReference: "identity", Comment },
  }),
  ConnectionFunction: (Comment) => ({
    Name: "connect",
    ConnectionFunctionConfig: { Comment, Runtime: "cloudfront-js-2.0" },
    ConnectionFunctionCode: code,
  }),
  ConnectionGroup: (comment) => ({ Name: "group", Enabled: false, Ipv6Enabled: comment !== "" }),
  ContinuousDeploymentPolicy: async (comment) => ({
    ContinuousDeploymentPolicyConfig: {
      StagingDistributionDnsNames: { Quantity: 1, Items: [await stagingName()] },
      Enabled: comment !== "",
      TrafficConfig: { Type: "SingleWeight", SingleWeightConfig: { Weight: 0.05 } },
    },
  }),
  DistributionTenant: async (comment) => ({
    Name: "tenant",
    DistributionId: (await tenantsOf()).Id,
    Domains: [{ Domain: "tenant.example.com" }],
    Enabled: false,
    Parameters: [{ Name: "comment", Value: comment || "none" }],
  }),
  FieldLevelEncryptionConfig: (Comment) => ({
    FieldLevelEncryptionConfig: { CallerReference: "fields", Comment },
  }),
  FieldLevelEncryptionProfile: (Comment) => ({
    FieldLevelEncryptionProfileConfig: {
      ...{ Name: "profile", CallerReference: "profile", Comment },
      EncryptionEntities: { Quantity: 0 },
    },
  }),
  KeyGroup: async (Comment) => ({ KeyGroupConfig: { Name: "keys", Items: [await publicKey()], Comment } }),
  OriginAccessControl: (Description) => ({
    OriginAccessControlConfig: {
      ...{ Name: "control", Description, SigningProtocol: "sigv4", SigningBehavior: "always" },
      OriginAccessControlOriginType: "s3",
    },
  }),
  OriginRequestPolicy: (Comment) => ({
    OriginRequestPolicyConfig: {
      ...{ Name: "asked", Comment, HeadersConfig: { HeaderBehavior: "none" } },
      ...{ CookiesConfig: names.None, QueryStringsConfig: names.Query },
    },
  }),
  PublicKey: (Comment) => ({
    PublicKeyConfig: { CallerReference: "key", Name: "key", EncodedKey: ownKey, Comment },
  }),
  RealtimeLogConfig: (comment) => ({
    ...{ Name: "realtime", SamplingRate: comment === "" ? 50 : 100, Fields: ["timestamp"] },
    EndPoints: [
      {
        StreamType: "Kinesis",
        KinesisStreamConfig: { RoleARN: "arn:aws:iam::1:role/r", StreamARN: "arn:aws:kinesis:1" },
      },
    ],
  }),
  ResponseHeadersPolicy: (Comment) => ({ ResponseHeadersPolicyConfig: { Name: "shown", Comment } }),
  StreamingDistribution: (Comment) => ({
    StreamingDistributionConfig: {
      ...{
        CallerReference: "stream",
        Comment,
        Enabled: false,
        TrustedSigners: { Enabled: false, Quantity: 0 },
      },
      S3Origin: { DomainName: "b.s3.amazonaws.com", OriginAccessIdentity: "" },
    },
  }),
  TrustStore: (comment) => ({
    Name: "trust",
    CaCertificatesBundleSource: {
      CaCertificatesBundleS3Location: {
        Bucket: "trust",
        Key: comment === "" ? "one" : "two",
        Region: "eu-west-1",
      },
    },
  }),
  VpcOrigin: (comment) => ({
    VpcOriginEndpointConfig: {
      ...{ Name: `vpc${comment}`, Arn: "arn:aws:elasticloadbalancing:x", HTTPPort: 80, HTTPSPort: 443 },
      OriginProtocolPolicy: "http-only",
    },
  }),
};

const ownKey = pem();
let keyId: string | undefined;
async function publicKey(): Promise<string> {
  keyId ??= (
    await local.client.send(
      new sdk.CreatePublicKeyCommand({
        PublicKeyConfig: { CallerReference: "first", Name: "first", EncodedKey: pem() },
      }),
    )
  ).PublicKey?.Id;
  return keyId as string;
}

async function distribution(over: Partial<sdk.DistributionConfig>) {
  const config = smallDistribution(over);
  const { Distribution } = await local.client.send(
    new sdk.CreateDistributionCommand({ DistributionConfig: config }),
  );
  return { ...Distribution };
}

let staging: string | undefined;
async function stagingName() {
  staging ??= (await distribution({ Staging: true })).DomainName;
  return staging;
}
let tenants: Promise<sdk.Distribution> | undefined;
function tenantsOf() {
  tenants ??= distribution({ ConnectionMode: "tenant-only" }) as Promise<sdk.Distribution>;
  return tenants;
}

/** The structure that an output is about, and its id. */
const inside = (output: Values) =>
  Object.values(output).find(
    (value): value is Values =>
      typeof value === "object" && "$metadata" in output && value !== output.$metadata,
  ) ?? {};
const refused = (work: Promise<unknown>) =>
  work.then(
    () => "answered",
    ({ name }) => name,
  );

describe("each kind of resource", () => {
  test("has its case here", () => {
    expect(Object.keys(made).sort()).toEqual([...kinds.keys()].sort());
  });

  test.each([...kinds.values()])(
    "$name is made, read, listed, changed and deleted under its version",
    async (kind) => {
      const { name } = kind;
      const input = (await made[name]?.("")) as Values;
      const created = await send(`Create${name}`, input);
      const entity = inside(created);
      const id = (entity.Id ?? entity.ARN) as string;
      const isByName = name === "RealtimeLogConfig";
      const at = isByName ? { ARN: id } : { Id: id, Identifier: id };
      if (kind.config) expect(entity[kind.config]).toMatchObject(input[kind.config] as Values);

      const reading =
        [`Get${name}`, `Get${name.replace(/Config$/, "")}`].find(
          (one) => has(one) && !(one.endsWith("Config") && !isByName),
        ) ?? "";
      expect(
        inside(await send(name === "ConnectionFunction" ? `Describe${name}` : reading, at)),
      ).toMatchObject({ ...(isByName ? { ARN: id } : { Id: id }) });
      if (kind.config)
        expect(inside(await send(`Get${name.replace(/Config$/, "")}Config`, at))).toMatchObject(
          input[kind.config] as Values,
        );

      const list = [`List${name}s`, `List${name.replace(/y$/, "ies")}`].find(has) ?? "";
      const page = await send(list, { MaxItems: 100 });
      expect(JSON.stringify(page)).toContain(id);

      const changed = { ...((await made[name]?.("changed")) as Values), ...at };
      const isVersioned = created.ETag !== undefined;
      if (isVersioned) {
        expect(await refused(send(`Update${name}`, { ...changed, IfMatch: "EOTHER" }))).toBe(
          "PreconditionFailed",
        );
        expect(await refused(send(`Delete${name}`, { ...at, IfMatch: "EOTHER" }))).toBe("PreconditionFailed");
      }
      const { ETag: IfMatch } = has(`Update${name}`)
        ? await send(`Update${name}`, { ...changed, IfMatch: created.ETag })
        : created;
      if (isVersioned) expect(IfMatch).not.toBe(created.ETag);
      expect(await refused(send(`Create${name}`, (await made[name]?.("")) as Values))).toMatch(
        name === "VpcOrigin" || name === "ContinuousDeploymentPolicy" ? /./ : /AlreadyExists$/,
      );
      await send(`Delete${name}`, { ...at, IfMatch });
      expect(await refused(send(`Delete${name}`, { ...at, IfMatch }))).toBe(kind.errors.missing);
    },
  );

  test("is tagged by its ARN, and told of where nothing rehearses it", async () => {
    const { TrustStore } = await local.client.send(
      new sdk.CreateTrustStoreCommand((await made.TrustStore?.("")) as never),
    );
    const Tags = { Items: [{ Key: "team", Value: "web" }] };
    await local.client.send(new sdk.TagResourceCommand({ Resource: TrustStore?.Arn, Tags }));
    expect(
      (await local.client.send(new sdk.ListTagsForResourceCommand({ Resource: TrustStore?.Arn }))).Tags,
    ).toEqual(Tags);
    expect(local.cloud.unrehearsed()).toContain(
      `TrustStore ${TrustStore?.Id} (trust) is kept and not rehearsed`,
    );
  });
});

describe("distributions are listed by what they refer to:", () => {
  type Referring = (id: string) => Partial<sdk.DistributionConfig>;
  const inBehavior = (over: Partial<sdk.DefaultCacheBehavior>) => {
    const { DefaultCacheBehavior: least } = smallDistribution();
    return { DefaultCacheBehavior: { ...(least as sdk.DefaultCacheBehavior), ...over } };
  };
  const privately: Referring = (VpcOriginId) => {
    const origin = { Id: "primary", DomainName: "private.example.com", VpcOriginConfig: { VpcOriginId } };
    return { Origins: { Quantity: 1, Items: [origin] } };
  };
  const mutually: Referring = (TrustStoreId) => ({
    ViewerMtlsConfig: { Mode: "required", TrustStoreConfig: { TrustStoreId } },
  });
  const connecting: Referring = (Id) => ({ ConnectionFunctionAssociation: { Id } });
  const realtime: Referring = (RealtimeLogConfigArn) => inBehavior({ RealtimeLogConfigArn });

  test.each<[by: string, of: Referring, input?: string, kind?: string]>([
    ["AnycastIpListId", (AnycastIpListId) => ({ AnycastIpListId })],
    ["CachePolicyId", (CachePolicyId) => inBehavior({ CachePolicyId })],
    ["ConnectionFunction", connecting, "ConnectionFunctionIdentifier"],
    ["OriginRequestPolicyId", (OriginRequestPolicyId) => inBehavior({ OriginRequestPolicyId })],
    ["OwnedResource", privately, "ResourceArn", "VpcOrigin"],
    ["RealtimeLogConfig", realtime, "RealtimeLogConfigName"],
    ["ResponseHeadersPolicyId", (ResponseHeadersPolicyId) => inBehavior({ ResponseHeadersPolicyId })],
    ["TrustStore", mutually, "TrustStoreIdentifier"],
    ["VpcOriginId", privately],
  ])("%s", async (by, of, input = by, kind = by.replace(/Id$/, "")) => {
    const given = (await made[kind]?.("")) as Values;
    // Another test leaves a trust store of the name.
    const entity = inside(
      await send(`Create${kind}`, { ...given, ...(kind === "TrustStore" && { Name: "asked" }) }),
    );
    const { Id } = await distribution(of((entity.Id ?? entity.ARN) as string));
    await distribution({});
    const value = { ResourceArn: entity.Arn, RealtimeLogConfigName: entity.Name }[input] ?? entity.Id;
    const { Items } = inside(await send(`ListDistributionsBy${by}`, { [input]: value }));
    const ids = (Items as (string | Values)[]).map((one) =>
      typeof one === "string" ? one : (one.Id ?? one.DistributionId),
    );
    expect(ids).toEqual([Id]);
  });

  test("ConnectionMode", async () => {
    const { Id } = await tenantsOf();
    const page = await send("ListDistributionsByConnectionMode", { ConnectionMode: "tenant-only" });
    expect(inside(page).Items).toMatchObject([{ Id }]);
  });
});

describe("a trust store", () => {
  const bundle = (Key: string) => ({
    CaCertificatesBundleS3Location: { Bucket: "trust", Key, Region: "eu-west-1" },
  });
  const create = (Name: string, key: string) =>
    local.client.send(new sdk.CreateTrustStoreCommand({ Name, CaCertificatesBundleSource: bundle(key) }));

  test("counts the certificates of its bundle", async () => {
    const { TrustStore, ETag } = await create("counted", "two");
    expect(TrustStore?.NumberOfCaCertificates).toBe(2);
    const changed = { Id: TrustStore?.Id, IfMatch: ETag, CaCertificatesBundleSource: bundle("one") };
    const updated = await local.client.send(new sdk.UpdateTrustStoreCommand(changed));
    expect(updated.TrustStore?.NumberOfCaCertificates).toBe(1);
  });

  test.each(["none", "nowhere"])("is refused for a bundle without any: %s", async (key) => {
    expect(await refused(create(`of-${key}`, key))).toBe("InvalidArgument");
  });
});

describe("an origin group by the quality of its media", () => {
  test("is kept, and told of", async () => {
    const { OriginGroups, ...rest } = groupedDistribution();
    const [group] = OriginGroups?.Items ?? [];
    const Items = [{ ...(group as sdk.OriginGroup), SelectionCriteria: "media-quality-based" as const }];
    const { Id } = await distribution({ ...rest, OriginGroups: { Quantity: 1, Items } });
    expect(local.cloud.unrehearsed()).toContain(
      `distribution ${Id}: no origin is chosen by the quality of its media: the first one is asked`,
    );
  });
});

describe("key groups and continuous deployment", () => {
  test("reach the edge, and are in use while a distribution names them", async () => {
    const { KeyGroup, ETag } = await local.client.send(
      new sdk.CreateKeyGroupCommand((await made.KeyGroup?.("")) as never),
    );
    const groups = { Enabled: true, Quantity: 1, Items: [KeyGroup?.Id as string] };
    const small = smallDistribution();
    const { Id } = await distribution({
      ...small,
      DefaultCacheBehavior: {
        ...(small.DefaultCacheBehavior as sdk.DefaultCacheBehavior),
        TrustedKeyGroups: groups,
      },
    });
    await local.clock.advance(1000);
    const served = local.cloud.distributions().find(({ id }) => id === Id);
    expect(served?.defaultCacheBehavior.trustedKeys).toMatchObject([{ id: await publicKey() }]);
    expect(await refused(send("DeleteKeyGroup", { Id: KeyGroup?.Id, IfMatch: ETag }))).toBe("ResourceInUse");
    const found = await send("ListDistributionsByKeyGroup", { KeyGroupId: KeyGroup?.Id });
    expect(found.DistributionIdList).toMatchObject({ Quantity: 1, Items: [Id] });
  });

  test("a copy is staged, takes its share, and is promoted", async () => {
    const primary = await distribution({ Comment: "primary" });
    const { ETag } = await send("GetDistribution", { Id: primary.Id });
    const copied = await send("CopyDistribution", {
      ...{
        PrimaryDistributionId: primary.Id,
        IfMatch: ETag,
        Staging: true,
        CallerReference: "copy",
        Enabled: true,
      },
    });
    const copy = copied.Distribution as sdk.Distribution;
    const { ContinuousDeploymentPolicy } = await local.client.send(
      new sdk.CreateContinuousDeploymentPolicyCommand({
        ContinuousDeploymentPolicyConfig: {
          StagingDistributionDnsNames: { Quantity: 1, Items: [copy.DomainName as string] },
          Enabled: true,
          TrafficConfig: {
            Type: "SingleHeader",
            SingleHeaderConfig: { Header: "aws-cf-cd-next", Value: "yes" },
          },
        },
      }),
    );
    const config = {
      ...primary.DistributionConfig,
      ContinuousDeploymentPolicyId: ContinuousDeploymentPolicy?.Id,
    };
    const updated = await send("UpdateDistribution", {
      Id: primary.Id,
      IfMatch: ETag,
      DistributionConfig: config,
    });
    await local.clock.advance(1000);
    expect(local.cloud.distributions().find(({ id }) => id === primary.Id)?.staging).toEqual({
      domainName: copy.DomainName,
      traffic: { type: "header", header: "aws-cf-cd-next", value: "yes" },
    });
    const changed = await send("UpdateDistribution", {
      ...{
        Id: copy.Id,
        IfMatch: copied.ETag,
        DistributionConfig: { ...copy.DistributionConfig, Comment: "next" },
      },
    });
    const promoted = await send("UpdateDistributionWithStagingConfig", {
      ...{ Id: primary.Id, StagingDistributionId: copy.Id, IfMatch: `${updated.ETag}, ${changed.ETag}` },
    });
    expect((promoted.Distribution as sdk.Distribution).DistributionConfig).toMatchObject({
      ...{ Comment: "next", Staging: false, ContinuousDeploymentPolicyId: ContinuousDeploymentPolicy?.Id },
    });
  });
});
