import {
  CreateDistributionCommand,
  CreateFunctionCommand,
  CreateKeyValueStoreCommand,
  DeleteFunctionCommand,
  DeleteKeyValueStoreCommand,
  DescribeFunctionCommand,
  DescribeKeyValueStoreCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
  PublishFunctionCommand,
  TestFunctionCommand,
  UpdateFunctionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { behavior, smallDistribution, startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

const FunctionConfig = { Comment: "", Runtime: "cloudfront-js-2.0" as const };
const code = (uri: string) =>
  Buffer.from(`function handler(event) { event.request.uri = "${uri}"; return event.request; }`);
const createFunction = (Name: string, FunctionCode = code("/"), over = {}) =>
  local.client.send(
    new CreateFunctionCommand({ Name, FunctionConfig: { ...FunctionConfig, ...over }, FunctionCode }),
  );
const served = (id: string | undefined) =>
  local.cloud
    .distributions()
    .find((distribution) => distribution.id === id)
    ?.defaultCacheBehavior.functions.map((fn) => (fn.type === "cloudfront-function" ? fn.code : fn.arn));

describe("functions", () => {
  test("reach the edge when they are published, not when they are updated", async () => {
    const { ETag } = await createFunction("staged", code("/one"));
    await local.client.send(new PublishFunctionCommand({ Name: "staged", IfMatch: ETag }));
    const association = {
      FunctionARN: "arn:aws:cloudfront::123456789012:function/staged",
      EventType: "viewer-request" as const,
    };
    const { Distribution } = await local.client.send(
      new CreateDistributionCommand({
        DistributionConfig: smallDistribution({
          DefaultCacheBehavior: {
            ...behavior("primary"),
            FunctionAssociations: { Quantity: 1, Items: [association] },
          },
        }),
      }),
    );
    await local.clock.advance(1000);
    const updated = await local.client.send(
      new UpdateFunctionCommand({
        Name: "staged",
        IfMatch: ETag,
        FunctionConfig,
        FunctionCode: code("/two"),
      }),
    );
    expect(served(Distribution?.Id)).toEqual([code("/one").toString()]);
    await local.client.send(new PublishFunctionCommand({ Name: "staged", IfMatch: updated.ETag }));
    expect(served(Distribution?.Id)).toEqual([code("/two").toString()]);
    await expect(
      local.client.send(new DeleteFunctionCommand({ Name: "staged", IfMatch: updated.ETag })),
    ).rejects.toMatchObject({ name: "FunctionInUse" });
  });

  test("have an ETag after an update under the name that the API's model misspells, too", async () => {
    const { ETag } = await createFunction("misspelt");
    const body = `<UpdateFunctionRequest><FunctionConfig><Comment/><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig><FunctionCode>${code("/").toString("base64")}</FunctionCode></UpdateFunctionRequest>`;
    const response = await fetch(`${local.cloud.url}/2020-05-31/function/misspelt`, {
      method: "PUT",
      headers: { "if-match": ETag ?? "" },
      body,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("ettag")).toBe(response.headers.get("etag"));
  });

  test("are described by stage, and their code comes back as it was sent", async () => {
    const { ETag } = await createFunction("described", code("/ü"));
    const describeStage = (Stage?: "LIVE" | "DEVELOPMENT") =>
      local.client.send(new DescribeFunctionCommand({ Name: "described", ...(Stage && { Stage }) }));
    await expect(describeStage("LIVE")).rejects.toMatchObject({ name: "NoSuchFunctionExists" });
    expect((await describeStage()).FunctionSummary).toMatchObject({
      Status: "UNPUBLISHED",
      FunctionMetadata: { Stage: "DEVELOPMENT" },
    });
    await local.client.send(new PublishFunctionCommand({ Name: "described", IfMatch: ETag }));
    expect((await describeStage("LIVE")).FunctionSummary?.FunctionMetadata?.Stage).toBe("LIVE");
    const { FunctionCode } = await local.client.send(
      new GetFunctionCommand({ Name: "described", Stage: "LIVE" }),
    );
    expect(Buffer.from(FunctionCode ?? []).toString()).toBe(code("/ü").toString());
  });

  test("are run by TestFunction", async () => {
    const { ETag } = await createFunction("tested", code("/index.html"));
    const event = {
      version: "1.0",
      context: { eventType: "viewer-request" },
      viewer: { ip: "192.0.2.1" },
      request: { method: "GET", uri: "/", querystring: {}, headers: {}, cookies: {} },
    };
    const { TestResult } = await local.client.send(
      new TestFunctionCommand({
        Name: "tested",
        IfMatch: ETag,
        EventObject: Buffer.from(JSON.stringify(event)),
      }),
    );
    expect(JSON.parse(TestResult?.FunctionOutput ?? "{}")).toMatchObject({ request: { uri: "/index.html" } });
    expect(TestResult?.FunctionErrorMessage).toBe("");
  });

  test("are tested by what the event is, not by what is written in it", async () => {
    const { ETag } = await createFunction("asked", code("/viewer-response"));
    const querystring = { statusCode: { value: "viewer-response" } };
    const event = {
      version: "1.0",
      context: { eventType: "viewer-request" },
      viewer: { ip: "192.0.2.1" },
      request: { method: "GET", uri: "/", querystring, headers: {}, cookies: {} },
    };
    const EventObject = Buffer.from(JSON.stringify(event));
    const { TestResult } = await local.client.send(
      new TestFunctionCommand({ Name: "asked", IfMatch: ETag, EventObject }),
    );
    expect(TestResult?.FunctionErrorMessage).toBe("");
    expect(JSON.parse(TestResult?.FunctionOutput ?? "{}")).toMatchObject({ request: { querystring } });
  });

  test("are published only in the version that the request names", async () => {
    const { ETag } = await createFunction("versioned");
    await local.client.send(
      new UpdateFunctionCommand({
        Name: "versioned",
        IfMatch: ETag,
        FunctionConfig,
        FunctionCode: code("/2"),
      }),
    );
    await expect(
      local.client.send(new PublishFunctionCommand({ Name: "versioned", IfMatch: ETag })),
    ).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ["a name that is taken", "FunctionAlreadyExists", () => createFunction("versioned")],
    [
      "code above 10 KB",
      "FunctionSizeLimitExceeded",
      () => createFunction("large", Buffer.alloc(10_241, 32)),
    ],
    ["a name with a dot", "InvalidArgument", () => createFunction("a.b")],
    [
      "a store that does not exist",
      "EntityNotFound",
      () =>
        createFunction("stored", code("/"), {
          KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: "arn:nothing" }] },
        }),
    ],
    [
      "two stores",
      "InvalidArgument",
      () =>
        createFunction("stored", code("/"), {
          KeyValueStoreAssociations: {
            Quantity: 2,
            Items: [{ KeyValueStoreARN: "arn:1" }, { KeyValueStoreARN: "arn:2" }],
          },
        }),
    ],
  ])("are refused with %s by %s", async (_what, code, create) => {
    await expect(create()).rejects.toMatchObject({ name: code });
  });

  test("keep their KeyValueStore from being deleted", async () => {
    const { KeyValueStore } = await local.client.send(new CreateKeyValueStoreCommand({ Name: "kept" }));
    await createFunction("keeper", code("/"), {
      KeyValueStoreAssociations: { Quantity: 1, Items: [{ KeyValueStoreARN: KeyValueStore?.ARN }] },
    });
    const { ETag } = await local.client.send(new DescribeKeyValueStoreCommand({ Name: "kept" }));
    await expect(
      local.client.send(new DeleteKeyValueStoreCommand({ Name: "kept", IfMatch: ETag })),
    ).rejects.toMatchObject({ name: "CannotDeleteEntityWhileInUse" });
  });

  test("are listed by stage", async () => {
    const names = async (Stage?: "LIVE") => {
      const { FunctionList } = await local.client.send(new ListFunctionsCommand({ ...(Stage && { Stage }) }));
      return FunctionList?.Items?.map(({ Name }) => Name);
    };
    expect(await names()).toEqual(expect.arrayContaining(["staged", "tested"]));
    expect(await names("LIVE")).toEqual(["staged", "described"]);
  });
});
