import { createHash } from "node:crypto";
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type ObjectAttributes,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { crc32 } from "hash-wasm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../rehearsal/cloud";
import { type Moto, startMoto } from "../../toolchain";

const Bucket = "checksums";
const contents = [Buffer.alloc(5 * 1024 * 1024, "first "), Buffer.from("second")];
const whole = Buffer.concat(contents);
const every: ObjectAttributes[] = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

let moto: Moto;
let cloud: Cloud;
let s3: S3Client;

beforeAll(async () => {
  moto = await startMoto();
  cloud = await startCloud({ moto: moto.endpoint, log: () => {} });
  s3 = new S3Client({
    ...{ endpoint: cloud.url, region: "us-east-1", forcePathStyle: true, maxAttempts: 1 },
    credentials: { accessKeyId: "AKIAEXAMPLE000000000", secretAccessKey: "any" },
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  s3?.destroy();
  await cloud?.close();
  await moto?.stop();
});

/** Uploads it in two parts, whose checksums the client has counted. */
async function upload(
  Key: string,
  ChecksumAlgorithm?: ChecksumAlgorithm,
  ChecksumType?: ChecksumType,
  said: object = {},
) {
  const given = { Bucket, Key, ChecksumAlgorithm, ChecksumType };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(given));
  const Parts = [];
  for (const [at, Body] of contents.entries()) {
    const part = { Bucket, Key, UploadId, PartNumber: at + 1, ChecksumAlgorithm, Body };
    const { ETag, ...sums } = await s3.send(new UploadPartCommand(part));
    Parts.push({ ...sums, ETag, PartNumber: at + 1, $metadata: undefined });
  }
  const MultipartUpload = { Parts };
  const completion = { Bucket, Key, UploadId, MultipartUpload, ChecksumType, ...said };
  return { Parts, done: await s3.send(new CompleteMultipartUploadCommand(completion)) };
}

const hash = (name: string) => (bytes: Buffer) => createHash(name).update(bytes).digest();
const crc = (polynomial?: number) => async (bytes: Buffer) =>
  Buffer.from(await crc32(bytes, polynomial), "hex");

describe("an object that was uploaded in parts", () => {
  test.each<[ChecksumAlgorithm, (bytes: Buffer) => Buffer | Promise<Buffer>]>([
    ["CRC32", crc()],
    ["CRC32C", crc(0x82f63b78)],
    ["SHA1", hash("sha1")],
    ["SHA256", hash("sha256")],
  ])("has by %s the checksum of its parts' checksums, and says their number", async (algorithm, digest) => {
    const { done, Parts } = await upload(algorithm, algorithm);
    const name = `Checksum${algorithm}` as const;
    const digests = await Promise.all(contents.map(digest));
    const value = `${(await digest(Buffer.concat(digests))).toString("base64")}-2`;
    const expected = { [name]: value, ChecksumType: "COMPOSITE" };
    const object = { Bucket, Key: algorithm };
    expect(done).toMatchObject(expected);
    expect(await s3.send(new HeadObjectCommand({ ...object, ChecksumMode: "ENABLED" }))).toMatchObject(
      expected,
    );
    const attributes = await s3.send(new GetObjectAttributesCommand({ ...object, ObjectAttributes: every }));
    expect(attributes).toMatchObject({
      ...{ ETag: done.ETag?.replaceAll('"', ""), Checksum: expected, ObjectSize: whole.length },
      ...{ StorageClass: "STANDARD" },
      ObjectParts: {
        ...{ TotalPartsCount: 2, IsTruncated: false },
        Parts: contents.map(({ length }, at) => ({
          ...{ PartNumber: at + 1, Size: length, [name]: Parts[at]?.[name] },
        })),
      },
    });
    // The copy is one piece.
    const { CopyObjectResult } = await s3.send(
      new CopyObjectCommand({ Bucket, Key: `copy-${algorithm}`, CopySource: `${Bucket}/${algorithm}` }),
    );
    expect(CopyObjectResult?.[name]).toBe((await digest(whole)).toString("base64"));
  });

  test.each<[ChecksumAlgorithm | undefined, ChecksumType | undefined, string]>([
    ["CRC32", "FULL_OBJECT", "CRC32"],
    ["CRC32C", "FULL_OBJECT", "CRC32C"],
    ["CRC64NVME", undefined, "CRC64NVME"],
    [undefined, undefined, "CRC64NVME"],
  ])("by %s and %s has that of the whole, which clients check", async (algorithm, type, counted) => {
    const Key = `${algorithm}-${type}`;
    const { done } = await upload(Key, algorithm, type);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    expect(await read.Body?.transformToString()).toBe(whole.toString());
    const name = `Checksum${counted}` as "ChecksumCRC32";
    const put = { Bucket, Key: "put", Body: whole, ChecksumAlgorithm: counted as ChecksumAlgorithm };
    const { [name]: ofWhole } = await s3.send(new PutObjectCommand(put));
    expect([read, done]).toEqual(
      Array(2).fill(expect.objectContaining({ [name]: ofWhole, ChecksumType: "FULL_OBJECT" })),
    );
  });

  test.each<[ChecksumAlgorithm, ChecksumType]>([
    ["SHA256", "FULL_OBJECT"],
    ["CRC64NVME", "COMPOSITE"],
  ])("is not begun by %s with %s, which there is not", async (algorithm, type) => {
    await expect(upload("refused", algorithm, type)).rejects.toMatchObject({ name: "InvalidRequest" });
  });

  test("is completed whatever is said of the whole", async () => {
    const { done } = await upload("said", "CRC64NVME", undefined, { ChecksumCRC64NVME: "AAAAAAAAAAA=" });
    expect(done.ChecksumCRC64NVME).not.toBe("AAAAAAAAAAA=");
  });

  test("lists its parts in pages", async () => {
    await upload("paged", "SHA256");
    const ask = { Bucket, Key: "paged", ObjectAttributes: ["ObjectParts" as const], MaxParts: 1 };
    const first = await s3.send(new GetObjectAttributesCommand(ask));
    expect(first.ObjectParts).toMatchObject({ IsTruncated: true, Parts: [{ PartNumber: 1 }] });
    const PartNumberMarker = first.ObjectParts?.NextPartNumberMarker;
    const second = await s3.send(new GetObjectAttributesCommand({ ...ask, PartNumberMarker }));
    expect(second.ObjectParts).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 2 }] });
  });
});

test("an object that came in one piece has a checksum, and no parts", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "one", Body: "123456789" }));
  const found = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key: "one", ObjectAttributes: every }),
  );
  expect(found).toMatchObject({ Checksum: { ChecksumCRC32: "y/Q5Jg==", ChecksumType: "FULL_OBJECT" } });
  expect(found.ObjectParts).toBeUndefined();
  const unknown = { Bucket, Key: "one", ObjectAttributes: ["Colour" as ObjectAttributes] };
  await expect(s3.send(new GetObjectAttributesCommand(unknown))).rejects.toMatchObject({
    name: "InvalidArgument",
  });
  await expect(
    s3.send(new GetObjectAttributesCommand({ Bucket, Key: "none", ObjectAttributes: every })),
  ).rejects.toMatchObject({ name: "NoSuchKey" });
});
