import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { storedLogs } from "../../../operations/logs/stored-logs";
import { readTraffic } from "../../../traffic/read";
import { answering, credentials } from "../../support/answering";

const names = [
  "date",
  "time",
  "x-edge-location",
  "sc-bytes",
  "c-ip",
  "cs-method",
  "cs-uri-stem",
  "sc-status",
];
const row = (at: number) => [
  "2026-11-01",
  "10:00:00",
  "FRA56-P1",
  "10",
  `192.0.2.${at}`,
  "GET",
  `/${at % 3}`,
  "200",
];
const w3c = (from: number, to: number) =>
  Buffer.from(
    [
      `#Fields: ${names.join(" ")}`,
      ...Array.from({ length: to - from }, (_, at) => row(from + at).join("\t")),
      "",
    ].join("\n"),
  );
const parquet = Buffer.from(
  parquetWriteBuffer({
    columnData: names.map((name, column) => ({
      name: name.replace(/\W/g, "_"),
      data: Array.from({ length: 20 }, (_, at) => row(at)[column] as string),
      type: "STRING" as const,
    })),
  }),
);

const objects: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    Array.from({ length: 25 }, (_, at) => [`logs/E1.2026-11-01-10.${at}.gz`, gzipSync(w3c(at, at + 10))]),
  ),
  "logs/2026/11/01/10/a.parquet": parquet,
  "logs/empty.gz": Buffer.alloc(0),
  "logs/half.gz": gzipSync(w3c(0, 200)).subarray(0, 400),
  "other/E2.gz": gzipSync(w3c(0, 10)),
};

interface Asked {
  readonly Prefix?: string;
  readonly ContinuationToken?: string;
  readonly Key?: string;
  readonly Range?: string;
}

/** A bucket whose lists have ten keys each, and which does not let everybody read everything. */
function bucketOf(refused?: string) {
  let [open, most] = [0, 0];
  const client = answering(new S3Client({ region: "eu-central-1", credentials }), {
    ListObjectsV2Command: ({ Prefix = "", ContinuationToken = "0" }: Asked) => {
      const keys = Object.keys(objects)
        .filter((key) => key.startsWith(Prefix))
        .toSorted();
      const from = Number(ContinuationToken);
      return {
        Contents: keys.slice(from, from + 10).map((Key) => ({ Key, Size: objects[Key]?.length })),
        ...(from + 10 < keys.length && { IsTruncated: true, NextContinuationToken: String(from + 10) }),
      };
    },
    GetObjectCommand: ({ Key = "", Range }: Asked) => {
      if (Key === refused)
        throw Object.assign(new Error("Access Denied"), {
          name: "AccessDenied",
          $metadata: { httpStatusCode: 403 },
        });
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? "") ?? [];
      const body = objects[Key] as Buffer;
      most = Math.max(most, ++open);
      const Body = Readable.from([from === undefined ? body : body.subarray(Number(from), Number(to) + 1)]);
      Body.on("close", () => open--);
      return { Body };
    },
  });
  return { client, most: () => most };
}

test("logs in S3 give the profile that the same files give in a folder, of every format, a few asked for at a time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "outlast-stored-"));
  try {
    for (const [key, body] of Object.entries(objects))
      if (key.startsWith("logs/")) writeFileSync(join(folder, key.slice(5).replaceAll("/", "-")), body);
    const { client, most } = bucketOf();
    const stored = await readTraffic(storedLogs("s3://acme-logs/logs/", client), { k: 1 });
    const local = await readTraffic(folder, { k: 1 });
    expect(stored.profile).toEqual(local.profile);
    expect(stored).toMatchObject({ files: 28, empty: 1, broken: [{ file: "half.gz" }] });
    expect(most()).toBeLessThan(12);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an object that cannot be read is named, and the others count", async () => {
  const { client } = bucketOf("logs/E1.2026-11-01-10.3.gz");
  const read = await readTraffic(storedLogs("s3://acme-logs/logs/E1", client), { k: 1 });
  expect(read.broken).toEqual([
    { file: "E1.2026-11-01-10.3.gz", why: expect.stringContaining("AccessDenied") },
  ]);
  expect(read.profile.requests).toBe(240);
});

test("credentials that are missing are one sentence, and no place in S3 is another", async () => {
  const client = answering(new S3Client({ region: "eu-central-1", credentials }), {
    ListObjectsV2Command: () => {
      throw Object.assign(new Error("Could not load credentials from any providers"), {
        name: "CredentialsProviderError",
      });
    },
  });
  await expect(readTraffic(storedLogs("s3://acme-logs/x", client))).rejects.toMatchObject({
    problems: [
      { code: "AWS_REFUSED", value: expect.stringMatching(/acme-logs.*Could not load credentials/) },
    ],
  });
  await expect(readTraffic(storedLogs("s3://acme-logs/none", bucketOf().client))).rejects.toMatchObject({
    problems: [{ code: "TRAFFIC_NOTHING_LEFT", value: "s3://acme-logs/none: 0 files" }],
  });
  for (const place of ["s3:/x", "s3://", "s3://A_b/c"])
    expect(() => storedLogs(place, client)).toThrow("TRAFFIC_S3_PLACE");
});
