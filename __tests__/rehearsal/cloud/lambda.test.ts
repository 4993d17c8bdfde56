import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud } from "./support/test-cloud";

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

  test("is gone with the function", async () => {
    await lambda("POST", "", { FunctionName: "gone", Code: { ZipFile: archive("x").toString("base64") } });
    await lambda("DELETE", "/gone");
    const arn = encodeURIComponent("arn:aws:lambda:us-east-1:123456789012:function:gone");
    expect((await fetch(`${local.cloud.url}/_lambda-code?arn=${arn}`)).status).toBe(404);
  });
});
