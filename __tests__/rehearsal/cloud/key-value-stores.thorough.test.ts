import "@aws-sdk/signature-v4a";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import {
  CloudFrontKeyValueStoreClient,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  PutKeyCommand,
  UpdateKeysCommand,
} from "@aws-sdk/client-cloudfront-keyvaluestore";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importedValues } from "../../../rehearsal/cloud/cloudfront/neighbours";
import { clientConfig, startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
let client: CloudFrontKeyValueStoreClient;
let stores = 0;

beforeAll(async () => {
  local = await startTestCloud();
  const { endpoint, ...config } = clientConfig(local.cloud.url);
  const options = {
    ...config,
    // The client would put the account before an IP address, which is no host name.
    endpointProvider: () => ({
      url: new URL(endpoint),
      properties: {
        authSchemes: [
          {
            name: "sigv4a",
            signingName: "cloudfront-keyvaluestore",
            signingRegion: "*",
            signingRegionSet: ["*"],
            properties: {},
          },
        ],
      },
    }),
  };
  client = new CloudFrontKeyValueStoreClient(options);
});
afterAll(() => local.close());

async function newStore() {
  const { KeyValueStore } = await local.client.send(
    new CreateKeyValueStoreCommand({ Name: `store-${stores++}` }),
  );
  const KvsARN = KeyValueStore?.ARN;
  const etag = async () => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag;
  return { KvsARN, etag };
}

describe("a store that is imported from S3", () => {
  const read = (text: string) => [...importedValues(Buffer.from(text), "arn:aws:s3:::b/k")];
  test("has the file's pairs", () => {
    expect(read('{"data":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}')).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
  });

  test("has those of its object, which clients and functions read", async () => {
    const ImportSource = { SourceType: "S3" as const, SourceARN: "arn:aws:s3:::pairs/of/values.json" };
    const create = new CreateKeyValueStoreCommand({ Name: "filled", ImportSource });
    const KvsARN = (await local.client.send(create)).KeyValueStore?.ARN ?? "";
    expect(await client.send(new GetKeyCommand({ KvsARN, Key: "a" }))).toMatchObject({
      ...{ Value: "1", ItemCount: 2 },
    });
    expect(local.cloud.keyValueStore(KvsARN)?.get("b")).toBe("2");
  });

  test.each([
    ["no JSON", "a=1"],
    ["no pairs", '{"a":"1"}'],
    ["a key twice", '{"data":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}'],
    ["a value of 1025 bytes", JSON.stringify({ data: [{ key: "a", value: "x".repeat(1025) }] })],
  ])("is refused for %s", (_what, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "InvalidArgument" }));
  });

  test("is refused for an object that does not exist", async () => {
    const ImportSource = { SourceType: "S3" as const, SourceARN: "arn:aws:s3:::b/nothing" };
    await expect(
      local.client.send(new CreateKeyValueStoreCommand({ Name: "imported", ImportSource })),
    ).rejects.toMatchObject({ name: "InvalidArgument" });
  });
});

