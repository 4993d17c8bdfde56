import { gzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storedLogs } from "../../operations/logs/stored-logs";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { parseXml } from "../../rehearsal/cloud/xml/element";
import { type Moto, startMoto } from "../../toolchain";
import { readTraffic } from "../../traffic/read";

let moto: Moto;
let cloud: Cloud;
const log: string[] = [];
const regions = { source: "eu-central-1", replica: "eu-west-1" };

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, lag: () => 0, log: (line) => log.push(line) });
  for (const [bucket, region] of Object.entries(regions)) {
    const location = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    await s3("PUT", `/${bucket}`, location);
    await s3(
      "PUT",
      `/${bucket}?versioning=`,
      "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    );
  }
  const configured = await s3("PUT", "/source?replication=", replication);
  expect(configured.status).toBe(200);
});
afterAll(async () => {
  await cloud?.close();
  await moto?.stop();
});

const replication = `<ReplicationConfiguration><Role>arn:aws:iam::123456789012:role/replication</Role><Rule><ID>all</ID><Priority>1</Priority><Status>Enabled</Status><DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication><Filter><Prefix>site/</Prefix></Filter><Destination><Bucket>arn:aws:s3:::replica</Bucket></Destination></Rule></ReplicationConfiguration>`;

function s3(
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, Signature=0";
  return fetch(`${cloud.url}${path}`, {
    method,
    headers: { authorization, ...headers },
    ...(body !== undefined && { body }),
  });
}

const put = (key: string, body = "text", headers = {}) => s3("PUT", `/source/${key}`, body, headers);
const versionOf = (response: Response) => response.headers.get("x-amz-version-id");
const statusOf = (response: Response) => response.headers.get("x-amz-replication-status");

describe("replication in the local cloud", () => {
  test("copies a write with its metadata, tags and version id, and says so on both sides", async () => {
    const written = await put("site/a%20b.html", "<p>", {
      "content-type": "text/html",
      "cache-control": "max-age=60",
      "x-amz-meta-release": "7",
      "x-amz-tagging": "kind=page",
    });
    await cloud.replicated();
    const replica = await s3("GET", "/replica/site/a%20b.html");
    expect(await replica.text()).toBe("<p>");
    expect(Object.fromEntries(replica.headers)).toMatchObject({
      "content-type": "text/html",
      "cache-control": "max-age=60",
      "x-amz-meta-release": "7",
      "x-amz-replication-status": "REPLICA",
      "x-amz-version-id": versionOf(written),
    });
    expect(statusOf(await s3("HEAD", "/source/site/a%20b.html"))).toBe("COMPLETED");
    const tags = await (await s3("GET", "/replica/site/a%20b.html?tagging=")).text();
    expect(tags).toContain("<Value>page</Value>");
  });

  test("knows a replica by its source's version id, in requests and in lists", async () => {
    const old = versionOf(await put("site/versions", "old"));
    await put("site/versions", "new");
    await cloud.replicated();
    const read = await s3("GET", `/replica/site/versions?versionId=${old}`);
    expect([read.status, await read.text(), versionOf(read)]).toEqual([200, "old", old]);
    const list = await (await s3("GET", "/replica?versions=&prefix=site/versions")).text();
    expect(list).toContain(`<VersionId>${old}</VersionId>`);
  });

  test("leaves alone what no rule selects", async () => {
    await put("other/x");
    await cloud.replicated();
    expect(statusOf(await s3("HEAD", "/source/other/x"))).toBe(null);
    expect((await s3("HEAD", "/replica/other/x")).status).toBe(404);
  });

  test("copies delete markers, of one key and of a batch, but no permanent deletes", async () => {
    const keep = versionOf(await put("site/one", "1"));
    await put("site/two", "2");
    await cloud.replicated();
    await s3("DELETE", "/source/site/one");
    await s3("POST", "/source?delete=", "<Delete><Object><Key>site/two</Key></Object></Delete>");
    await cloud.replicated();
    expect((await s3("HEAD", "/replica/site/one")).status).toBe(404);
    expect((await s3("HEAD", "/replica/site/two")).status).toBe(404);
    await s3("DELETE", `/source/site/one?versionId=${keep}`);
    await cloud.replicated();
    expect((await s3("GET", `/replica/site/one?versionId=${keep}`)).status).toBe(200);
  });

  test("copies what CopyObject and a completed upload have made, and changed tags", async () => {
    await put("site/from", "copied");
    await s3("PUT", "/source/site/to", undefined, { "x-amz-copy-source": "/source/site/from" });
    const begun = parseXml(await (await s3("POST", "/source/site/parts?uploads=")).text());
    const id = begun.children.find(({ name }) => name === "UploadId")?.text;
    const part = await s3("PUT", `/source/site/parts?partNumber=1&uploadId=${id}`, "part");
    const parts = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part.headers.get("etag")}</ETag></Part></CompleteMultipartUpload>`;
    await s3("POST", `/source/site/parts?uploadId=${id}`, parts);
    await cloud.replicated();
    expect(await (await s3("GET", "/replica/site/to")).text()).toBe("copied");
    expect(await (await s3("GET", "/replica/site/parts")).text()).toBe("part");

    const tagging = "<Tagging><TagSet><Tag><Key>k</Key><Value>changed</Value></Tag></TagSet></Tagging>";
    await s3("PUT", "/source/site/to?tagging=", tagging);
    await cloud.replicated();
    expect(await (await s3("GET", "/replica/site/to?tagging=")).text()).toContain("<Value>changed</Value>");
  });

  test("waits for a region that is down, and fails where it is refused", async () => {
    const down = cloud.faults.set({ target: regions.replica, effect: { kind: "status", status: 503 } });
    await put("site/late");
    expect(statusOf(await s3("HEAD", "/source/site/late"))).toBe("PENDING");
    cloud.faults.clear(down.id);
    await cloud.replicated();
    expect((await s3("HEAD", "/replica/site/late")).status).toBe(200);
    const refused = cloud.faults.set({ target: "replica", effect: { kind: "status", status: 403 } });
    await put("site/refused");
    await cloud.replicated();
    cloud.faults.clear(refused.id);
    expect(statusOf(await s3("HEAD", "/source/site/refused"))).toBe("FAILED");
  });
});

describe("access logs in the local cloud", () => {
  test("are read where they are, by the SDK, from a bucket of another region than is asked first", async () => {
    const fields = "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status";
    const line = (at: number) => `2026-11-01\t10:00:0${at}\tFRA56\t9\t192.0.2.${at}\tGET\t/\t200`;
    const text = `#Fields: ${fields}\n${Array.from({ length: 10 }, (_, at) => line(at)).join("\n")}\n`;
    await s3("PUT", "/source/logs/one.gz", gzipSync(text));
    await s3("PUT", "/source/logs/a%20b/two", text);
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = new S3Client({
      endpoint: cloud.url,
      region: "us-east-1",
      credentials,
      followRegionRedirects: true,
    });
    const { profile, files } = await readTraffic(storedLogs("s3://source/logs/", client));
    expect({ files, requests: profile.requests, paths: profile.paths.map(({ path }) => path) }).toEqual({
      ...{ files: 2, requests: 20, paths: ["/"] },
    });
    await expect(readTraffic(storedLogs("s3://nobodys/logs", client))).rejects.toMatchObject({
      problems: [{ code: "AWS_REFUSED", value: expect.stringContaining("NoSuchBucket") }],
    });
  });
});

