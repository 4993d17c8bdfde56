import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseXml, XmlError } from "../../../rehearsal/cloud/xml/element";
import { startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

const post = (path: string, body: string | Uint8Array, headers = {}) =>
  fetch(`${local.cloud.url}${path}`, { method: "POST", body, headers });
const createDistribution = (body: string | Uint8Array, headers = {}) =>
  post("/2020-05-31/distribution", body, headers);

async function raw(request: string): Promise<string> {
  const socket = connect(Number(new URL(local.cloud.url).port), "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk) => {
    answer += chunk;
  });
  socket.end(request);
  await new Promise((resolve) => socket.on("close", resolve));
  return answer;
}

const bombs = `<!DOCTYPE a [<!ENTITY x "${"x".repeat(1000)}"><!ENTITY y "${"&x;".repeat(1000)}">]>`;

describe("the endpoint answers garbage with errors", () => {
  test.each([
    ["no body", "", "MissingBody"],
    ["text", "hello", "MalformedInput"],
    ["broken XML", "<DistributionConfig><Comment></DistributionConfig>", "MalformedInput"],
    ["two roots", "<a/><b/>", "MalformedInput"],
    ["another root", "<Other/>", "MalformedInput"],
    ["an entity bomb", `${bombs}<DistributionConfig>&y;</DistributionConfig>`, "MalformedInput"],
    ["an unknown entity", "<DistributionConfig>&nothing;</DistributionConfig>", "MalformedInput"],
    ["elements nested 100,000 deep", "<a>".repeat(100_000), "MalformedInput"],
    ["an unknown element", "<DistributionConfig><Nothing/></DistributionConfig>", "MalformedInput"],
    ["an element twice", "<DistributionConfig><Comment/><Comment/></DistributionConfig>", "MalformedInput"],
    ["JSON", "{}", "MalformedInput"],
  ])("%s", async (_what, body, code) => {
    const response = await createDistribution(body, { "content-type": "application/json" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
  });

  test("100 MB, without reading them into memory", async () => {
    const before = process.memoryUsage().rss;
    const response = await createDistribution(new Uint8Array(100 * 1024 * 1024)).catch(() => undefined);
    // The connection may end before the client has sent everything.
    if (response) expect(response.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
    expect((await fetch(`${local.cloud.url}/2020-05-31/distribution`)).status).toBe(200);
  });

  test("operations that nobody knows, which are logged", async () => {
    const response = await fetch(`${local.cloud.url}/2020-05-31/nothing`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("<Code>UnsupportedOperation</Code>");
    expect(local.log).toContain("unknown operation: cloudfront: GET /2020-05-31/nothing");
    const store = await fetch(`${local.cloud.url}/key-value-stores/`, { method: "PATCH" });
    expect(store.headers.get("x-amzn-errortype")).toBe("ValidationException");
  });

  test("paths that are not percent-encoded UTF-8", async () => {
    expect(
      await raw("GET /2020-05-31/distribution/%ff HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"),
    ).toMatch(/^HTTP\/1\.1 400 [\s\S]*InvalidArgument/);
  });

  test("what is no HTTP", async () => {
    expect(await raw("\0\0\0 nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("wrong pages of lists", async () => {
    for (const query of ["MaxItems=0", "MaxItems=x", "Marker=nothing"]) {
      const response = await fetch(`${local.cloud.url}/2020-05-31/distribution?${query}`);
      expect([query, response.status]).toEqual([query, 400]);
    }
  });

  test("bodies of the data API that are no object", async () => {
    const { CloudKeyValueStores } = await import("../../../rehearsal/cloud/kvs/store");
    const { KeyValueStoreApi } = await import("../../../rehearsal/cloud/kvs/api");
    const stores = new CloudKeyValueStores(() => "E", { now: () => 0 });
    stores.create("arn");
    const api = new KeyValueStoreApi(stores, () => {});
    for (const body of ["", "[]", "null", '{"Puts":{}}', '{"Puts":[null]}', '{"Puts":[{"Key":1}]}', "\0"]) {
      const response = api.handle({
        method: "POST",
        path: "/key-value-stores/arn/keys",
        query: new URLSearchParams(),
        rawQuery: "",
        headers: { "if-match": "E" },
        body: Buffer.from(body),
        region: undefined,
      });
      expect([body, response.status]).toEqual([body, 400]);
    }
  });
});

test("an idle connection stays open for longer than clients keep it: no request meets its end", async () => {
  const { headers } = await fetch(`${local.cloud.url}/2020-05-31/distribution`);
  expect(headers.get("keep-alive")).toBe("timeout=120");
});

test("whatever the bytes of a body are, the parser refuses them or reads one element", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `<a>${text}</a>`),
      ),
      (body) => {
        try {
          expect(parseXml(body).name).not.toBe("");
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      },
    ),
  );
});
