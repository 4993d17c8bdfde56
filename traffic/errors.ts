import { exitCodes } from "../errors/exit-codes";
import { errorsOf, type Rules } from "../errors/rules";

/** How logs and profiles are read. */
export const trafficRules = {
  TRAFFIC_NOT_FOUND: {
    rule: "Logs are a file, a folder of them, s3:// and where they are in a bucket, or a table of Athena: one of these.",
    mend: "Name the file, or the folder that the log files were copied to, or --athena and the table, with --workgroup if it has one.",
  },
  TRAFFIC_S3_PLACE: {
    rule: "Logs in S3 are named as s3://, the bucket, and a prefix of their keys.",
    mend: "Write s3://acme-site-logs/cloudfront/.",
  },
  TRAFFIC_ATHENA_TABLE: {
    rule: "--athena names a table of logs that Athena finds: its database, a point, and its name.",
    mend: "See Athena's list of tables in that region; `accessLogs.athena` makes one, acme_logs.access_logs for a site named acme.",
  },
  TRAFFIC_ATHENA_REGION: {
    rule: "Athena is asked in the region of the table.",
    mend: "Name it: AWS_REGION=eu-central-1; a table of `accessLogs.athena` is in the site's primary region.",
  },
  TRAFFIC_ATHENA_COLUMNS: {
    rule: "A table of CloudFront's logs has the columns date, time, x_edge_location, sc_bytes, cs_method, cs_uri_stem and sc_status.",
    mend: "Name the table of access logs, with the columns that AWS's documentation gives them.",
  },
  TRAFFIC_ATHENA_QUERY: {
    rule: "Athena runs the query to its end, within half an hour.",
    mend: "See the reason, and the query in the workgroup's history; --workgroup names one whose results have a place and whose limit of bytes is high enough.",
    exit: exitCodes.toolFailed,
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
