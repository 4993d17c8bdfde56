import { flatRateRules } from "./flat-rate";
import { type AuditRule, cloudFrontGuide, s3Guide } from "./rule";

const rtcUnneeded: AuditRule = {
  id: "rtc-unneeded",
  severity: "low",
  title: "Replication Time Control for what nobody waits for",
  types: ["aws_s3_bucket_replication_configuration"],
  visitors: "Nobody but whoever pays, for each gigabyte that is copied: no distribution reads this bucket.",
  source: s3Guide("replication-time-control"),
  fails: `resource "aws_s3_bucket" "logs" {
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
      }

      replication_time {
        status = "Enabled"
      }
    }
  }
}
`,
  mend: "",
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

const invalidateAll = /create-invalidation[\s\S]{0,400}--paths\s+["']?\/\*/;

const everythingInvalidated: AuditRule = {
  id: "invalidates-everything",
  severity: "low",
  title: "Each apply throws away all that edges have",
  types: ["null_resource", "terraform_data"],
  visitors:
    "After each release every page comes from the bucket, slower, and there is no copy left if the region fails in that hour; the bucket's requests are paid for again.",
  source: cloudFrontGuide("Invalidation"),
  fails: `resource "terraform_data" "invalidation" {
  provisioner "local-exec" {
    command = "aws cloudfront create-invalidation --distribution-id E1 --paths '/*'"
  }
}
`,
  mend: "",
  judge(part) {
    const value = JSON.stringify(part.value("provisioner") ?? "");
    return invalidateAll.test(value) ? { attribute: "provisioner", says: "it invalidates /*" } : undefined;
  },
};

/** What is paid for and helps nobody. */
export const costRules: readonly AuditRule[] = [rtcUnneeded, ...flatRateRules, everythingInvalidated];
