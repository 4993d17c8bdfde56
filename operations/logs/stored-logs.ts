import type { Readable } from "node:stream";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { trafficError } from "../../traffic/errors";
import type { LogFile, LogPlace } from "../../traffic/place";
import { askingAws } from "../aws";

/** Log files are small, and there are many: so many are asked for before it is their turn. */
const ahead = 8;
/** What is larger is asked for in its turn. Bytes. */
const largestAhead = 8_000_000;

/**
 * Logs below a prefix of a bucket, which are read where they are, without a file on this machine. Credentials and profile
 * are found where every AWS tool looks for them; which region the bucket is in, S3 says.
 *
 * @throws {OutlastError} TRAFFIC_S3_PLACE
 */
export function storedLogs(place: string, client: Pick<S3Client, "send"> = clientOf()): LogPlace {
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === undefined || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw trafficError("TRAFFIC_S3_PLACE", place);
  return { shown: place, files: () => filesOf(client, bucket, prefix) };
}

function clientOf(): S3Client {
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1";
  return new S3Client({
    ...{ region, followRegionRedirects: true, maxAttempts: 4 },
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000, throwOnRequestTimeout: true },
  });
}

type Client = Pick<S3Client, "send">;

async function* filesOf(client: Client, bucket: string, prefix: string): AsyncGenerator<LogFile> {
  const waiting: LogFile[] = [];
  for await (const { key, size } of objectsOf(client, bucket, prefix)) {
    waiting.push(fileOf(client, bucket, key, size, key.slice(prefix.lastIndexOf("/") + 1)));
    if (waiting.length > ahead) yield waiting.shift() as LogFile;
  }
  yield* waiting;
}

async function* objectsOf(client: Client, bucket: string, prefix: string) {
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await askingAws("list the logs", bucket, () =>
      client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(token && { ContinuationToken: token }),
        }),
      ),
    );
    for (const { Key, Size = 0 } of page.Contents ?? [])
      if (Key !== undefined && !Key.endsWith("/")) yield { key: Key, size: Size };
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

function fileOf(client: Client, bucket: string, key: string, size: number, shown: string): LogFile {
  const get = async (range?: string): Promise<Readable> => {
    const input = { Bucket: bucket, Key: key, ...(range && { Range: range }) };
    const { Body } = await askingAws("read", `${bucket}/${key}`, () =>
      client.send(new GetObjectCommand(input)),
    );
    return Body as Readable;
  };
  const name = key.slice(key.lastIndexOf("/") + 1);
  const isText = !name.endsWith(".parquet");
  const begun = isText && size > 0 && size <= largestAhead ? get() : undefined;
  // It fails where it is read, not before.
  begun?.catch(() => {});
  return {
    ...{ name, shown, size },
    open: () => begun ?? get(),
    parts: () => ({
      byteLength: size,
      async slice(start, end = size) {
        const { buffer } = await import("node:stream/consumers");
        const bytes = await buffer(await get(`bytes=${start}-${end - 1}`));
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      },
    }),
  };
}
