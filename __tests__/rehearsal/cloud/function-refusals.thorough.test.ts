import {
  CreateDistributionCommand,
  CreateFunctionCommand,
  type DistributionConfig,
  PublishFunctionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withBehavior } from "./support/distribution-configs";
import { startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
const functionArn = (name: string) => `arn:aws:cloudfront::123456789012:function/${name}`;
const lambdaArn = (tail: string, region = "us-east-1") =>
  `arn:aws:lambda:${region}:123456789012:function:${tail}`;

beforeAll(async () => {
  local = await startTestCloud();
  for (const Name of ["live", "unpublished"]) {
    const { ETag } = await local.client.send(
      new CreateFunctionCommand({
        Name,
        FunctionConfig: { Comment: "", Runtime: "cloudfront-js-2.0" },
        FunctionCode: Buffer.from("function handler(event) { return event.request; }"),
      }),
    );
    if (Name === "live") await local.client.send(new PublishFunctionCommand({ Name, IfMatch: ETag }));
  }
  for (const fn of [
    { FunctionName: "good" },
    { FunctionName: "arm", Architectures: ["arm64"] },
    { FunctionName: "env", Environment: { Variables: { A: "1" } } },
    { FunctionName: "ruby", Runtime: "ruby3.4" },
  ]) {
    await fetch(`${local.cloud.url}/2015-03-31/functions`, {
      method: "POST",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/lambda/aws4_request, Signature=0",
      },
      body: JSON.stringify({
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Publish: true,
        Code: { ZipFile: "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
        ...fn,
      }),
    });
  }
});
afterAll(() => local.close());

const create = (DistributionConfig: DistributionConfig) =>
  local.client.send(new CreateDistributionCommand({ DistributionConfig }));

const lambda = (arn: string, event = "origin-response", includeBody = false) => ({
  LambdaFunctionAssociations: {
    Quantity: 1,
    Items: [{ LambdaFunctionARN: arn, EventType: event as never, IncludeBody: includeBody }],
  },
});
const cff = (name: string, event = "viewer-request") => ({
  FunctionAssociations: {
    Quantity: 1,
    Items: [{ FunctionARN: functionArn(name), EventType: event as never }],
  },
});

const refused: [what: string, code: string, config: () => DistributionConfig][] = [
  [
    "an unqualified Lambda ARN",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good"))),
  ],
  [
    "a Lambda ARN of $LATEST",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:$LATEST"))),
  ],
  [
    "a Lambda function of another region",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:1", "eu-west-1"))),
  ],
  [
    "a version that does not exist",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:9"))),
  ],
  [
    "a Lambda function for arm64",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("arm:1"))),
  ],
  [
    "a Lambda function with environment variables",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("env:1"))),
  ],
  [
    "a Lambda function of another language",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("ruby:1"))),
  ],
  [
    "a body for a response event",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:1"), "origin-response", true)),
  ],
  [
    "both kinds of functions on viewer events",
    "InvalidFunctionAssociation",
    () => withBehavior({ ...cff("live"), ...lambda(lambdaArn("good:1"), "viewer-response") }),
  ],
  [
    "a CloudFront function on an origin event",
    "InvalidFunctionAssociation",
    () => withBehavior(cff("live", "origin-request")),
  ],
  ["a function that is not published", "InvalidFunctionAssociation", () => withBehavior(cff("unpublished"))],
  ["a function that does not exist", "InvalidFunctionAssociation", () => withBehavior(cff("nothing"))],
];

describe("of functions, CreateDistribution", () => {
  test.each(refused)("refuses %s with %s", async (_what, code, config) => {
    await expect(create(config())).rejects.toMatchObject({ name: code });
  });

  test("accepts a CloudFront function beside a Lambda function on origin events", async () => {
    const config = withBehavior({ ...cff("live"), ...lambda(lambdaArn("good:1")) });
    await expect(create(config)).resolves.toMatchObject({ Distribution: { Status: "InProgress" } });
  });
});