describe("a backlog in the local cloud", () => {
  test("puts what was created earlier below what the replica has been given meanwhile", async () => {
    const down = cloud.faults.set({ target: regions.replica, effect: { kind: "paused" } });
    const older = versionOf(await put("site/two-way", "older", { "cache-control": "max-age=1" }));
    const newer = versionOf(await s3("PUT", "/replica/site/two-way", "newer"));
    await put("site/deleted-there", "older");
    await s3("DELETE", "/replica/site/deleted-there");
    await put("site/deleted-in-batch", "older");
    await s3(
      "POST",
      "/replica?delete=",
      "<Delete><Object><Key>site/deleted-in-batch</Key></Object></Delete>",
    );
    const source = await s3("HEAD", "/source/site/two-way");
    cloud.faults.clear(down.id);
    await cloud.replicated();
    const current = await s3("GET", "/replica/site/two-way");
    expect([await current.text(), versionOf(current)]).toEqual(["newer", newer]);
    const copy = await s3("GET", `/replica/site/two-way?versionId=${older}`);
    expect(await copy.text()).toBe("older");
    for (const name of ["last-modified", "cache-control"])
      expect(copy.headers.get(name)).toBe(source.headers.get(name));
    const listed = await (await s3("GET", "/replica?versions=&prefix=site/two-way")).text();
    const ids = [...listed.matchAll(/<VersionId>(.*?)<\/VersionId>\s*<IsLatest>(.*?)</g)];
    expect(ids.map(([, id, latest]) => [id, latest])).toEqual([
      [newer, "true"],
      [older, "false"],
    ]);
    expect((await s3("HEAD", "/replica/site/deleted-there")).status).toBe(404);
    const keys = await (await s3("GET", "/replica?list-type=2&prefix=site/deleted-")).text();
    expect(keys).toContain("<KeyCount>0</KeyCount>");
  });
});

