import { errorsOf, type Rules } from "../errors/rules";

/** How logs and profiles are read. */
export const trafficRules = {
  TRAFFIC_NOT_FOUND: {
    rule: "Logs are a file, a folder of them, or s3:// and where they are in a bucket.",
    mend: "Name the file, or the folder that the log files were copied to.",
  },
  TRAFFIC_S3_PLACE: {
    rule: "Logs in S3 are named as s3://, the bucket, and a prefix of their keys.",
    mend: "Write s3://acme-site-logs/cloudfront/.",
  },
  TRAFFIC_NOTHING_LEFT: {
    rule: "A profile is made of at least one request.",
    mend: "See what was left out, and why; docs/traffic.md says what is read.",
  },
  TRAFFIC_UNWRITABLE: {
    rule: "--out names a file that can be written.",
    mend: "Name one in a folder that is there.",
  },
  TRAFFIC_NOT_A_PROFILE: {
    rule: "A profile is the JSON that `outlast traffic --json` prints, of version 1.",
    mend: "Make it anew from the logs.",
  },
} satisfies Rules;

export const trafficError = errorsOf(trafficRules);
