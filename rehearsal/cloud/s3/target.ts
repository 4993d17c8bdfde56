import type { CloudRequest } from "../http";

/** What a request to S3 is about. */
export interface S3Target {
  /** Undefined for requests about the account, such as ListBuckets. */
  readonly bucket: string | undefined;
  /** Decoded; undefined for requests about the bucket. */
  readonly key: string | undefined;
}

/** Bucket and key of a request, in path style or in virtual-hosted style (S3 user guide, "Virtual hosting of buckets"). */
export function targetOf({ path, headers }: Pick<CloudRequest, "path" | "headers">): S3Target {
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  const hosted = /^(.+)\.(?:localhost|s3[.-][a-z0-9.-]*amazonaws\.com|s3\.amazonaws\.com)$/i.exec(host)?.[1];
  const rest = path.slice(1);
  if (hosted !== undefined && !/^s3[.-]|^s3$/.test(hosted)) return { bucket: hosted, key: decodedKey(rest) };
  const slash = rest.indexOf("/");
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  return {
    bucket: bucket === "" ? undefined : bucket,
    key: slash < 0 ? undefined : decodedKey(rest.slice(slash + 1)),
  };
}

/** A key as a path of a request. */
export function pathOf(bucket: string, key: string): string {
  return `/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}

function decodedKey(raw: string): string | undefined {
  if (raw === "") return undefined;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
