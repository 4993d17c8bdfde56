import { flatRateRules } from "./flat-rate";
import { type AuditRule, cloudFrontGuide, s3Guide } from "./rule";

/** A bucket of logs that is copied, with what else its destination has. */
const copiedLogs = (more: string) => `resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"
}

resource "aws_s3_bucket_replication_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  role   = aws_iam_role.replication.arn

  rule {
    id     = "logs"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket = "arn:aws:s3:::acme-logs-kept"

      metrics {
        status = "Enabled"
      }${more}
    }
  }
}
`;

const rtcUnneeded: AuditRule = {
  id: "rtc-unneeded",
  severity: "low",
  title: "Replication Time Control for what nobody waits for",
  types: ["aws_s3_bucket_replication_configuration"],
  visitors: "Nobody but whoever pays, for each gigabyte that is copied: no distribution reads this bucket.",
  source: s3Guide("replication-time-control"),
  fails: copiedLogs(`

      replication_time {
        status = "Enabled"
      }`),
  mend: "",
  instead: copiedLogs(""),
  judge(configuration, site) {
    const bucket = site.bucketNamed(configuration);
    if (bucket === undefined || site.isOriginBucket(bucket)) return undefined;
    return configuration
      .blocks("rule")
      .filter((rule) => rule.text("destination.replication_time.status") === "Enabled")
      .map((rule) => ({
        attribute: rule.at("destination[0].replication_time"),
        says: `${bucket.address} is read by no distribution`,
      }));
  },
};

/** Where a function reads a store: as a whole, and within what repeats. */
const storeReads = /\.\s*(?:get|exists|meta|count)\s*\(/g;
const repeated = /\b(?:for|while)\s*\([^{]*\{|\.\s*(?:map|forEach|some|every|find|filter|reduce)\s*\(/;
/** More than these in one request are paid for by each visitor of each page. */
const fewReads = 3;

const storeRead: AuditRule = {
  id: "store-read-in-loop",
  severity: "low",
  title: "Each request reads the KeyValueStore again and again",
  types: ["aws_cloudfront_function"],
  visitors:
    "Nothing, until the function meets its limit of time. Whoever pays does so for each read, beside the function itself: one key that holds a small document costs a read in place of many.",
  source: cloudFrontGuide("kvs-with-functions"),
  fails: `resource "aws_cloudfront_function" "flags" {
  name    = "acme-flags"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "import cf from 'cloudfront'; const store = cf.kvs(); async function handler(event) { for (const key in event.request.headers) { await store.get(key); } return event.request; }"
}
`,
  mend: "",
  instead: `resource "aws_cloudfront_function" "flags" {
  name    = "acme-flags"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "import cf from 'cloudfront'; const store = cf.kvs(); async function handler(event) { const flags = await store.get('flags', { format: 'json' }); event.request.headers['x-flags'] = { value: flags.on }; return event.request; }"
}
`,
  judge(one) {
    const code = one.text("code") ?? "";
    const store = /(?<![\w$])([A-Za-z_$][\w$]*)\s*=\s*(?:[A-Za-z_$][\w$]*\s*\.\s*)?kvs\s*\(/.exec(code)?.[1];
    if (store === undefined) return undefined;
    const reads = [...code.matchAll(storeReads)].filter(({ index = 0 }) =>
      new RegExp(`(?<![\\w$.])${store.replaceAll("$", "\\$")}\\s*$`).test(
        code.slice(Math.max(0, index - 80), index),
      ),
    );
    const inLoop = reads.filter(({ index = 0 }) =>
      repeated.test(code.slice(Math.max(0, index - 120), index)),
    );
    if (inLoop.length > 0) return { attribute: "code", says: `${store} is read within a loop` };
    return reads.length > fewReads
      ? { attribute: "code", says: `${store} is read in ${reads.length} places` }
      : undefined;
  },
};

/** What is paid for and helps nobody. */
export const costRules: readonly AuditRule[] = [rtcUnneeded, ...flatRateRules, storeRead];
