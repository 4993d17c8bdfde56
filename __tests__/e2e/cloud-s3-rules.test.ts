import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { type Moto, startMoto } from "../../toolchain";
import { RawAws } from "./support/raw-aws";

let moto: Moto;
let cloud: Cloud;
const aws = new RawAws(() => cloud.url);
const versioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, log: () => {} });
  await aws.makeBucket("rules", "eu-central-1");
  await aws.makeBucket("versions", "eu-central-1");
  await s3("PUT", "/versions?versioning=", {}, versioned);
  await s3("PUT", "/rules/here", {}, "text");
});
afterAll(async () => {
  await cloud?.close();
  await moto?.stop();
});

async function s3(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const response = await aws.s3(path, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  return {
    status: response.status,
    code: /<Code>(.*?)</.exec(text)?.[1],
    header: (name: string) => response.headers.get(name),
    text,
  };
}

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("base64");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a new bucket", () => {
  test("blocks public access, belongs to its owner alone, and is encrypted", async () => {
    const block = await s3("GET", "/rules?publicAccessBlock=");
    expect(block.text.match(/>true</g)).toHaveLength(4);
    expect((await s3("GET", "/rules?ownershipControls=")).text).toContain(">BucketOwnerEnforced<");
    expect((await s3("GET", "/rules?encryption=")).text).toContain("<SSEAlgorithm>AES256<");
    expect((await s3("HEAD", "/rules/here")).header("x-amz-server-side-encryption")).toBe("AES256");
  });

  test("keeps what it was made with and what is put, and loses what is deleted", async () => {
    const made = await s3("PUT", "/others", { "x-amz-object-ownership": "ObjectWriter" }, location);
    expect(made.status).toBe(200);
    expect((await s3("GET", "/others?ownershipControls=")).text).toContain(">ObjectWriter<");
    await s3("DELETE", "/others?publicAccessBlock=");
    expect(await s3("GET", "/others?publicAccessBlock=")).toMatchObject({
      status: 404,
      code: "NoSuchPublicAccessBlockConfiguration",
    });
    await s3("DELETE", "/others?encryption=");
    expect((await s3("GET", "/others?encryption=")).text).toContain("<SSEAlgorithm>AES256<");
    const open =
      '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::others/*"}]}';
    expect((await s3("PUT", "/others?policy=", {}, open)).status).toBe(204);
  });

  test("that is not there has no defaults", async () => {
    for (const setting of ["publicAccessBlock", "encryption", "ownershipControls"])
      expect(await s3("GET", `/nothing?${setting}=`)).toMatchObject({ status: 404, code: "NoSuchBucket" });
  });
});

const location =
  "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";

