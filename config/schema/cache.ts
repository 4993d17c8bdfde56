import * as z from "zod";
import { duration } from "../duration";
import { nameList } from "./names";

/** What joins the path in the cache key; everything else stays out of it and is not forwarded to S3. */
const keyParts = {
  /** Names of query strings in the cache key. */
  queryStrings: nameList,
  /** Names of viewer headers in the cache key. */
  headers: nameList,
  /** Names of cookies in the cache key. */
  cookies: nameList,
};

const staleWindows = {
  /** How long an expired page may be served while CloudFront fetches the next one. Part of Cache-Control. */
  staleWhileRevalidate: duration.default(60),
  /** How long an expired page may be served while no origin answers. Part of Cache-Control. */
  staleIfError: duration.default(86_400),
  /** Max TTL of the cache policy: the upper bound of every lifetime, stale windows included. */
  maxTtl: duration.default(31_536_000),
};

/** S3 is in charge: TTL 0, CloudFront revalidates and S3 answers 304. */
const originMode = z.strictObject({
  mode: z.literal("origin"),
  ...staleWindows,
  /** As in the other modes; none by default, since an expired page served at once is not what S3 says now. */
  staleWhileRevalidate: duration.default(0),
  ...keyParts,
});
/** CloudFront is in charge for `ttl`; a release invalidates what changed. */
const edgeMode = z.strictObject({ mode: z.literal("edge"), ttl: duration, ...staleWindows, ...keyParts });
/** Nobody needs to be: the name changes whenever the bytes do. One year. */
const immutableMode = z.strictObject({ mode: z.literal("immutable"), ...keyParts });

/** A CloudFront path pattern: `*` is any run of characters, `?` is one. */
const pathPattern = { path: z.string() };

/** Who is in charge of how fresh a path is. */
export const cacheSchema = z.strictObject({
  /** What no path below matches. */
  default: z.discriminatedUnion("mode", [originMode, edgeMode, immutableMode]).prefault({ mode: "origin" }),
  /** One ordered behaviour each; the first that matches wins. */
  paths: z
    .array(
      z.discriminatedUnion("mode", [
        originMode.extend(pathPattern),
        edgeMode.extend(pathPattern),
        immutableMode.extend(pathPattern),
      ]),
    )
    .default([]),
});
