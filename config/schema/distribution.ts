import * as z from "zod";
import { duration } from "../duration";
import { nameList } from "./names";

/** Host names, their zone and certificate. */
export const domainSchema = z.strictObject({
  /** The main host name; every other one redirects to it. */
  name: z.string(),
  /** Other host names of the site. */
  aliases: nameList,
  /** The Route 53 hosted zone: looked up by `id` or by `name`, or created when `create` is true. */
  zone: z.union([
    z.strictObject({ id: z.string(), name: z.string() }),
    z.strictObject({ name: z.string(), create: z.boolean().default(false) }),
  ]),
});

/** Settings of CloudFront itself, and its logs. */
export const distributionSchema = z.strictObject({
  priceClass: z.enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"]).default("PriceClass_100"),
  geoRestriction: z
    .strictObject({
      type: z.enum(["whitelist", "blacklist"]),
      /** ISO 3166-1 alpha-2 codes. */
      locations: z.array(z.string()).min(1),
    })
    .optional(),
  /** The flat-rate plan that the distribution is to join: the stack has what it demands, and nothing that it refuses. */
  pricing: z.enum(["free", "pro", "business", "premium"]).optional(),
  /** A WAFv2 web ACL of scope CLOUDFRONT, in us-east-1. */
  webAclArn: z.string().optional(),
  /** Access logs to a bucket of their own in the primary region. */
  accessLogs: z
    .strictObject({
      /** How long log files are kept. */
      retention: duration.default(90 * 86_400),
      includeCookies: z.boolean().default(false),
      prefix: z.string().default("cloudfront/"),
      /** "legacy" is what the distribution itself logs; the others are deliveries of CloudWatch Logs, by year to hour. */
      format: z.enum(["legacy", "w3c", "json", "parquet"]).default("legacy"),
      /** A table of what is delivered, and a workgroup, for `outlast traffic --athena`. */
      athena: z.boolean().default(false),
    })
    .optional(),
});