describe("ACLs where the bucket's owner owns everything", () => {
  const everybody = { "x-amz-grant-read": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' };
  test.each([
    ["of an object", "/rules/acl", { "x-amz-acl": "public-read" }],
    ["that say nothing", "/rules/acl", { "x-amz-acl": "private" }],
    ["by grants", "/rules/acl", everybody],
    ["in a presigned URL", "/rules/acl?x-amz-acl=public-read", {}],
    ["of a copy", "/rules/acl", { "x-amz-acl": "public-read", "x-amz-copy-source": "/rules/here" }],
    ["of an object that is there", "/rules/here?acl=", { "x-amz-acl": "public-read" }],
    ["of the bucket", "/rules?acl=", { "x-amz-acl": "private" }],
  ] as const)("are refused: %s", async (_what, path, headers) => {
    const refused = { status: 400, code: "AccessControlListNotSupported" };
    expect(await s3("PUT", path, headers)).toMatchObject(refused);
    expect((await s3("HEAD", "/rules/acl")).status).toBe(404);
  });

  test("are taken where they give the owner everything", async () => {
    const full = { "x-amz-acl": "bucket-owner-full-control" };
    expect((await s3("PUT", "/rules/full", full, "text")).status).toBe(200);
    expect((await s3("PUT", "/rules?acl=", {}, (await s3("GET", "/rules?acl=")).text)).status).toBe(200);
  });

  test("are taken where objects belong to their writers", async () => {
    const made = { "x-amz-object-ownership": "ObjectWriter", "x-amz-acl": "private" };
    await s3("PUT", "/writers", made, location);
    expect((await s3("PUT", "/writers/acl", { "x-amz-acl": "private" }, "text")).status).toBe(200);
  });

  test("of a new bucket may only be private", async () => {
    expect((await s3("PUT", "/private", { "x-amz-acl": "private" }, location)).status).toBe(200);
    expect(await s3("PUT", "/public", { "x-amz-acl": "public-read" }, location)).toMatchObject({
      status: 400,
      code: "InvalidBucketAclWithObjectOwnership",
    });
  });
});

describe("a body that is not what its client says", () => {
  const zero = (bytes: number) => Buffer.alloc(bytes).toString("base64");
  test.each([
    ["content-md5", digest("md5", "other"), "BadDigest"],
    ["content-md5", "no digest", "InvalidDigest"],
    ["x-amz-content-sha256", sha256("other"), "XAmzContentSHA256Mismatch"],
    ["x-amz-checksum-crc32", zero(4), "BadDigest"],
    ["x-amz-checksum-crc32c", zero(4), "BadDigest"],
    ["x-amz-checksum-crc64nvme", zero(8), "BadDigest"],
    ["x-amz-checksum-sha1", digest("sha1", "other"), "BadDigest"],
    ["x-amz-checksum-sha256", digest("sha256", "other"), "BadDigest"],
    ["x-amz-checksum-crc32", "AA", "InvalidRequest"],
  ])("is refused: %s %s", async (header, value, code) => {
    expect(await s3("PUT", "/rules/sum", { [header]: value }, "text")).toMatchObject({ status: 400, code });
    expect((await s3("HEAD", "/rules/sum")).status).toBe(404);
  });

  test.each([
    ["content-md5", digest("md5", "123456789")],
    ["x-amz-content-sha256", sha256("123456789")],
    ["x-amz-checksum-crc32", "y/Q5Jg=="],
    ["x-amz-checksum-crc32c", "4waSgw=="],
    ["x-amz-checksum-crc64nvme", "rosUhgp5mIg="],
    ["x-amz-checksum-sha256", digest("sha256", "123456789")],
  ])("is taken where it is: %s", async (header, value) => {
    expect((await s3("PUT", "/rules/right", { [header]: value }, "123456789")).status).toBe(200);
  });

  const chunked = {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-trailer": "x-amz-checksum-crc32",
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": "9",
  };
  test.each([
    ["whole", "4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n", 200, undefined],
    ["damaged", "4\r\n1234\r\n5\r\n56780\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n", 400, "BadDigest"],
    ["short", "4\r\n1234\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n", 400, "IncompleteBody"],
    ["cut off", "4\r\n1234\r\n5\r\n56", 400, "IncompleteBody"],
    ["without frames", "123456789", 400, "IncompleteBody"],
  ])("is looked at in chunks too: %s", async (_what, body, status, code) => {
    expect(await s3("PUT", "/rules/chunks", chunked, body)).toMatchObject({ status, code });
    expect((await s3("GET", "/rules/chunks")).text).toBe("123456789");
  });
});

test.each([
  ["a key of more than 1,024 bytes", `/rules/${"k".repeat(1025)}`, {}, "KeyTooLongError"],
  ["a key of more bytes than characters", `/rules/${"%C3%BC".repeat(513)}`, {}, "KeyTooLongError"],
  ["metadata of more than 2 KB", "/rules/meta", { "x-amz-meta-a": "x".repeat(2048) }, "MetadataTooLarge"],
])("refuses %s", async (_what, path, headers, code) => {
  expect(await s3("PUT", path, headers, "text")).toMatchObject({ status: 400, code });
});

test("takes the longest key and the most metadata", async () => {
  expect((await s3("PUT", `/rules/${"k".repeat(1024)}`, {}, "text")).status).toBe(200);
  expect((await s3("PUT", "/rules/meta", { "x-amz-meta-a": "x".repeat(2047) }, "text")).status).toBe(200);
});

describe("conditions", () => {
  const etag = `"${createHash("md5").update("text").digest("hex")}"`;
  const [past, future] = ["Wed, 01 Jan 2020 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"];
  test.each([
    [{ "if-match": etag }, 200],
    [{ "if-match": etag.replaceAll('"', "") }, 200],
    [{ "if-match": '"other"' }, 412],
    [{ "if-none-match": etag }, 412],
    [{ "if-none-match": '"other"' }, 200],
    [{ "if-modified-since": past }, 200],
    [{ "if-modified-since": future }, 412],
    [{ "if-unmodified-since": past }, 412],
    [{ "if-unmodified-since": future }, 200],
    [{ "if-match": etag, "if-unmodified-since": past }, 200],
    [{ "if-none-match": etag, "if-modified-since": past }, 412],
  ])("of a copy: %o", async (conditions, status) => {
    const named = Object.entries(conditions).map(([name, value]) => [`x-amz-copy-source-${name}`, value]);
    const headers = { "x-amz-copy-source": "/rules/here", ...Object.fromEntries(named) };
    expect((await s3("PUT", "/rules/copied", headers)).status).toBe(status);
  });

  test.each([
    ["PUT", "/rules/here", { "if-none-match": "*" }, 412, "PreconditionFailed"],
    ["PUT", "/rules/here", { "if-none-match": etag }, 501, "NotImplemented"],
    ["PUT", "/rules/here", { "if-match": '"other"' }, 412, "PreconditionFailed"],
    ["PUT", "/rules/absent", { "if-match": etag }, 404, "NoSuchKey"],
    [
      "PUT",
      "/rules/here",
      { "if-none-match": "*", "x-amz-copy-source": "/rules/full" },
      412,
      "PreconditionFailed",
    ],
    ["DELETE", "/rules/here", { "if-match": '"other"' }, 412, "PreconditionFailed"],
    ["PUT", "/rules/here", { "if-match": etag }, 200, undefined],
    ["PUT", "/rules/new", { "if-none-match": "*" }, 200, undefined],
  ])("of a write: %s %s %o", async (method, path, headers, status, code) => {
    const body = method === "PUT" && !("x-amz-copy-source" in headers) ? "text" : undefined;
    expect(await s3(method, path, headers, body)).toMatchObject({ status, code });
  });
});

describe("parts of an upload", () => {
  const listOf = (...parts: (readonly [number | string, string | null])[]) =>
    `<CompleteMultipartUpload>${parts.map(([number, tag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${tag}</ETag></Part>`).join("")}</CompleteMultipartUpload>`;

  test("are taken in their order, each once, as they were sent", async () => {
    const id = /<UploadId>(.*?)</.exec((await s3("POST", "/rules/parts?uploads=")).text)?.[1];
    const part = (number: number, body: string, headers = {}) =>
      s3("PUT", `/rules/parts?partNumber=${number}&uploadId=${id}`, headers, body);
    const tags = [await part(1, "x".repeat(5 * 1024 * 1024)), await part(2, "end")].map((one) =>
      one.header("etag"),
    );
    const [first, last] = [[1, tags[0] ?? null] as const, [2, tags[1] ?? null] as const];
    expect(await part(0, "x")).toMatchObject({ status: 400, code: "InvalidArgument" });
    expect(await part(3, "x", { "content-md5": digest("md5", "y") })).toMatchObject({ code: "BadDigest" });
    for (const [list, code] of [
      [listOf(last, first), "InvalidPartOrder"],
      [listOf(first, first), "InvalidPartOrder"],
      [listOf(first, [2, '"other"']), "InvalidPart"],
      [listOf(first, [10_001, "x"]), "InvalidArgument"],
      [listOf(["one", "x"]), "MalformedXML"],
      [listOf(), "MalformedXML"],
      ["no list", "MalformedXML"],
    ] as const)
      expect(await s3("POST", `/rules/parts?uploadId=${id}`, {}, list)).toMatchObject({ status: 400, code });
    expect((await s3("POST", `/rules/parts?uploadId=${id}`, {}, listOf(first, last))).status).toBe(200);
  });
});

describe("a presigned URL", () => {
  const url = (date: Date, seconds: number) =>
    `/rules/here?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20260101%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=${date.toISOString().replace(/[-:]|\.\d+/g, "")}&X-Amz-Expires=${seconds}&X-Amz-SignedHeaders=host&X-Amz-Signature=0`;
  const anHourAgo = new Date(Date.now() - 3_600_000);
  test.each([
    ["in time", url(new Date(), 60), 200, ""],
    ["too late", url(anHourAgo, 60), 403, "Request has expired"],
    ["for more than a week", url(new Date(), 604_801), 400, "AuthorizationQueryParametersError"],
    ["of version 2 in time", "/rules/here?AWSAccessKeyId=a&Expires=9999999999&Signature=0", 200, ""],
    [
      "of version 2 too late",
      "/rules/here?AWSAccessKeyId=a&Expires=1&Signature=0",
      403,
      "Request has expired",
    ],
  ])("is answered %s", async (_what, path, status, words) => {
    const response = await fetch(`${cloud.url}${path}`);
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(words)]);
  });

  test("chooses headers of its answer", async () => {
    const response = await s3(
      "GET",
      "/rules/here?response-content-disposition=attachment&response-content-type=a/b",
    );
    expect([response.header("content-disposition"), response.header("content-type")]).toEqual([
      "attachment",
      "a/b",
    ]);
  });
});

describe("versions and delete markers", () => {
  test("are named in the headers of every answer about them", async () => {
    const version = (await s3("PUT", "/versions/key", {}, "text")).header("x-amz-version-id");
    const removed = await s3("DELETE", "/versions/key");
    const marker = removed.header("x-amz-version-id");
    const said = ({ status, header }: Awaited<ReturnType<typeof s3>>) => [
      status,
      header("x-amz-delete-marker"),
      header("x-amz-version-id"),
    ];
    expect(said(removed)).toEqual([204, "true", marker]);
    for (const method of ["GET", "HEAD"]) {
      expect(said(await s3(method, "/versions/key"))).toEqual([404, "true", marker]);
      const named = await s3(method, `/versions/key?versionId=${marker}`);
      expect([...said(named), named.header("allow")]).toEqual([405, "true", marker, "DELETE"]);
    }
    expect((await s3("GET", `/versions/key?versionId=${marker}`)).code).toBe("MethodNotAllowed");
    const copy = { "x-amz-copy-source": `/versions/key?versionId=${marker}` };
    expect(await s3("PUT", "/versions/copy", copy)).toMatchObject({ status: 400, code: "InvalidRequest" });
    expect(said(await s3("GET", `/versions/key?versionId=${version}`))).toEqual([200, null, version]);
    expect(said(await s3("DELETE", `/versions/key?versionId=${marker}`))).toEqual([204, "true", marker]);
    expect(said(await s3("GET", "/versions/key"))).toEqual([200, null, version]);
    expect(said(await s3("DELETE", `/versions/key?versionId=${version}`))).toEqual([204, null, version]);
    expect(said(await s3("GET", "/versions/key"))).toEqual([404, null, null]);
  });
});

test("a batch says which marker a key has got that was not there", async () => {
  await aws.makeBucket("marked", "eu-central-1");
  await s3("PUT", "/marked?versioning=", {}, versioned);
  await s3("PUT", "/marked/there", {}, "x");
  const keys = ["none", "there", "a&amp;b"];
  const batch = `<Delete>${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join("")}</Delete>`;
  const { text } = await s3("POST", "/marked?delete=", {}, batch);
  const said = [...text.matchAll(/<Deleted>(.*?)<\/Deleted>/gs)].map(([, one = ""]) => [
    /<Key>(.*?)</.exec(one)?.[1],
    one.includes("<DeleteMarker>true</DeleteMarker>"),
    /<DeleteMarkerVersionId>(.*?)</.exec(one)?.[1],
  ]);
  const all = (await s3("GET", "/marked?versions=")).text.matchAll(
    /<DeleteMarker>.*?<Key>(.*?)<.*?<VersionId>(.*?)</gs,
  );
  const listed = [...all].map(([, key, id]) => [key, true, id]);
  expect(said.sort()).toEqual(listed.sort());
  expect(said).toHaveLength(3);
  const ids = said.map(([key, , id]) => `<Object><Key>${key}</Key><VersionId>${id}</VersionId></Object>`);
  const removed = (await s3("POST", "/marked?delete=", {}, `<Delete>${ids.join("")}</Delete>`)).text;
  expect(removed.match(/<DeleteMarker>true<\/DeleteMarker>/g)).toHaveLength(3);
});

describe("where versioning is suspended", () => {
  const suspended = versioned.replace("Enabled", "Suspended");
  const header = "x-amz-version-id";
  const put = async (path: string) => (await s3("PUT", path, {}, path)).header(header);
  const listed = async (key: string) =>
    [...(await s3("GET", `/halted?versions=&prefix=${key}`)).text.matchAll(listing)].map(
      ([, element, id, latest]) => [element, id, latest],
    );
  const listing = /<(Version|DeleteMarker)>.*?<VersionId>(.*?)<.*?<IsLatest>(.*?)<.*?<\/\1>/gs;
  const ids: Record<string, string | null> = {};
  beforeAll(async () => {
    await aws.makeBucket("halted", "eu-central-1");
    await put("/halted/before");
    await s3("PUT", "/halted?versioning=", {}, versioned);
    for (const key of ["before", "written", "deleted", "marked"]) ids[key] = await put(`/halted/${key}`);
    ids.marker = (await s3("DELETE", "/halted/marked")).header(header);
    expect((await s3("PUT", "/halted?versioning=", {}, suspended)).status).toBe(200);
  });

  test("a write keeps what has an id, and takes the place of what is called null", async () => {
    expect([await put("/halted/written"), await put("/halted/written")]).toEqual(["null", "null"]);
    await put("/halted/before");
    for (const key of ["written", "before"])
      expect((await listed(key)).sort()).toEqual(
        [
          ["Version", "null", "true"],
          ["Version", ids[key], "false"],
        ].sort(),
      );
    const old = await s3("GET", `/halted/written?versionId=${ids.written}`);
    expect([old.status, old.header(header)]).toEqual([200, ids.written]);
    expect((await s3("GET", "/halted/written?versionId=null")).header(header)).toBe("null");
  });

  test("a deletion leaves a marker called null, over another one and over nothing too", async () => {
    for (const key of ["deleted", "marked", "marked", "absent"]) {
      const { status, header: said } = await s3("DELETE", `/halted/${key}`);
      expect([key, status, said("x-amz-delete-marker"), said(header)]).toEqual([key, 204, "true", "null"]);
    }
    expect(await listed("absent")).toEqual([["DeleteMarker", "null", "true"]]);
    expect(await listed("deleted")).toHaveLength(2);
    expect((await listed("marked")).map(([, id]) => id).sort()).toEqual(
      ["null", ids.marker, ids.marked].sort(),
    );
    const batch = "<Delete><Object><Key>deleted</Key></Object></Delete>";
    expect((await s3("POST", "/halted?delete=", {}, batch)).text).toContain(
      "<DeleteMarkerVersionId>null</DeleteMarkerVersionId>",
    );
  });

  test("versions go one by one, until the bucket can", async () => {
    expect((await s3("GET", "/halted?versioning=")).text).toContain("<Status>Suspended</Status>");
    for (const key of ["before", "written", "deleted", "marked", "absent"]) {
      const all = await listed(key);
      const objects = all.map(([, id]) => `<Object><Key>${key}</Key><VersionId>${id}</VersionId></Object>`);
      const [first = "", ...others] = objects;
      expect((await s3("POST", "/halted?delete=", {}, `<Delete>${first}</Delete>`)).status).toBe(200);
      expect(await listed(key)).toHaveLength(all.length - 1);
      if (others.length > 0) await s3("POST", "/halted?delete=", {}, `<Delete>${others.join("")}</Delete>`);
    }
    expect((await s3("DELETE", "/halted")).status).toBe(204);
  });

  test("nothing is replicated, and what is replicated cannot be suspended", async () => {
    await aws.makeBucket("halted-source", "eu-central-1");
    const rule =
      "<ReplicationConfiguration><Role>arn:aws:iam::123456789012:role/r</Role><Rule><Status>Enabled</Status><Priority>1</Priority><Filter><Prefix></Prefix></Filter><DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication><Destination><Bucket>arn:aws:s3:::versions</Bucket></Destination></Rule></ReplicationConfiguration>";
    const replicate = () => s3("PUT", "/halted-source?replication=", {}, rule);
    await s3("PUT", "/halted-source?versioning=", {}, suspended);
    expect(await replicate()).toMatchObject({ status: 400, code: "InvalidRequest" });
    await s3("PUT", "/halted-source?versioning=", {}, versioned);
    expect((await replicate()).status).toBe(200);
    expect(await s3("PUT", "/halted-source?versioning=", {}, suspended)).toMatchObject({
      status: 409,
      code: "InvalidBucketState",
    });
  });
});

test("says when an object was modified as an HTTP date everywhere", async () => {
  const asked = { "x-amz-object-attributes": "ETag,ObjectSize" };
  for (const [method, path] of [
    ["GET", "/rules/here"],
    ["HEAD", "/rules/here"],
    ["GET", "/rules/here?attributes="],
  ] as const)
    expect((await s3(method, path, asked)).header("last-modified")).toMatch(
      /^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/,
    );
});
