import { expect, test } from "vitest";
import { asks, livePermissions } from "../../../audit/live/asks";
import { readLive } from "../../../audit/live/read-live";
import type { AwsAsking } from "../../../audit/live/readings";
import { withProofs } from "../../../audit/proof/prove";
import { auditText } from "../../../audit/report/text";
import { auditSite } from "../../../audit/run/audit";
import { withoutKnown } from "../../../audit/run/suppressions";
import { decide, parseIdentityPolicy } from "../../../rehearsal/regions/policy/identity";
import { loadResources } from "../../../rehearsal/terraform";
import { answers, distributionConfig, type LiveAnswers, liveDistribution, refusal } from "./site";

/** Reads a site of these answers, noting what was asked. */
async function read(over: LiveAnswers = {}) {
  const asked: string[] = [];
  const given: LiveAnswers = { ...answers, ...over };
  const asking: AwsAsking = async (ask, input, region) => {
    asked.push(`${ask.action} ${region}`);
    const [name = ""] = Object.entries(asks).find(([, one]) => one === (ask as object)) ?? [];
    const answer = given[name]?.(input as Readonly<Record<string, string>>, region ?? "");
    if (answer === undefined) throw refusal("AccessDenied", `nobody may ${ask.action}`);
    return answer as never;
  };
  const site = await readLive("E1SITE", asking);
  return { site, asked, audited: () => auditSite(site) };
}

const open = (result: ReturnType<typeof auditSite>) => withoutKnown(result, [], new Set(), "2030-01-01");

test("a sound site that runs has no finding, and nothing of it is left unread", async () => {
  const { audited } = await read();
  const result = audited();
  expect(result.findings.map(({ rule, says }) => [rule, says])).toEqual([]);
  expect(result.unknown).toEqual([]);
  expect(result.notRead).toEqual([]);
  expect(result.kind).toBe("live");
});

test("--permissions has the action of each question that a site is asked, and no other", async () => {
  const { asked } = await read({
    // All that a site may have beside: an access identity, an own policy of each kind, a bucket without a region in its name.
    distribution: () => {
      const { DefaultCacheBehavior, Origins } = distributionConfig;
      const [first, second] = Origins.Items;
      const old = { ...first, Id: "old", DomainName: "acme-old.s3.amazonaws.com", OriginAccessControlId: "" };
      const identity = {
        ...old,
        S3OriginConfig: { OriginAccessIdentity: "origin-access-identity/cloudfront/E1OAI" },
      };
      return liveDistribution({
        Origins: { Quantity: 3, Items: [first, second, identity] },
        DefaultCacheBehavior: {
          ...DefaultCacheBehavior,
          ...{ OriginRequestPolicyId: "own", ResponseHeadersPolicyId: "own" },
        },
      });
    },
  });
  const policy = livePermissions("E1SITE") as { Statement: { Action: string[] }[] };
  const granted = policy.Statement.flatMap(({ Action }) => Action);
  expect([...new Set(asked.map((one) => one.split(" ")[0]))].sort()).toEqual(granted.sort());
  const identity = parseIdentityPolicy(policy);
  const may = (action: string, resource: string) => decide({ policies: [identity] }, { action, resource });
  expect(may("cloudfront:GetDistribution", "arn:aws:cloudfront::123456789012:distribution/E1SITE")).toBe(
    "allow",
  );
  expect(may("cloudfront:GetDistribution", "arn:aws:cloudfront::123456789012:distribution/E2")).not.toBe(
    "allow",
  );
  expect(may("s3:GetObject", "arn:aws:s3:::acme-primary/index.html")).not.toBe("allow");
});

test("whatever is refused is said of each rule that would have gone by it, and nothing is found for want of it", async () => {
  const { asked } = await read();
  const actions = asked.map((one) => one.split(" ")[0]);
  const names = Object.entries(asks).flatMap(([name, { action }]) =>
    actions.includes(action) ? [name] : [],
  );
  for (const name of names.filter((one) => one !== "distribution")) {
    const { audited } = await read({ [name]: () => undefined });
    const { findings, notRead, unknown } = audited();
    expect([name, findings]).toEqual([name, []]);
    const { action } = asks[name as keyof typeof asks];
    const said = [...notRead, ...unknown].filter(({ why }) => why.includes(`${action}: AccessDenied`));
    expect([name, said.length > 0]).toEqual([name, true]);
  }
});

test("a refused policy and refused alarms are said in words", async () => {
  const { audited } = await read({ bucketPolicy: () => undefined, alarms: () => undefined });
  const text = auditText(open(audited()));
  expect(text).toContain(
    "aws_cloudfront_distribution.E1SITE: alarm-missing is not judged: aws_cloudwatch_composite_alarm: cloudwatch:DescribeAlarms: AccessDenied: nobody may cloudwatch:DescribeAlarms",
  );
  expect(text).toContain(
    "aws_s3_bucket_policy.acme-primary: not read: s3:GetBucketPolicy: AccessDenied: nobody may s3:GetBucketPolicy",
  );
  expect(text).toMatch(/origin-unreadable is not judged: policy: s3:GetBucketPolicy/);
});

test("a region that says nothing is asked once, and what is in it is not judged", async () => {
  const silent = (name: string) => (input: Readonly<Record<string, string>>, region: string) => {
    if (region === "eu-central-1") throw refusal("TimeoutError", "socket hang up", "ETIMEDOUT");
    return answers[name]?.(input, region);
  };
  const ofBuckets = Object.entries(asks).filter(([, { service }]) => service === "s3");
  const { asked, audited } = await read(Object.fromEntries(ofBuckets.map(([name]) => [name, silent(name)])));
  expect(asked.filter((one) => one.endsWith(" eu-central-1") && one.startsWith("s3:"))).toHaveLength(1);
  const { findings, notRead } = audited();
  expect(findings).toEqual([]);
  expect(notRead).toContainEqual({
    address: "aws_s3_bucket_policy.acme-primary",
    why: "s3 in eu-central-1 does not answer",
  });
});

test.each([
  ["NoSuchDistribution", "AUDIT_LIVE_NONE", /no distribution E1SITE/],
  ["AccessDenied", "AUDIT_LIVE_REFUSED", /--permissions/],
])("%s of the distribution is %s", async (name, code, words) => {
  const failing = read({
    distribution: () => {
      throw refusal(name, "not for you");
    },
  });
  await expect(failing).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
});

test("what is broken in a running site is found, and proved by its drill", async () => {
  const { site, audited } = await read({
    distribution: () =>
      liveDistribution({
        DefaultCacheBehavior: { ...distributionConfig.DefaultCacheBehavior, TargetOriginId: "primary" },
      }),
    acl: ({ Bucket = "" }) => ({
      Owner: { ID: "owner" },
      Grants: [
        {
          Grantee: { Type: "Group", URI: "http://acs.amazonaws.com/groups/global/AllUsers" },
          Permission: Bucket === "acme-primary" ? "READ" : "WRITE",
        },
      ],
    }),
  });
  const result = await withProofs(open(audited()), async () => loadResources("E1SITE", site.rehearsed));
  expect(result.notDrilled).toBeUndefined();
  expect(result.findings.map(({ address, rule }) => `${rule} ${address}`)).toEqual([
    "group-unused aws_cloudfront_distribution.E1SITE",
    "public-acl aws_s3_bucket_acl.acme-primary",
    "public-acl aws_s3_bucket_acl.acme-replica",
  ]);
  expect(result.findings[0]?.drill).toMatchObject({
    fault: "acme-primary=500",
    got: [{ status: 500 }],
    mended: [{ status: 200 }],
  });
});
