import { decodePath } from "../../../facts/site/path";
import type { CloudRequest } from "../http";
import { childText, parseXml } from "../xml/element";
import { replaceIds } from "./shown";
import type { S3Target } from "./target";
import type { Versions } from "./versions";

/** The request with moto's ids of versions in place of S3's. */
export function asStored(
  request: CloudRequest,
  { bucket, key = "" }: S3Target & { readonly bucket: string },
  versions: Versions,
): CloudRequest {
  const shown = request.query.get("versionId");
  const copySource = request.headers["x-amz-copy-source"];
  const isBatch = request.method === "POST" && request.query.has("delete");
  if (shown === null && copySource === undefined && !isBatch) return request;
  const query = new URLSearchParams(request.query);
  if (shown !== null) query.set("versionId", versions.stored(bucket, key, shown));
  return {
    ...request,
    ...(shown !== null && { query, rawQuery: query.toString() }),
    ...(copySource !== undefined && {
      headers: { ...request.headers, "x-amz-copy-source": sourceAsStored(copySource, versions) },
    }),
    ...(isBatch && { body: Buffer.from(batchAsStored(request.body.toString("utf8"), bucket, versions)) }),
  };
}

function sourceAsStored(source: string, versions: Versions): string {
  return source.replace(
    /^(\/?([^/]+)\/(.*)\?versionId=)(.+)$/,
    (_all, place: string, bucket: string, key: string, shown: string) =>
      place + versions.stored(bucket, decodePath(key) ?? key, shown),
  );
}

/** The body of a batch of deletions, whose objects are looked at one by one: nothing that stays open is looked for again. */
export function batchAsStored(xml: string, bucket: string, versions: Versions): string {
  const objects = xml.split("</Object>").map((one) => {
    const [element] = /<Key>[^<]*<\/Key>/.exec(one) ?? [];
    const key = element && childText(parseXml(`<Object>${element}</Object>`), "Key");
    return replaceIds(one, (shown) => versions.stored(bucket, key ?? "", shown));
  });
  return objects.join("</Object>");
}
