import { describe, expect, it } from "vitest";
import { siteJson } from "../../support/site-json";
import { headerRule } from "../../support/sites";
import { policies, resource, resources } from "../../support/synth";

const lambda = () => siteJson({ headers: { rules: [headerRule] } });

describe("edge headers", () => {
  it("are a numbered Lambda version in us-east-1 that destroying leaves behind", () => {
    expect(resource(lambda(), "aws_lambda_function")).toMatchObject({
      provider: "aws.global",
      function_name: "shop-security-headers",
      runtime: "nodejs22.x",
      architectures: ["x86_64"],
      handler: "index.handler",
      filename: "assets/security-headers.zip",
      source_code_hash: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      memory_size: 128,
      timeout: 3,
      publish: true,
      skip_destroy: true,
    });
  });

  it("log where AWS has an edge write, into a group that is there before they are, and that ends", () => {
    const name = "/aws/lambda/us-east-1.shop-security-headers";
    expect(resource(lambda(), "aws_cloudwatch_log_group")).toMatchObject({ name, retention_in_days: 30 });
    expect(resource(lambda(), "aws_lambda_function")).toMatchObject({
      depends_on: ["aws_cloudwatch_log_group.edge_headers_lambda_log_group"],
    });
  });

  it("outlive, role included, every edge that runs them: the distribution is changed, and waited for, before they go", () => {
    const kept = { lifecycle: { create_before_destroy: true } };
    const json = lambda();
    expect(resource(json, "aws_lambda_function")).toMatchObject(kept);
    expect(json.resource?.aws_iam_role?.edge_headers_lambda_access_role).toMatchObject(kept);
    expect(json.resource?.aws_iam_role_policy?.edge_headers_lambda_access_logs).toMatchObject(kept);
    expect(resource(json, "aws_cloudfront_distribution")).not.toHaveProperty("wait_for_deployment");
  });

  it("have a role that both Lambda services assume, and that may only write the function's own logs", () => {
    const { edge_headers_lambda_access_trust: trust, edge_headers_lambda_access_log_access: logs } = policies(
      lambda(),
    );
    expect(trust).toEqual([
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] }],
      },
    ]);
    const groups = [
      "arn:aws:logs:*:*:log-group:/aws/lambda/shop-security-headers",
      "arn:aws:logs:*:*:log-group:/aws/lambda/us-east-1.shop-security-headers",
    ];
    expect(logs).toEqual([
      { actions: ["logs:CreateLogGroup"], resources: groups },
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: groups.map((group) => `${group}:log-stream:*`),
      },
    ]);
  });

  it("are a published CloudFront Function when the config says so, and no Lambda", () => {
    const json = siteJson({ headers: { runtime: "cloudfront-function", rules: [headerRule] } });
    expect(json.resource?.aws_cloudfront_function?.edge_headers_viewer_response).toMatchObject({
      name: "shop-viewer-response",
      runtime: "cloudfront-js-2.0",
      publish: true,
      // CloudFront deletes no function that a behaviour still runs.
      lifecycle: { create_before_destroy: true },
    });
    expect(resources(json, "aws_lambda_function")).toEqual([]);
  });

  it("are there for the hashes of pages alone, and for nothing where no policy takes any", () => {
    expect(resources(siteJson(), "aws_lambda_function")).toHaveLength(1);
    expect(resources(siteJson({ headers: { contentSecurityPolicy: false } }), "aws_lambda_function")).toEqual(
      [],
    );
  });

  it("are nothing without rules and hashes: a function that does nothing costs money and time", () => {
    const json = siteJson({ headers: { inlineHashes: false } });
    expect(resources(json, "aws_lambda_function")).toEqual([]);
    expect(Object.keys(json.resource?.aws_cloudfront_function ?? {})).toEqual(["viewer_request_function"]);
  });
});
