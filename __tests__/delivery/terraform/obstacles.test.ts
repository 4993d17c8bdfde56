import { CloudFrontClient, type DistributionSummary } from "@aws-sdk/client-cloudfront";
import { Route53Client } from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import { distributionInTheWay } from "../../../delivery/terraform/distributions";
import { refuseFound } from "../../../delivery/terraform/obstacle";
import { distributionsKnown } from "../../../delivery/terraform/obstacles";
import { takenRecords } from "../../../delivery/terraform/records";
import type { PlanJson } from "../../../terraform/plan/plan-json";
import { answering, credentials } from "../../support/answering";
import { type PlannedResource, planWith } from "../../support/plans";
import { siteWith } from "../../support/sites";

const site = siteWith({
  domain: { name: "www.example.com", aliases: ["*.example.com"], zone: { id: "Z1", name: "example.com" } },
});
const bucket = (name: string) => ({ Id: name, DomainName: `${name}.s3.eu-west-1.amazonaws.com` });
const own = {
  Id: "E1",
  ARN: "arn:1",
  DomainName: "d1.cloudfront.net",
  Comment: "shop",
  Origins: { Quantity: 2, Items: [bucket("shop-primary-test"), bucket("shop-replica-test")] },
} satisfies Partial<DistributionSummary>;

