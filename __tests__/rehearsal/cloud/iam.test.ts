import { describe, expect, it } from "vitest";
import type { CloudRequest } from "../../../rehearsal/cloud/http";
import { IamCalls } from "../../../rehearsal/cloud/iam";
import { normalizedRecordName } from "../../../rehearsal/cloud/iam/route53";

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly region?: string;
}

const calls = new IamCalls(() => ({}));

/** "action resource..." of everything that IAM would be asked about a request. */
function asked(service: string, line: string, { headers = {}, body = "", region = "eu-west-1" }: Asked = {}) {
  const [method = "", target = ""] = line.split(" ");
  const [path = "", rawQuery = ""] = target.split("?");
  const query = new URLSearchParams(rawQuery);
  const request: CloudRequest = { method, path, rawQuery, query, headers, body: Buffer.from(body), region };
  return calls
    .of({ service, region }, request)
    .map(({ action, resources }) => [action, ...resources].join(" "));
}

describe("what IAM is asked about a request", () => {
  it.each([
    ["GET /b?lifecycle", "s3:GetLifecycleConfiguration arn:aws:s3:::b"],
    ["DELETE /b?lifecycle", "s3:PutLifecycleConfiguration arn:aws:s3:::b"],
    ["DELETE /b?policy", "s3:DeleteBucketPolicy arn:aws:s3:::b"],
    ["HEAD /b", "s3:ListBucket arn:aws:s3:::b"],
    ["GET /b/a%20b?versionId=1", "s3:GetObjectVersion arn:aws:s3:::b/a b"],
    ["PUT /b/k?uploadId=1&partNumber=1", "s3:PutObject arn:aws:s3:::b/k"],
  ])("of S3: %s", (line, call) => {
    expect(asked("s3", line)).toEqual([call]);
  });

  it("of S3, where one request is several: a copy, tags, a batch, a role for replication", () => {
    const headers = { "x-amz-copy-source": "/from/k?versionId=2", "x-amz-tagging": "a=b" };
    expect(asked("s3", "PUT /b/k", { headers })).toEqual([
      "s3:PutObject arn:aws:s3:::b/k",
      "s3:GetObjectVersion arn:aws:s3:::from/k",
      "s3:PutObjectTagging arn:aws:s3:::b/k",
    ]);
    const batch =
      "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>1</VersionId></Object></Delete>";
    expect(asked("s3", "POST /b?delete", { body: batch })).toEqual([
      "s3:DeleteObject arn:aws:s3:::b/a",
      "s3:DeleteObjectVersion arn:aws:s3:::b/b",
    ]);
    const role = "<ReplicationConfiguration><Role>arn:r</Role></ReplicationConfiguration>";
    expect(asked("s3", "PUT /b?replication", { body: role })).toEqual([
      "s3:PutReplicationConfiguration arn:aws:s3:::b",
      "iam:PassRole arn:r",
    ]);
  });

  it("of Scheduler: a schedule by its group and name, and the role that it takes", () => {
    const body = JSON.stringify({ Target: { RoleArn: "arn:r" } });
    expect(asked("scheduler", "POST /schedules/look", { body })).toEqual([
      "scheduler:CreateSchedule arn:aws:scheduler:eu-west-1:123456789012:schedule/default/look",
      "iam:PassRole arn:r",
    ]);
    expect(asked("scheduler", "DELETE /schedules/a%20b?groupName=own")).toEqual([
      "scheduler:DeleteSchedule arn:aws:scheduler:eu-west-1:123456789012:schedule/own/a b",
    ]);
    expect(asked("scheduler", "GET /schedule-groups/own")).toEqual([
      "scheduler:unknown GET /schedule-groups/own *",
    ]);
  });

  it("of WAF: a web ACL by its name and id, by its ARN, or with the tags that it is made with", () => {
    const waf = (action: string, body: object) =>
      asked("wafv2", "POST /", {
        headers: { "x-amz-target": `AWSWAF_20190729.${action}` },
        body: JSON.stringify(body),
        region: "us-east-1",
      });
    const acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop";
    expect(waf("CreateWebACL", { Name: "shop", Tags: [{ Key: "a", Value: "b" }] })).toEqual([
      `wafv2:CreateWebACL ${acl}/*`,
      `wafv2:TagResource ${acl}/*`,
    ]);
    expect(waf("GetWebACL", { Name: "shop", Id: "1" })).toEqual([`wafv2:GetWebACL ${acl}/1`]);
    expect(waf("ListTagsForResource", { ResourceARN: `${acl}/1` })).toEqual([
      `wafv2:ListTagsForResource ${acl}/1`,
    ]);
  });

  it("of IAM: the boundary that a role has is part of the question, as long as it has one", () => {
    const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
    const boundary = "arn:aws:iam::123456789012:policy/b";
    const make = form({
      Action: "CreateRole",
      RoleName: "r",
      PermissionsBoundary: boundary,
      "Tags.member.1.Key": "t",
    });
    expect(asked("iam", "POST /", { body: make })).toEqual([
      "iam:CreateRole arn:aws:iam::123456789012:role/r",
      "iam:TagRole arn:aws:iam::123456789012:role/r",
    ]);
    const request = {
      method: "POST",
      path: "/",
      rawQuery: "",
      query: new URLSearchParams(),
      headers: {},
      region: "",
    };
    const put = (role: string) =>
      Buffer.from(form({ Action: "PutRolePolicy", RoleName: role, PolicyName: "p" }));
    const of = (role: string) =>
      calls.of({ service: "iam", region: "" }, { ...request, body: put(role) })[0]?.context;
    expect(of("r")).toEqual({ "iam:permissionsboundary": [boundary] });
    expect(of("other")).toEqual({});
  });

  it("of CloudFront: tags, functions and a web ACL of a distribution are asked for as well", () => {
    const config =
      "<DistributionConfig><WebACLId>arn:acl</WebACLId><LambdaFunctionARN>arn:f:1</LambdaFunctionARN></DistributionConfig>";
    const body = `<DistributionConfigWithTags>${config}</DistributionConfigWithTags>`;
    expect(asked("cloudfront", "POST /2020-05-31/distribution?WithTags", { body })).toEqual([
      "cloudfront:CreateDistribution *",
      "cloudfront:TagResource arn:aws:cloudfront::123456789012:distribution/new",
      "lambda:GetFunction arn:f:1",
      "lambda:EnableReplication* arn:f:1",
      "wafv2:GetWebACL arn:acl",
    ]);
  });

  it("of CloudFront: a function that is made may be everything or the function", () => {
    const body = "<CreateFunctionRequest><Name>f</Name></CreateFunctionRequest>";
    expect(asked("cloudfront", "POST /2020-05-31/function", { body })).toEqual([
      "cloudfront:CreateFunction * arn:aws:cloudfront::123456789012:function/f",
    ]);
  });

  it("of Lambda: a role is handed over", () => {
    const body = JSON.stringify({ FunctionName: "f", Role: "arn:r", Tags: {} });
    expect(asked("lambda", "POST /2015-03-31/functions", { body, region: "us-east-1" })).toEqual([
      "lambda:CreateFunction arn:aws:lambda:us-east-1:123456789012:function:f",
      "iam:PassRole arn:r",
      "lambda:TagResource arn:aws:lambda:us-east-1:123456789012:function:f",
    ]);
  });

  it("of CloudWatch: a form, JSON or CBOR", () => {
    const body = new URLSearchParams({ Action: "PutMetricAlarm", AlarmName: "a" }).toString();
    const all = "cloudwatch:DescribeAlarms *";
    expect(asked("monitoring", "POST /", { body })).toEqual([
      "cloudwatch:PutMetricAlarm arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a",
    ]);
    const headers = { "x-amz-target": "GraniteServiceVersion20100801.DescribeAlarms" };
    expect(asked("monitoring", "POST /", { headers })).toEqual([all]);
    expect(
      asked("monitoring", "POST /service/GraniteServiceVersion20100801/operation/DescribeAlarms"),
    ).toEqual([all]);
  });

  it("of what no table has: an action that no policy allows", () => {
    expect(asked("ec2", "POST /")).toEqual(["ec2:unknown POST / *"]);
    expect(asked("cloudfront", "GET /2020-05-31/nothing")).toEqual([
      "cloudfront:unknown GET /2020-05-31/nothing *",
    ]);
  });

  it("knows records by their names as conditions do", () => {
    expect(["*.Example.org.", "\\052.example.org", "a_b.example.org"].map(normalizedRecordName)).toEqual([
      "\\052.example.org",
      "\\052.example.org",
      "a_b.example.org",
    ]);
  });
});