describe("the data API of KeyValueStores", () => {
  test("keeps keys, which functions read at once", async () => {
    const { KvsARN, etag } = await newStore();
    const put = await client.send(
      new PutKeyCommand({ KvsARN, Key: "evacuated/ü", Value: "replica", IfMatch: await etag() }),
    );
    expect(put).toMatchObject({ ItemCount: 1, TotalSizeInBytes: 19, ETag: await etag() });
    expect(await client.send(new GetKeyCommand({ KvsARN, Key: "evacuated/ü" }))).toMatchObject({
      Value: "replica",
    });
    expect(local.cloud.keyValueStore(KvsARN ?? "")?.get("evacuated/ü")).toBe("replica");
    await client.send(new DeleteKeyCommand({ KvsARN, Key: "evacuated/ü", IfMatch: put.ETag }));
    await expect(client.send(new GetKeyCommand({ KvsARN, Key: "evacuated/ü" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("refuses a write that names an old version, and one without", async () => {
    const { KvsARN, etag } = await newStore();
    const old = await etag();
    await client.send(new PutKeyCommand({ KvsARN, Key: "a", Value: "1", IfMatch: old }));
    await expect(
      client.send(new PutKeyCommand({ KvsARN, Key: "a", Value: "2", IfMatch: old })),
    ).rejects.toMatchObject({ name: "ConflictException" });
    await expect(
      client.send(new PutKeyCommand({ KvsARN, Key: "a", Value: "2", IfMatch: "" })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("updates several keys as a whole or not at all", async () => {
    const { KvsARN, etag } = await newStore();
    const Puts = [{ Key: "a", Value: "1" }];
    await expect(
      client.send(
        new UpdateKeysCommand({ KvsARN, IfMatch: await etag(), Puts, Deletes: [{ Key: "missing" }] }),
      ),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(local.cloud.keyValueStore(KvsARN ?? "")?.count()).toBe(0);
    const updated = await client.send(
      new UpdateKeysCommand({ KvsARN, IfMatch: await etag(), Puts, Deletes: [] }),
    );
    expect(updated).toMatchObject({ ItemCount: 1, TotalSizeInBytes: 2 });
  });

  test("lists page by page", async () => {
    const { KvsARN, etag } = await newStore();
    const Puts = Array.from({ length: 50 }, (_, at) => ({
      Key: `k${String(at).padStart(2, "0")}`,
      Value: "v",
    }));
    await client.send(new UpdateKeysCommand({ KvsARN, IfMatch: await etag(), Puts }));
    const keys: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListKeysCommand({ KvsARN, MaxResults: 20, NextToken }));
      keys.push(...(page.Items ?? []).map(({ Key }) => Key));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(keys).toEqual(Puts.map(({ Key }) => Key));
  });

  test.each([
    ["a key of 513 bytes", { Puts: [{ Key: "k".repeat(513), Value: "" }] }],
    ["a value of 1025 bytes", { Puts: [{ Key: "k", Value: "v".repeat(1025) }] }],
    ["51 keys", { Puts: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: "" })) }],
    ["a key twice", { Puts: [{ Key: "k", Value: "" }], Deletes: [{ Key: "k" }] }],
    ["nothing", {}],
  ])("refuses an update of %s", async (_what, update) => {
    const { KvsARN, etag } = await newStore();
    await expect(
      client.send(new UpdateKeysCommand({ KvsARN, IfMatch: await etag(), ...update })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("knows only stores that exist", async () => {
    const KvsARN = "arn:aws:cloudfront::123456789012:key-value-store/nothing";
    await expect(client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("a client that uses the endpoint as its proxy, since it puts the account before the host", () => {
  /** A request in absolute form (RFC 9112, 3.2.2). */
  async function proxied(method: string, host: string, path: string, headers = {}, body = "") {
    const { port } = new URL(local.cloud.url);
    const url = `http://${host}:${port}${path}`;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = {
        host: "127.0.0.1",
        port,
        method,
        path: url,
        headers: { host: `${host}:${port}`, ...headers },
      };
      request(sent, resolve).on("error", reject).end(body);
    });
    return { status: answer.statusCode, etag: answer.headers.etag, body: await text(answer) };
  }

  test("writes and reads a key", async () => {
    const { KvsARN, etag } = await newStore();
    const path = `/key-value-stores/${encodeURIComponent(KvsARN ?? "")}/keys/serve-from`;
    const host = "123456789012.127.0.0.1";
    const written = await proxied("PUT", host, path, { "if-match": await etag() }, '{"Value":"replica"}');
    expect(written).toMatchObject({ status: 200, etag: await etag() });
    const read = await proxied("GET", host, path);
    expect(JSON.parse(read.body)).toMatchObject({ Key: "serve-from", Value: "replica" });
  });

  test("is told that this is no way to other hosts", async () => {
    expect(await proxied("GET", "example.com", "/")).toMatchObject({
      status: 502,
      body: expect.stringContaining("no way to example.com"),
    });
  });
});
