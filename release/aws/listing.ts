import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { own } from "../../facts/own";
import type { ListedObject, ListPage } from "../ports";

export interface ListingRequest {
  readonly bucket: string;
  readonly prefix?: string;
  readonly token?: string;
}

/**
 * One page of a listing. The SDK asks, signs and knows what S3 refuses; what S3 lists is read here: the SDK takes longer
 * for a thousand objects than to read and digest the files that they are compared with.
 */
export async function listObjects(
  client: S3Client,
  { bucket, prefix, token }: ListingRequest,
): Promise<ListPage> {
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    ContinuationToken: token,
    // XML has no place for some characters that keys may have.
    EncodingType: "url",
  });
  let page: ListPage | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const response = answer.response as { readonly statusCode: number; body: Readable };
      if (response.statusCode !== 200) return answer;
      const document = await buffer(response.body);
      page = parseListing(document);
      // What is no listing is the SDK's to refuse.
      response.body = Readable.from([page ? empty : document]);
      return answer;
    },
    { step: "deserialize", priority: "low" },
  );
  // Options keep this command's steps out of the client's cache.
  await client.send(command, {});
  if (page === undefined) throw new Error("S3 has answered with what is no listing");
  return page;
}

const opening = "<ListBucketResult";
const closing = "</ListBucketResult>";
const empty = Buffer.from(`${opening}>${closing}`);

/** The page in S3's document (S3 API, ListObjectsV2); undefined for another document, or one that breaks off. */
export function parseListing(document: Buffer): ListPage | undefined {
  if (!document.includes(opening) || document.lastIndexOf(closing) < 0) return undefined;
  const objects: ListedObject[] = [];
  for (let at = document.indexOf("<Contents>"); at >= 0; at = document.indexOf("<Contents>", at + 1)) {
    const end = document.indexOf("</Contents>", at);
    if (end < 0) return undefined;
    const entry = document.subarray(at, end);
    const key = decoded(textOf(entry, "Key") ?? "");
    if (key === undefined) return undefined;
    objects.push({
      key,
      etag: (textOf(entry, "ETag") ?? "").replaceAll('"', ""),
      size: Number(textOf(entry, "Size") ?? 0),
      lastModified: Date.parse(textOf(entry, "LastModified") ?? "") || 0,
    });
  }
  const next = textOf(document, "NextContinuationToken");
  return { objects, ...(next && { next }) };
}

/** Text of the first element of a name that has no element in it. A string of its own: a slice would keep the page. */
function textOf(document: Buffer, name: string): string | undefined {
  const start = document.indexOf(`<${name}>`);
  if (start < 0) return undefined;
  const from = start + name.length + 2;
  const text = document.toString("utf8", from, document.indexOf("<", from));
  return text.includes("&")
    ? text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name) => characterOf(name) ?? whole)
    : text;
}

const named: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

function characterOf(reference: string): string | undefined {
  const [, hex, number] = /^#(x?)([\da-f]+)$/i.exec(reference) ?? [];
  if (number === undefined) return own(named, reference);
  const code = Number.parseInt(number, hex ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Undefined for what no listing says: its keys are encoded, as was asked. */
function decoded(key: string): string | undefined {
  if (!/[%+]/.test(key)) return key;
  try {
    return decodeURIComponent(key.replaceAll("+", "%20"));
  } catch {
    return undefined;
  }
}
