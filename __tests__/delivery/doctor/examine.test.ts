import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { readProject } from "../../../config";
import { identityProvider, regionCheck, regionsToOpen } from "../../../delivery/doctor/account";
import { bucketsOf, ownership } from "../../../delivery/doctor/buckets";
import { nodeCheck, unsure } from "../../../delivery/doctor/examine";
import { siteJson } from "../../support/site-json";
import { smallSite } from "../../support/sites";

describe("the doctor", () => {
  test.each([
    ["20.18.3", false],
    ["20.19.0", true],
    ["24.0.1", true],
  ])("knows by Node %s whether outlast runs: %s", (version, ok) => {
    expect(nodeCheck(version)).toMatchObject({ name: "node", ok, detail: expect.stringContaining(version) });
  });

  test("says of a quota whose number is written nowhere that it is unsure, where a site needs some of it", () => {
    const of = (format: "legacy" | "parquet") =>
      JSON.stringify(siteJson({ distribution: { accessLogs: { format } } }));
    expect(unsure([of("legacy")])).toEqual([]);
    expect(unsure([of("parquet"), of("legacy")])).toEqual([
      expect.stringMatching(/deliveries of logs .*\(1 of each to be there\): UNSURE/),
    ]);
  });

  const bucket = { name: "docs-primary", region: "eu-central-1" };
  const answering = (httpStatusCode?: number) => {
    const error = Object.assign(new Error("no"), { $metadata: { httpStatusCode } });
    const send = () => (httpStatusCode === 200 ? Promise.resolve({}) : Promise.reject(error));
    return { send } as unknown as Pick<S3Client, "send">;
  };

  test.each([
    [200, true, "is there"],
    [404, true, "the name is free"],
    [403, false, "somebody else has this name"],
    [301, false, "is in another region than eu-central-1"],
  ])("knows by %i of HeadBucket whose a bucket is", async (status, ok, said) => {
    expect(await ownership(bucket, answering(status))).toEqual({ ok, detail: expect.stringContaining(said) });
  });

  test("does not take an answer that says nothing for a free name", async () => {
    await expect(ownership(bucket, answering(500))).rejects.toThrow("no");
  });

  test("asks for the regions that an account has to open, and for every bucket that is to be made", async () => {
    const regions = { primary: "eu-south-1", replica: "eu-west-1" };
    const distribution = { accessLogs: { format: "parquet" as const } };
    const project = readProject({ default: { ...smallSite, regions, distribution } });
    expect(regionsToOpen(project)).toEqual(["eu-south-1"]);
    expect(bucketsOf(project).map(({ name }) => name)).toEqual([
      ...["shop-primary-test", "shop-replica-test", "shop-logs-test"],
    ]);
    const caller = async () => ({ account: "123456789012", arn: "arn:x" });
    expect(await regionCheck("eu-south-1", caller)).toMatchObject({ ok: true });
    await expect(regionCheck("eu-south-1", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  const arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
  test.each([
    ["none", false, undefined, [], true, "bootstrap makes it"],
    ["another project's", false, undefined, [arn], false, `oidcProviderArn: "${arn}"`],
    ["its own", true, undefined, [arn], true, arn],
    ["the one that is named", false, arn, [`${arn}x`, arn], true, arn],
    ["not the one that is named", false, arn, [], false, "leave oidcProviderArn out"],
  ])("knows an account that has %s as identity provider", async (_, bootstrapped, named, there, ok, said) => {
    const list = there.map((Arn) => ({ Arn }));
    const client = { send: async () => ({ OpenIDConnectProviderList: list }) } as unknown as IAMClient;
    const github = { repository: "example/docs", ...(named && { oidcProviderArn: named }) };
    const { deployment } = readProject({
      default: smallSite,
      deployment: { project: "docs", bootstrapped, github },
    });
    const found = await identityProvider(deployment as NonNullable<typeof deployment>, client);
    expect(found).toEqual({ ok, detail: expect.stringContaining(said) });
  });
});