describe("bucket settings in the local cloud", () => {
  test("come back as they were put", async () => {
    expect(await (await s3("GET", "/source?replication=")).text()).toBe(replication);
    const policy =
      '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::source"}]}';
    await s3("PUT", "/source?policy=", policy);
    expect(await (await s3("GET", "/source?policy=")).text()).toBe(policy);
    await s3("DELETE", "/source?policy=");
    expect((await s3("GET", "/source?policy=")).status).toBe(404);
  });

  test.each([
    ["a policy that is no JSON", "/source?policy=", "{", 400, "MalformedPolicy"],
    ["a policy of no bucket", "/nothing?policy=", "{}", 404, "NoSuchBucket"],
    ["broken XML", "/source?replication=", "<a>", 400, "MalformedXML"],
    ["no rules", "/source?replication=", "<ReplicationConfiguration/>", 400, "InvalidRequest"],
  ])("refuse %s", async (_what, path, body, status, code) => {
    const response = await s3("PUT", path, body);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
  });
});

describe("a region that is down", () => {
  test("breaks the connections of clients, and no others", async () => {
    const fault = cloud.faults.set({ target: regions.source, effect: { kind: "reset" } });
    await expect(put("site/x")).rejects.toThrow();
    expect((await s3("HEAD", "/replica/site/late")).status).toBe(200);
    cloud.faults.clear(fault.id);
    expect((await put("site/x")).status).toBe(200);
  });
});

describe("what neither the endpoint nor moto knows is refused in AWS's words, and logged", () => {
  /** A request of another service, as its protocol has it. */
  async function ask(service: string, path: string, headers: Record<string, string> = {}, body?: string) {
    const authorization = `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, Signature=0`;
    const method = body === undefined ? "GET" : "POST";
    const sent = { method, headers: { authorization, ...headers }, ...(body !== undefined && { body }) };
    const response = await fetch(`${cloud.url}${path}`, sent);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  test("in the query protocol", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const { status, text } = await ask("iam", "/", headers, "Action=Nothing&Version=2010-05-08");
    expect([status, text]).toEqual([400, expect.stringContaining("<Code>InvalidAction</Code>")]);
    expect(log).toContain("unknown operation: iam: Nothing");
  });

  test("in the JSON protocols", async () => {
    const target = {
      "x-amz-target": "CertificateManager.Nothing",
      "content-type": "application/x-amz-json-1.1",
    };
    for (const answer of [await ask("acm", "/", target, "{}"), await ask("lambda", "/2015-03-31/nothing")]) {
      expect([answer.status, answer.headers.get("x-amzn-errortype")]).toEqual([
        400,
        "UnknownOperationException",
      ]);
    }
    expect(log).toContain("unknown operation: acm: Nothing");
    expect(log).toContain("unknown operation: lambda: GET /2015-03-31/nothing");
  });

  test("in the XML of Route 53", async () => {
    const { status, text } = await ask("route53", "/2013-04-01/nothing");
    expect([status, text]).toEqual([400, expect.stringContaining("<Code>InvalidAction</Code>")]);
  });

  test("in S3, where moto would take it for another operation", async () => {
    await s3("PUT", "/unused");
    await s3("PUT", "/unused/object", "whole");
    for (const [method, path] of [
      ["DELETE", "/unused?metadataTable="],
      ["PUT", "/unused?metadataInventoryTable="],
      ["GET", "/unused?metadataTable="],
      ["DELETE", "/unused?metadataConfiguration="],
      ["PUT", "/unused/object?annotation=a"],
      ["GET", "/unused/object?torrent="],
    ] as const) {
      const response = await s3(method, path, method === "PUT" ? "<a/>" : undefined);
      expect([path, response.status]).toEqual([path, 501]);
      expect(await response.text()).toContain("<Code>NotImplemented</Code>");
      expect(log).toContain(`unknown operation: s3: ${method} ${path}`);
    }
    expect(await (await s3("GET", "/unused/object")).text()).toBe("whole");
  });

  test("but who pays for requests is answered", async () => {
    expect(await (await s3("GET", "/unused?requestPayment=")).text()).toContain("<Payer>BucketOwner</Payer>");
    const pay = (payer: string) =>
      s3(
        "PUT",
        "/unused?requestPayment=",
        `<RequestPaymentConfiguration><Payer>${payer}</Payer></RequestPaymentConfiguration>`,
      );
    expect((await pay("BucketOwner")).status).toBe(200);
    expect((await pay("Requester")).status).toBe(501);
    expect((await pay("Nobody")).status).toBe(400);
  });
});
