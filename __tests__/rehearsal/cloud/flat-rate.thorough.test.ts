import {
  CreateCachePolicyCommand,
  CreateDistributionWithTagsCommand,
  DeleteDistributionCommand,
  type DistributionConfig,
  GetDistributionConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDistributionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planTag } from "../../../facts/site/plan-tag";
import { smallDistribution, startTestCloud } from "./support/test-cloud";

type Local = Awaited<ReturnType<typeof startTestCloud>>;
let [subscribed, usual]: Local[] = [];
beforeAll(async () => {
  subscribed = await startTestCloud({ readings: { taggedPlans: "subscribed" } });
  usual = await startTestCloud();
});
afterAll(async () => {
  await subscribed?.close();
  await usual?.close();
});

/** A distribution with the tag of a plan, and what becomes of a change of it. */
async function tagged({ client, clock }: Local, plan = "free") {
  const { Distribution } = await client.send(
    new CreateDistributionWithTagsCommand({
      DistributionConfigWithTags: {
        DistributionConfig: smallDistribution(),
        Tags: { Items: [{ Key: planTag, Value: plan }] },
      },
    }),
  );
  const Id = Distribution?.Id as string;
  const update = async (change: Partial<DistributionConfig>) => {
    const { DistributionConfig, ETag } = await client.send(new GetDistributionConfigCommand({ Id }));
    const config = { ...DistributionConfig, ...change } as DistributionConfig;
    const sent = new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig: config });
    return client.send(sent).then(
      () => "taken",
      (error: Error) => error.message,
    );
  };
  const remove = async () => {
    clock.advance(10_000);
    const { ETag } = await client.send(new GetDistributionConfigCommand({ Id }));
    return client.send(new DeleteDistributionCommand({ Id, IfMatch: ETag })).then(
      () => "taken",
      (error: Error) => error.name,
    );
  };
  return { arn: Distribution?.ARN as string, remove, update };
}

const local = () => subscribed as Local;
const refusal = (features: string) =>
  `Distributions with the Free pricing plan can't have the following features: ${features}.`;

describe("a distribution whose tag says that it has joined a flat-rate plan, by the reading", () => {
  test("is refused what the plan does not let in, all of it at once", async () => {
    const { CachePolicy } = await local().client.send(
      new CreateCachePolicyCommand({
        CachePolicyConfig: { Name: "own", MinTTL: 0, DefaultTTL: 60, MaxTTL: 60 },
      }),
    );
    const { update } = await tagged(local());
    const behavior = { ...smallDistribution().DefaultCacheBehavior, CachePolicyId: CachePolicy?.Id };
    const change = {
      PriceClass: "PriceClass_100",
      DefaultCacheBehavior: behavior,
    } as Partial<DistributionConfig>;
    expect(await update(change)).toBe(
      refusal("no web ACL, or another, price class PriceClass_100, custom cache policies"),
    );
  });

  test("is not deleted before it has left, as its tag says", async () => {
    const { client } = local();
    const { arn, remove, update } = await tagged(local(), "none");
    expect(await update({ Enabled: false })).toBe("taken");
    const Tags = { Items: [{ Key: planTag, Value: "pro" }] };
    await client.send(new TagResourceCommand({ Resource: arn, Tags }));
    expect(await remove()).toBe("IllegalDelete");
    await client.send(new UntagResourceCommand({ Resource: arn, TagKeys: { Items: [planTag] } }));
    expect(await remove()).toBe("taken");
  });
});

test("is refused nothing unless the reading says so: to subscribe is a person's step", async () => {
  const { remove, update } = await tagged(usual as Local);
  expect(await update({ PriceClass: "PriceClass_100", Enabled: false })).toBe("taken");
  expect(await remove()).toBe("taken");
});
