import type { CachePolicy } from "../model";

/**
 * The Accept-Encoding that stands in the key and goes to the origin: "br,gzip", "br", "gzip" or "" for none;
 * undefined where the policy leaves the header alone, as where it lists it with others (CloudFront guide, "Cache
 * compressed objects", and "Serve compressed files": nothing is compressed then).
 */
export function compileAcceptEncoding(
  policy: CachePolicy,
): ((acceptEncoding: string | null) => string) | undefined {
  const { enableAcceptEncodingBrotli: brotli, enableAcceptEncodingGzip: gzip } = policy;
  const { behavior, items } = policy.headers;
  const isListed = behavior !== "none" && items.some((name) => name.toLowerCase() === "accept-encoding");
  if (isListed || (!brotli && !gzip)) return undefined;
  let lastValue: string | null = null;
  let lastResult = "";
  return (value) => {
    if (value === lastValue) return lastResult;
    const accepted = acceptedCodings(value ?? "");
    const names = [brotli && accepted.has("br") && "br", gzip && accepted.has("gzip") && "gzip"];
    lastValue = value;
    lastResult = names.filter(Boolean).join(",");
    return lastResult;
  };
}

function acceptedCodings(value: string): Set<string> {
  const codings = value.toLowerCase().split(",");
  const accepted = codings.filter((coding) => !/;\s*q\s*=\s*0(\.0*)?\s*$/.test(coding));
  return new Set(accepted.map((coding) => (coding.split(";")[0] as string).trim()));
}
