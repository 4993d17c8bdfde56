import { describe, expect, it } from "vitest";
import { decide, parseIdentityPolicy } from "../../../rehearsal/regions/policy/identity";
import { siteJson } from "../../support/site-json";

const store = "arn:aws:cloudfront::123456789012:key-value-store/own";
const lambda = "arn:aws:lambda:eu-west-1:123456789012:function:shop-sentinel";
const logs = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop-sentinel:log-stream:one";

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What a role of the sentinel's may do, as Terraform would fill it in and the project's own simulator of IAM decides. */
function roleOf(id: "access" | "schedule_access") {
  const { data } = siteJson({ failover: { automatic: true } });
  const documents = data?.aws_iam_policy_document as unknown as Record<string, { statement: Statement[] }>;
  const filled = JSON.stringify(documents[`sentinel_${id}_permissions`])
    .replaceAll(/\$\{aws_s3_bucket\.(\w+)_bucket\.arn\}/g, "arn:aws:s3:::shop-$1")
    .replaceAll(/\$\{aws_cloudfront_key_value_store\.\w+\.arn\}/g, store)
    .replaceAll(/\$\{aws_lambda_function\.sentinel_function\.arn\}/g, lambda);
  const { statement } = JSON.parse(filled) as { statement: Statement[] };
  const policy = parseIdentityPolicy({
    Version: "2012-10-17",
    Statement: statement.map(({ actions, resources }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
    })),
  });
  return (action: string, resource: string) =>
    decide({ policies: [policy] }, { action, resource }) === "allow";
}

const actions = [
  ...["GetObject", "GetObjectVersion", "PutObject", "DeleteObject", "ListBucket", "PutBucketPolicy"].map(
    (name) => `s3:${name}`,
  ),
  ...["DescribeKeyValueStore", "GetKey", "ListKeys", "PutKey", "DeleteKey", "UpdateKeys"].map(
    (name) => `cloudfront-keyvaluestore:${name}`,
  ),
  ...["cloudfront:UpdateDistribution", "cloudfront:CreateInvalidation", "cloudfront:DeleteKeyValueStore"],
  ...["iam:PassRole", "sts:AssumeRole", "lambda:InvokeFunction", "lambda:UpdateFunctionCode"],
  ...["scheduler:UpdateSchedule", "sns:Publish", "cloudwatch:PutMetricData"],
  ...["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
];
const resources = [
  ...["primary", "replica"].flatMap((side) => [
    `arn:aws:s3:::shop-${side}`,
    ...["index.html", ".outlast/current", ".well-known/outlast/primary", ".well-known/outlast/replica"].map(
      (key) => `arn:aws:s3:::shop-${side}/${key}`,
    ),
  ]),
  ...[store, store.replace("own", "other"), "arn:aws:cloudfront::123456789012:distribution/E1"],
  ...[lambda, lambda.replace("shop-sentinel", "other"), "arn:aws:iam::123456789012:role/shop-sentinel"],
  ...[logs, logs.replace("shop-sentinel", "other"), "arn:aws:sns:eu-west-1:123456789012:alarms", "*"],
];

/** All that a role may do of all that is tried. */
function allowed(id: "access" | "schedule_access"): string[] {
  const may = roleOf(id);
  return actions.flatMap((action) =>
    resources.filter((resource) => may(action, resource)).map((resource) => `${action} ${resource}`),
  );
}

describe("the sentinel", () => {
  it("may read one document of each bucket, write the store of the switch, write its log, and nothing else", () => {
    expect(allowed("access")).toEqual([
      "s3:GetObject arn:aws:s3:::shop-primary/.well-known/outlast/primary",
      "s3:GetObject arn:aws:s3:::shop-replica/.well-known/outlast/replica",
      `cloudfront-keyvaluestore:DescribeKeyValueStore ${store}`,
      `cloudfront-keyvaluestore:GetKey ${store}`,
      `cloudfront-keyvaluestore:UpdateKeys ${store}`,
      `logs:CreateLogStream ${logs}`,
      `logs:PutLogEvents ${logs}`,
    ]);
  });

  it("is called by what may call nothing but it", () => {
    expect(allowed("schedule_access")).toEqual([`lambda:InvokeFunction ${lambda}`]);
  });
});
