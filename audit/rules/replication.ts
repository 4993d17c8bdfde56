import type { Judged } from "./judged";
import { type AuditRule, pairWithin, s3Guide } from "./rule";
import type { AuditedSite } from "./site";

const types = ["aws_s3_bucket_replication_configuration"];
const missed = "What is published from then on is missing in the other region on the day it is needed.";

/** A rule about one setting of each replication rule. */
function setting(
  rule: Omit<AuditRule, "types" | "judge">,
  path: string,
  isBad: (rule: Judged, site: AuditedSite, whole: Judged) => string | undefined,
): AuditRule {
  return {
    ...rule,
    types,
    judge: (configuration, site) =>
      configuration.blocks("rule").flatMap((one) => {
        const says = isBad(one, site, configuration);
        const name = one.text("id") ?? one.path;
        return says === undefined ? [] : [{ attribute: one.at(path), says: `the rule ${name} ${says}` }];
      }),
  };
}

const isOn = (rule: Judged, path: string) => rule.text(path) === "Enabled";

/** What keeps the second region's content the same as the first's. */
export const replicationRules: readonly AuditRule[] = [
  setting(
    {
      id: "replication-disabled",
      severity: "high",
      title: "A replication rule is switched off",
      visitors: missed,
      source: s3Guide("replication"),
      fails: `    priority = 1
    status   = "Disabled"`,
      mend: `    priority = 1
    status   = "Enabled"`,
    },
    "status",
    (rule) => (isOn(rule, "status") ? undefined : `has the status ${rule.text("status")}`),
  ),
  setting(
    {
      id: "replication-narrowed",
      severity: "medium",
      introduced: "high",
      title: "A replication rule leaves objects out",
      visitors: missed,
      source: s3Guide("replication-add-config"),
      fails: `    filter {
      prefix = "assets/"
    }`,
      mend: "    filter {}",
    },
    "filter",
    (rule, _, whole) => {
      const prefixOf = (one: Judged) =>
        one.text("filter.prefix") ?? one.text("filter.and.prefix") ?? one.text("prefix");
      const others = whole.blocks("rule");
      const prefix = prefixOf(rule);
      if (prefix === undefined || others.some((one) => prefixOf(one) === undefined)) return undefined;
      return `copies what begins with ${prefix}, and no rule the rest`;
    },
  ),
  setting(
    {
      id: "delete-markers-off",
      severity: "medium",
      title: "What is deleted stays in the replica",
      visitors: "A page that was taken down comes back in an outage.",
      source: s3Guide("delete-marker-replication"),
      fails: `    delete_marker_replication {
      status = "Disabled"
    }`,
      mend: `    delete_marker_replication {
      status = "Enabled"
    }`,
    },
    "delete_marker_replication",
    (rule) =>
      isOn(rule, "delete_marker_replication.status") ? undefined : "does not replicate delete markers",
  ),
  setting(
    {
      id: "replication-metrics-off",
      severity: "medium",
      title: "Nobody can see that the replica is behind",
      visitors: "The replica falls behind, or copies fail for good, and the outage is what tells of it.",
      source: s3Guide("repl-metrics"),
      fails: "",
      mend: `      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }
`,
    },
    "destination[0].metrics",
    (rule) =>
      isOn(rule, "destination.metrics.status") || isOn(rule, "destination.replication_time.status")
        ? undefined
        : "has no metrics",
  ),
  setting(
    {
      id: "rtc-without-metrics",
      severity: "high",
      title: "Replication Time Control without metrics",
      visitors: "S3 refuses the configuration when it is applied: there is no replication.",
      source: s3Guide("replication-time-control"),
      ...pairWithin(
        "",
        `

        event_threshold {
          minutes = 15
        }
      }`,
        {
          fails: `      bucket = aws_s3_bucket.replica.arn

      metrics {
        status = "Disabled"`,
          mend: `      bucket = aws_s3_bucket.replica.arn

      metrics {
        status = "Enabled"`,
        },
      ),
    },
    "destination[0].replication_time",
    (rule) =>
      isOn(rule, "destination.replication_time.status") && !isOn(rule, "destination.metrics.status")
        ? "has replication_time, which needs metrics"
        : undefined,
  ),
  setting(
    {
      id: "replication-kms",
      severity: "high",
      title: "Encrypted objects are not replicated",
      visitors: "S3 skips them without a word: the replica has none of them.",
      source: s3Guide("replication-config-for-kms-objects"),
      fails: `      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"`,
      mend: `      sse_algorithm = "AES256"`,
    },
    "source_selection_criteria",
    (rule, site, whole) => {
      const bucket = site.bucketNamed(whole);
      const algorithm = bucket && site.encryptionOf(bucket)?.text("sse_algorithm");
      if (!/^aws:kms/.test(algorithm ?? "")) return undefined;
      if (isOn(rule, "source_selection_criteria.sse_kms_encrypted_objects.status")) return undefined;
      return `has no sse_kms_encrypted_objects, and the bucket is encrypted with ${algorithm}`;
    },
  ),
  setting(
    {
      id: "replica-modifications",
      severity: "medium",
      title: "Replicated tags of replicas, which the bucket's next change breaks on",
      visitors:
        "The provider writes the replication anew when the bucket's own tags change, and leaves this out of it: S3 refuses that (SourceSelectionCriteria cannot be empty), and the apply ends half way, each time.",
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/44192",
      fails: `    filter {}

    source_selection_criteria {
      replica_modifications {
        status = "Enabled"
      }
    }`,
      mend: "    filter {}",
      instead:
        "    # No source_selection_criteria of replica_modifications alone: a replica's own tags are not copied back.",
    },
    "source_selection_criteria[0].replica_modifications",
    (rule) => {
      const criteria = rule.block("source_selection_criteria");
      const isAlone =
        criteria?.block("replica_modifications") && !criteria.block("sse_kms_encrypted_objects");
      return isAlone ? "selects by replica_modifications alone" : undefined;
    },
  ),
];
