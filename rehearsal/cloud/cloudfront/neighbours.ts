import type { Upstream } from "../forward";
import { jsonOf, sendInternal } from "../internal";
import type { CloudFrontContext } from "./context";
import { invalidArgument } from "./errors";
import type { Besides } from "./kept-resources";
import type { InputOf } from "./schema/plain";

/** Whether WAF has a web ACL for CloudFront: by its ARN, or the id of WAF Classic, which nothing here has. */
export async function hasWebAcl(upstream: Upstream, arn: string): Promise<boolean> {
  const [, Name, Id] = /^arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  if (Name === undefined) return false;
  const response = await sendInternal(upstream, {
    service: "wafv2",
    region: "us-east-1",
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSWAF_20190729.GetWebACL" },
    body: Buffer.from(JSON.stringify({ Name, Id, Scope: "CLOUDFRONT" })),
  });
  return response.status === 200 && jsonOf(response)?.WebACL !== undefined;
}

/** What a store is imported from (CloudFront guide, "File format for key-value pairs"): `{"data":[{"key","value"}]}`. */
export function importedValues(file: Uint8Array | undefined, arn: string): ReadonlyMap<string, string> {
  if (file === undefined) throw invalidArgument(`The import source ${arn} does not exist.`);
  const data = dataOf(Buffer.from(file).toString("utf8"));
  const values = new Map<string, string>();
  for (const entry of data ?? []) {
    const { key, value } = (entry ?? {}) as { readonly key?: unknown; readonly value?: unknown };
    const isPair = typeof key === "string" && typeof value === "string" && key !== "" && !values.has(key);
    if (!isPair || Buffer.byteLength(key) > 512 || Buffer.byteLength(value) > 1024)
      throw invalidArgument(
        `The import source ${arn} has an entry that is no key of 512 and value of 1024 bytes.`,
      );
    values.set(key, value);
  }
  if (data === undefined) throw invalidArgument(`The import source ${arn} is no JSON of key-value pairs.`);
  return values;
}

function dataOf(text: string): readonly unknown[] | undefined {
  try {
    const { data } = JSON.parse(text);
    return Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** How many certificates the bundle of a trust store has: PEM, one after the other (CloudFront guide, "Trust stores"). */
export function trustStoreBesides({ neighbours }: CloudFrontContext): Besides {
  return async (config) => {
    const { CaCertificatesBundleSource: source } = config as unknown as InputOf<"CreateTrustStore">;
    const { Bucket = "", Key = "" } = source.CaCertificatesBundleS3Location ?? {};
    const bundle = await neighbours.object(Bucket, Key);
    const found =
      bundle &&
      Buffer.from(bundle)
        .toString("latin1")
        .match(/^-----BEGIN CERTIFICATE-----\s*$/gm);
    if (!found) throw invalidArgument(`${Bucket}/${Key} is no bundle of certificates in PEM.`);
    return { certificates: found.length };
  };
}
