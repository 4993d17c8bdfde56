import { writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { S3Store } from "../../../release/aws/s3-store";
import { digestsOf } from "../../../release/scan/digest";
import { folderOf } from "../../support/release/folder";

const headers = { contentType: "text/javascript", contentEncoding: "br", cacheControl: "max-age=60" };

let server: Server;
let received: IncomingHttpHeaders[];
let answer: { headers?: Record<string, string>; body?: string };

beforeEach(async () => {
  received = [];
  answer = { headers: { etag: '"e"' } };
  server = createServer((request, response) => {
    received.push(request.headers);
    request.resume().on("end", () => response.writeHead(200, answer.headers).end(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function store(): S3Store {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  const region = "eu-central-1";
  const client = new S3Client({ region, credentials, endpoint, forcePathStyle: true, maxAttempts: 1 });
  return new S3Store({ client, bucket: "site", region });
}

describe("what S3 keeps with an object", () => {
  it("has type, encoding and lifetime, however the object is written", async () => {
    const bytes = new TextEncoder().encode("1");
    const path = join(folderOf({}), "app.js.br");
    writeFileSync(path, bytes);
    const file = { kind: "file", path, size: bytes.length } as const;
    await store().put("app.js.br", { kind: "bytes", bytes }, { headers, digests: digestsOf(bytes) });
    await store().put("app.js.br", file, { headers, digests: digestsOf(bytes) });
    answer = { body: "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>" };
    await store().copyVersion("app.js.br", { key: "app.js.br" }, headers);
    const kept = received.map((asked) => [
      asked["content-type"],
      asked["content-encoding"],
      asked["cache-control"],
    ]);
    expect(kept).toEqual(Array(3).fill(["text/javascript", "br", "max-age=60"]));
  });

  it("is read as it was written", async () => {
    answer = {
      headers: { "content-type": "text/javascript", "content-encoding": "br", "cache-control": "max-age=60" },
    };
    expect(await store().head("app.js.br")).toMatchObject(headers);
  });
});

describe("deleting", () => {
  it.each([
    ["ServiceUnavailable", "unavailable"],
    ["InternalError", "unavailable"],
    ["SlowDown", "throttled"],
    ["AccessDenied", "denied"],
    ["MalformedXML", "refused"],
  ])("takes %s of one key for what it is of a request: %s", async (code, kind) => {
    const refused = `<Error><Key>a</Key><Code>${code}</Code><Message>no</Message></Error>`;
    answer = { body: `<DeleteResult>${refused}</DeleteResult>` };
    await expect(store().delete(["a", "b"])).rejects.toMatchObject({ kind, left: ["a"] });
  });

  it("takes several keys' codes for the one that no other try would mend, and says which keys are left", async () => {
    const refused = (key: string, code: string) =>
      `<Error><Key>${key}</Key><Code>${code}</Code><Message>no</Message></Error>`;
    answer = {
      body: `<DeleteResult>${refused("a", "SlowDown")}${refused("c", "AccessDenied")}</DeleteResult>`,
    };
    await expect(store().delete(["a", "b", "c"])).rejects.toMatchObject({
      kind: "denied",
      value: expect.stringContaining("c: no, and 1 more"),
      left: ["a", "c"],
    });
  });
});
