import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { fakeMoto } from "../rehearsal/cloud/support/fake-moto";

let moto: Awaited<ReturnType<typeof fakeMoto>>;
let local: LocalCloud;
beforeEach(async () => {
  moto = await fakeMoto();
  local = await LocalCloud.start({
    moto: { endpoint: moto.endpoint, stop: async () => {} },
    ...{ port: 0, edgePort: 0, recorded: false, say: () => {} },
  });
});
afterEach(async () => {
  await local.close();
  await moto.close();
});

const signed = (service: string, key = local.accessKey) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** A request with whatever Host is given, which `fetch` would not send. */
function ask(url: string, headers: Record<string, string>, body = "", method = body === "" ? "GET" : "POST") {
  return new Promise<{ status: number; said: string; headers: NodeJS.Dict<unknown> }>((resolve, reject) => {
    const outgoing = request(url.replace("localhost", "127.0.0.1"), { method, headers });
    outgoing.on("error", reject).on("response", async (incoming) => {
      resolve({ status: incoming.statusCode ?? 0, said: await text(incoming), headers: incoming.headers });
    });
    outgoing.end(body);
  });
}

const pages: readonly [what: string, headers: Record<string, string>][] = [
  ["a script of another origin", { origin: "https://evil.example" }],
  ["a script in a sandbox", { origin: "null" }],
  ["a name led to this machine", { host: "evil.example" }],
  ["a name that looks like an address", { host: "127.0.0.1.evil.example" }],
  ["an image or a form, which send no Origin with GET", { "sec-fetch-site": "cross-site" }],
];

describe("a web page that somebody happens to visit", () => {
  test.each(pages)("%s is refused by the endpoint, key or not", async (_what, headers) => {
    for (const service of ["cloudfront", "s3", "lambda", "iam"]) {
      const answer = await ask(`${local.cloud.url}/`, { ...headers, authorization: signed(service) }, "{}");
      expect(answer.status).toBe(403);
      expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    }
    expect(moto.seen).toEqual([]);
  });

  test.each(pages)("%s is refused by the control API", async (_what, headers) => {
    const json = { "content-type": "application/json" };
    const answer = await ask(
      `${local.controlUrl}/faults`,
      { ...json, ...headers },
      '{"fault":"primary=503"}',
    );
    expect(answer.status).toBe(403);
    expect((await ask(`${local.controlUrl}/state`, headers)).status).toBe(403);
  });
});

describe("another user of the machine, or a program that runs there", () => {
  test.each([
    ["s3", "InvalidAccessKeyId"],
    ["cloudfront", "AccessDenied"],
    ["iam", "InvalidClientTokenId"],
    ["lambda", "UnrecognizedClientException"],
    ["cloudfront-keyvaluestore", "UnrecognizedClientException"],
  ])("gets nothing from %s without the key of the run", async (service, code) => {
    for (const key of ["", "rehearsal", local.accessKey.slice(0, -1), `${local.accessKey}/x`]) {
      const answer = await ask(`${local.cloud.url}/anything`, { authorization: signed(service, key) });
      expect([answer.status, answer.said]).toEqual([403, expect.stringContaining(code)]);
      expect(answer.said).toContain("take the variables that it printed");
    }
    expect(moto.seen).toEqual([]);
  });

  test("gets nothing unsigned, and no archive of a function by a guessed address", async () => {
    for (const path of [
      "/bucket/key",
      "/2020-05-31/distribution",
      "/.outlast/code?arn=x",
      "/?X-Amz-Credential=a",
    ])
      expect((await ask(`${local.cloud.url}${path}`, {})).status).toBe(403);
    expect(moto.seen).toEqual([]);
  });

  test("gets nothing by a form without the key, to a bucket or to another path, nor does a page with one", async () => {
    const form = (fields: string) =>
      `--x\r\nContent-Disposition: form-data; name="key"\r\n\r\na\r\n${fields}--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n1\r\n--x--\r\n`;
    const named = (key: string) =>
      `--x\r\nContent-Disposition: form-data; name="AWSAccessKeyId"\r\n\r\n${key}\r\n`;
    const type = { "content-type": "multipart/form-data; boundary=x" };
    for (const path of ["/bucket", "/bucket/key", "/", "/_lambda-code?arn=a"])
      for (const body of [form(""), form(named("guess")), "no form"])
        expect((await ask(`${local.cloud.url}${path}`, type, body)).status).toBe(403);
    for (const [, headers] of pages) {
      const answer = await ask(
        `${local.cloud.url}/bucket`,
        { ...type, ...headers },
        form(named(local.accessKey)),
      );
      expect(answer.status).toBe(403);
    }
    expect(moto.seen).toEqual([]);
  });

  test("with the key, by a header, a presigned URL or Signature Version 2, is a client like others", async () => {
    const presigned = `X-Amz-Credential=${local.accessKey}%2F20260101%2Fus-east-1%2Flambda%2Faws4_request`;
    const answers = [
      await ask(`${local.cloud.url}/2020-05-31/distribution`, { authorization: signed("cloudfront") }),
      await ask(`${local.cloud.url}/2015-03-31/functions/a?${presigned}`, {}),
      await ask(`${local.cloud.url}/bucket/key?AWSAccessKeyId=${local.accessKey}&Signature=0`, {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404]);
  });
});

test("requests with Trailer, TE and named hop-by-hop headers neither reach moto so, nor block the next", async () => {
  const hops = {
    ...{ te: "trailers", trailer: "x-checksum", "transfer-encoding": "chunked" },
    ...{ connection: "x-own, keep-alive", "x-own": "1" },
  };
  const path = `${local.cloud.url}/2015-03-31/functions/none`;
  for (let sent = 0; sent < 40; sent++)
    await ask(path, { ...hops, authorization: signed("lambda") }, "{}", "PUT");
  expect((await ask(path, { authorization: signed("lambda") })).status).toBe(404);
  expect(moto.seen).toHaveLength(41);
  for (const { headers } of moto.seen) expect(Object.keys(headers)).not.toContain("trailer");
  for (const { headers } of moto.seen) expect(Object.keys(headers)).not.toContain("x-own");
});
