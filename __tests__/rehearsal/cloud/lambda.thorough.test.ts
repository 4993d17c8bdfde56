import { CreateDistributionCommand, UpdateDistributionCommand } from "@aws-sdk/client-cloudfront";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { behavior, smallDistribution, startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

const authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/lambda/aws4_request, Signature=0";
const archive = (text: string) => Buffer.from(zipSync({ "index.js": strToU8(text) }));
const lambda = (method: string, path: string, body?: object) =>
  fetch(`${local.cloud.url}/2015-03-31/functions${path}`, {
    method,
    headers: { authorization },
    ...(body && { body: JSON.stringify(body) }),
  });

async function codeOf(name: string, version: string) {
  const response = await lambda("GET", `/${name}?Qualifier=${version}`);
  const { Code } = (await response.json()) as { Code: { Location: string } };
  return Buffer.from(await (await fetch(Code.Location)).arrayBuffer());
}

describe("Lambda's code", () => {
  test("stays what it was when a later version is published", async () => {
    const [one, two] = [archive("1"), archive("2")];
    const zip = (code: Buffer) => ({ ZipFile: code.toString("base64") });
    await lambda("POST", "", {
      FunctionName: "kept",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: zip(one),
      Publish: true,
    });
    await lambda("PUT", "/kept/code", zip(two));
    await lambda("POST", "/kept/versions", {});
    expect(await codeOf("kept", "1")).toEqual(one);
    expect(await codeOf("kept", "2")).toEqual(two);
  });

  test("cannot be deleted while a distribution runs a version of it, as long as edges hold replicas", async () => {
    const code = { ZipFile: archive("x").toString("base64") };
    const made = { Runtime: "nodejs22.x", Handler: "index.handler", Code: code, Publish: true };
    await lambda("POST", "", { FunctionName: "run", ...made });
    await lambda("PUT", "/run/code", { ...code, Publish: true });
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:run:1";
    const config = smallDistribution();
    const { Distribution, ETag } = await local.client.send(
      new CreateDistributionCommand({
        DistributionConfig: {
          ...config,
          DefaultCacheBehavior: {
            ...behavior("primary"),
            LambdaFunctionAssociations: {
              Quantity: 1,
              Items: [{ LambdaFunctionARN: arn, EventType: "origin-response" }],
            },
          },
        },
      }),
    );
    for (const path of ["/run", "/run?Qualifier=1", `/${encodeURIComponent(arn.replace(/:1$/, ""))}`]) {
      const refused = await lambda("DELETE", path);
      expect([refused.status, refused.headers.get("x-amzn-errortype")]).toEqual([
        400,
        "InvalidParameterValueException",
      ]);
      expect(await refused.text()).toContain(`unable to delete ${arn} because it is a replicated function`);
    }
    expect((await lambda("DELETE", "/run?Qualifier=2")).status).toBe(204);

    await local.clock.advance(1000);
    const parted = { ...config, CallerReference: Distribution?.DistributionConfig?.CallerReference };
    await local.client.send(
      new UpdateDistributionCommand({ Id: Distribution?.Id, IfMatch: ETag, DistributionConfig: parted }),
    );
    expect((await lambda("DELETE", "/run")).status).toBe(400);
    await local.clock.advance(1000);
    expect((await lambda("DELETE", "/run")).status).toBe(204);
  });

  test("is gone with the function", async () => {
    await lambda("POST", "", { FunctionName: "gone", Code: { ZipFile: archive("x").toString("base64") } });
    await lambda("DELETE", "/gone");
    const arn = encodeURIComponent("arn:aws:lambda:us-east-1:123456789012:function:gone");
    expect((await fetch(`${local.cloud.url}/_lambda-code?arn=${arn}`)).status).toBe(404);
  });
});
