import * as z from "zod";
import { referrerPolicies } from "../../facts/http/referrer-policy";
import { duration } from "../duration";
import { nameList } from "./names";

/** When all the given conditions hold, `set` and `remove` are applied; rules apply in order. */
const headerRule = z.strictObject({
  /** CloudFront path pattern; every path if absent. */
  path: z.string().optional(),
  /** Media type without parameters, "text/html" or "text/*"; any if absent. */
  contentType: z.string().optional(),
  /** Status or class of statuses, 404 or "4xx"; any if absent. */
  status: z.union([z.int(), z.enum(["2xx", "3xx", "4xx", "5xx"])]).optional(),
  /** Header name to value; replaces what the response has. */
  set: z.record(z.string(), z.string()).default({}),
  /** Header names to take away. */
  remove: nameList,
});

/** Response headers: a policy for all, and rules for some. */
export const headersSchema = z.strictObject({
  /** Where the conditional rules run; the policy floor is there in both cases. */
  runtime: z.enum(["lambda-at-edge", "cloudfront-function"]).default("lambda-at-edge"),
  /** Strict-Transport-Security; false drops it. */
  hsts: z
    .union([
      z.literal(false),
      z.strictObject({
        maxAge: duration.default(31_536_000),
        includeSubDomains: z.boolean().default(false),
        preload: z.boolean().default(false),
      }),
    ])
    .prefault({}),
  /** X-Content-Type-Options: nosniff. */
  contentTypeOptions: z.boolean().default(true),
  /** X-Frame-Options; false drops it. */
  frameOptions: z.union([z.literal(false), z.enum(["DENY", "SAMEORIGIN"])]).default("DENY"),
  /** Referrer-Policy; false drops it. */
  referrerPolicy: z
    .union([z.literal(false), z.enum(referrerPolicies)])
    .default("strict-origin-when-cross-origin"),
  /** Content-Security-Policy, at most 1,783 characters; false drops it. */
  contentSecurityPolicy: z
    .union([z.literal(false), z.string()])
    .default(
      "default-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
  /** Hashes of a page's inline scripts and styles join that policy on the page: a release writes them beside it. */
  inlineHashes: z.boolean().default(true),
  /** Permissions-Policy; false drops it. */
  permissionsPolicy: z
    .union([z.literal(false), z.string()])
    .default("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
  /** Further headers of the policy, on every answer; with permissionsPolicy, at most 10. */
  custom: z.record(z.string(), z.string()).default({}),
  /** Response headers that the policy takes away. */
  remove: z.array(z.string()).default([]),
  /** What depends on path, content type or status. */
  rules: z.array(headerRule).default([]),
});