/** What is in the way of the site beside one distribution, which has these tags. */
function beside(
  distribution: object,
  tags: Readonly<Record<string, string>> = {},
  known: readonly string[] = [],
) {
  const client = answering(new CloudFrontClient({ region: "us-east-1", credentials }), {
    ListDistributionsCommand: () => ({ DistributionList: { Items: [distribution] } }),
    ListTagsForResourceCommand: () => ({
      Tags: { Items: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    }),
  });
  return distributionInTheWay(site, "stacks/shop", new Set(known), client);
}

test("the distributions that a plan knows are those of its state, whatever it does with them", () => {
  const changes = [
    ["aws_cloudfront_distribution", ["no-op"], { id: "E1" }],
    ["aws_cloudfront_distribution", ["delete"], { id: "E2" }],
    ["aws_cloudfront_distribution", ["create"], null],
    ["aws_s3_bucket", ["update"], { id: "shop-primary" }],
  ] as const;
  const resource_changes = changes.map(([type, actions, before]) => ({
    ...({ mode: "managed", type } as const),
    change: { actions, before },
  }));
  expect(distributionsKnown({ resource_changes } as unknown as PlanJson)).toEqual(["E1", "E2"]);
});

describe("a distribution that the state does not know", () => {
  test("is an orphan, to be imported, with the site's own comment, buckets and tag", async () => {
    const found = await beside(own, { "outlast:site": "shop" });
    expect(found?.code).toBe("DEPLOY_ORPHAN");
    expect(found?.mend).toContain(
      "terraform -chdir=stacks/shop import aws_cloudfront_distribution.distribution E1",
    );
  });

  test("is one after a promotion too, while one of its origins is the bucket that is lost", async () => {
    for (const left of ["shop-primary-test", "shop-replica-test"]) {
      const Origins = { Quantity: 2, Items: [bucket(left), bucket("shop-lost")] };
      expect((await beside({ ...own, Origins }, { "outlast:site": "shop" }))?.code).toBe("DEPLOY_ORPHAN");
    }
  });

  test.each([
    ["without the tag", own, {}],
    ["with another site's tag", own, { "outlast:site": "blog" }],
    ["with another comment", { ...own, Comment: "the shop" }, { "outlast:site": "shop" }],
    [
      "with other buckets, as a project in another repository has that calls its site the same",
      { ...own, Origins: { Quantity: 1, Items: [bucket("shop-primary")] } },
      { "outlast:site": "shop" },
    ],
  ])("is none %s", async (_, distribution, tags) => {
    expect(await beside(distribution, tags)).toBeUndefined();
    const holding = { ...distribution, Aliases: { Quantity: 1, Items: ["WWW.example.com"] } };
    const found = await beside(holding, tags);
    expect(found?.code).toBe("DEPLOY_ALIAS_TAKEN");
    expect(found?.mend).not.toContain("import");
  });

  test("is named with each of the site's names that it holds, and what to look at", async () => {
    const Aliases = { Quantity: 3, Items: ["*.example.com", "www.example.com", "example.org"] };
    const found = await beside({ ...own, Comment: "the old shop", Aliases });
    expect(found?.value).toBe(
      'www.example.com is an alias of the distribution E1 (d1.cloudfront.net, "the old shop"); ' +
        '*.example.com is an alias of the distribution E1 (d1.cloudfront.net, "the old shop")',
    );
    expect(found?.mend).toContain("aws cloudfront get-distribution --id E1");
  });

  test("is not in the way where the state knows it, or it holds other names", async () => {
    const Aliases = { Quantity: 1, Items: ["www.example.com"] };
    expect(await beside({ ...own, Aliases }, { "outlast:site": "shop" }, ["E1"])).toBeUndefined();
    expect(
      await beside({ ...own, Comment: "x", Aliases: { Quantity: 1, Items: ["example.org"] } }),
    ).toBeUndefined();
  });
});

/** What is in the way of these planned records in a zone that has those. */
function among(sets: readonly object[], changes: readonly PlannedResource[]) {
  const client = answering(new Route53Client({ region: "us-east-1", credentials }), {
    ListResourceRecordSetsCommand: ({ StartRecordName }) => ({
      ResourceRecordSets: sets.filter(({ Name }: { Name?: string }) => Name !== "" && StartRecordName),
    }),
  });
  return takenRecords(planWith(changes), client);
}

const planned = (name: string, type: string, change: Partial<PlannedResource> = {}): PlannedResource => ({
  type: "aws_route53_record",
  ...{ actions: ["create"], after: { zone_id: "Z1", name, type, alias: [{}] }, ...change },
});
const set = (Name: string, Type: string) => ({ Name, Type, AliasTarget: { DNSName: "d9.cloudfront.net." } });

describe("records of the site's names", () => {
  const both = [planned("www.example.com", "A"), planned("*.example.com", "A")];

  test("that are in the zone are named, with what they lead to", async () => {
    const cname = {
      Name: "\\052.example.com.",
      Type: "CNAME",
      ResourceRecords: [{ Value: "old.example.org" }],
    };
    const found = await among([set("www.example.com.", "A"), cname], both);
    expect(found?.code).toBe("DEPLOY_RECORDS_TAKEN");
    expect(found?.value).toContain(
      "A of www.example.com (d9.cloudfront.net.), CNAME of *.example.com (old.example.org)",
    );
    expect(found?.mend).toContain("--hosted-zone-id Z1 --start-record-name www.example.com");
    expect(found?.mend).not.toContain("import");
  });

  test.each([
    ["of other names and types", [set("example.com.", "A"), set("www.example.com.", "TXT")], both],
    [
      "that the state has",
      [set("www.example.com.", "A")],
      [planned("www.example.com", "A", { actions: ["update"] })],
    ],
    [
      "that the plan imports",
      [set("www.example.com.", "A")],
      [planned("www.example.com", "A", { importing: {} })],
    ],
    [
      "in a zone that is made with them",
      [set("www.example.com.", "A")],
      [planned("www.example.com", "A", { after: { name: "www.example.com", type: "A", alias: [{}] } })],
    ],
    [
      "of a certificate",
      [set("_a.example.com.", "CNAME")],
      [
        planned("_a.example.com", "CNAME", {
          after: { zone_id: "Z1", name: "_a.example.com", type: "CNAME" },
        }),
      ],
    ],
  ])("are not in the way %s", async (_, sets, changes) => {
    expect(await among(sets, changes)).toBeUndefined();
  });

  test("are told together with the alias that belongs to them", () => {
    const alias = { code: "DEPLOY_ALIAS_TAKEN", value: "an alias", mend: "Move it." } as const;
    const records = { code: "DEPLOY_RECORDS_TAKEN", value: "records", mend: "Delete them." } as const;
    expect(() => refuseFound([undefined, undefined])).not.toThrow();
    expect(() => refuseFound([alias, records])).toThrow(
      expect.objectContaining({
        code: alias.code,
        value: "an alias; records",
        mend: "Move it. Delete them.",
      }),
    );
  });
});
