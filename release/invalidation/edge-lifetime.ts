/**
 * Whether an edge may answer with what it holds without asking S3 first, by the Cache-Control that S3 sent (CloudFront
 * guide, Manage how long content stays in the cache): s-maxage before max-age, a stale window on top; without any of
 * them, the cache policy's own TTL. Every behaviour has a minimum TTL of 0, so `no-store` and its like are obeyed.
 */
export function mayAnswerUnasked(cacheControl: string | undefined): boolean {
  if (cacheControl === undefined) return true;
  const directives = parse(cacheControl);
  if (["no-store", "no-cache", "private"].some((name) => directives.has(name))) return false;
  const lifetime = directives.get("s-maxage") ?? directives.get("max-age");
  if (lifetime === undefined) return true;
  return lifetime !== "0" || (directives.get("stale-while-revalidate") ?? "0") !== "0";
}

/** Whether it was sent for names that change with their bytes. */
export function isImmutable(cacheControl: string | undefined): boolean {
  return cacheControl !== undefined && parse(cacheControl).has("immutable");
}

function parse(cacheControl: string): ReadonlyMap<string, string> {
  return new Map(
    cacheControl.split(",").map((directive) => {
      const [name = "", value = ""] = directive.split("=");
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', "")];
    }),
  );
}
