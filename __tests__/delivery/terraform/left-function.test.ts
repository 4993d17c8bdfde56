import { LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "vitest";
import { leftFunction } from "../../../delivery/terraform/left-function";

const address = "aws_lambda_function.edge_headers_lambda_function";
const configuration = (types: object) => JSON.stringify({ resource: types });
const withRules = configuration({
  aws_lambda_function: {
    edge_headers_lambda_function: { function_name: "shop-security-headers" },
    sentinel_function: { function_name: "shop-sentinel" },
  },
});

/** What is imported beside a Lambda that answers so. */
async function left(
  answer: { tags: Record<string, string> } | { error: string },
  json = withRules,
  known: string[] = [],
) {
  const asked: unknown[] = [];
  const regions = { primary: "eu-central-1", replica: "eu-west-1" };
  const client = new LambdaClient({
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(args.input);
      if ("error" in answer)
        throw Object.assign(new Error("no"), { name: answer.error, $metadata: { httpStatusCode: 403 } });
      return { response: {}, output: { $metadata: {}, Tags: answer.tags } as never };
    },
    { step: "initialize" },
  );
  return { imports: await leftFunction({ name: "shop", regions }, json, new Set(known), client), asked };
}

describe("the function that an earlier deployment left at the edges", () => {
  test("is imported under its name, where it has the site's tag", async () => {
    const { asked, imports } = await left({ tags: { "outlast:site": "shop" } });
    expect(imports).toEqual([{ to: address, id: "shop-security-headers" }]);
    expect(asked).toEqual([{ FunctionName: "shop-security-headers" }]);
  });

  test.each([
    ["is another site's", { tags: { "outlast:site": "blog" } }],
    ["is somebody's who tags nothing", { tags: {} }],
    ["is not there", { error: "ResourceNotFoundException" }],
  ])("is not imported where it %s", async (_, answer) => {
    expect((await left(answer)).imports).toEqual([]);
  });

  test.each([
    ["whose state has it", withRules, [address]],
    ["that has no rules", configuration({ aws_s3_bucket: {} }), []],
  ])("is not looked for by a stack %s", async (_, json, known) => {
    expect(await left({ tags: { "outlast:site": "shop" } }, json, known)).toEqual({ imports: [], asked: [] });
  });

  test("is told as refused where Lambda does not say", async () => {
    await expect(left({ error: "AccessDeniedException" })).rejects.toMatchObject({ code: "AWS_REFUSED" });
  });
});
