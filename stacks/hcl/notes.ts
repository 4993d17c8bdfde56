/** What a resource is for, and what goes wrong without it or with it set another way. */
export interface Note {
  readonly type: string;
  /** Constructs that it is about, by their path. @default - all of the type */
  readonly path?: RegExp;
  readonly purpose: string;
  /** The gotcha that it prevents. */
  readonly gotcha?: string;
}

/** The first that fits a resource counts. */
export const notes: readonly Note[] = [
  {
    type: "aws_caller_identity",
    purpose:
      "The account that deploys: policies name it, so that no other account's resource passes for one of it.",
  },
  { type: "aws_partition", purpose: "The partition of AWS, which is part of every ARN." },
  {
    type: "aws_s3_bucket",
    path: /\/State\//,
    purpose: "Terraform's state of every stack.",
    gotcha: "It cannot be destroyed by Terraform: without the state every resource is an orphan.",
  },
  {
    type: "aws_s3_bucket",
    path: /\/Logs\//,
    purpose: "Access logs of the distribution.",
    gotcha:
      "Standard logs come by an ACL, deliveries by the bucket's policy: without its own way in each is lost in silence.",
  },
  {
    type: "aws_s3_bucket",
    path: /\/Primary\//,
    purpose:
      "The copy of the site that releases write to, and that visitors are served from while its region answers.",
    gotcha: "It is no website: those speak HTTP only, and take no origin access control.",
  },
  {
    type: "aws_s3_bucket",
    purpose: "The copy of the site in the second region, for the visitors whose request fails in the first.",
    gotcha: "Without it, or in the same region, an outage of the first region is an outage of the site.",
  },
  {
    type: "aws_s3_bucket_versioning",
    path: /\/State\//,
    purpose: "Keeps earlier states.",
    gotcha: "A state that was overwritten or cut off is brought back from the version before it.",
  },
  {
    type: "aws_s3_bucket_versioning",
    purpose: "Keeps what releases overwrite and delete, for as long as the lifecycle rules say.",
    gotcha:
      "S3 replicates versions: without it in both buckets there is no replication, and no way back from a bad release.",
  },
  {
    type: "aws_s3_bucket_ownership_controls",
    path: /\/Logs\//,
    purpose: "Says whether ACLs count in this bucket.",
    gotcha:
      "CloudFront's standard logs need them: with the default of new buckets none is ever written. Deliveries do not.",
  },
  {
    type: "aws_s3_bucket_ownership_controls",
    purpose: "Everything belongs to the bucket's owner, and ACLs mean nothing.",
    gotcha: "An ACL can make one object public behind the back of every policy.",
  },
  {
    type: "aws_s3_bucket_public_access_block",
    purpose: "Refuses whatever would make the bucket public, now and later.",
    gotcha:
      "It comes before the bucket's policy, so that there is no moment at which one that is public would be taken.",
  },
  {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    path: /\/(?:Primary|Replica)\//,
    purpose: "Encrypts with keys of S3's own.",
    gotcha:
      "With a KMS key the replica needs a key and a grant of its own, and answers 403 on the day of the outage without; entity tags would differ between the regions too.",
  },
  {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    purpose: "Encrypts with keys of S3's own.",
  },
  {
    type: "aws_s3_bucket_lifecycle_configuration",
    path: /\/Logs\//,
    purpose: "Deletes logs when their time is over.",
    gotcha: "Logs have addresses of visitors in them, and are kept for ever otherwise.",
  },
  {
    type: "aws_s3_bucket_lifecycle_configuration",
    purpose: "Ends earlier versions, delete markers that hide nothing, and uploads that were never finished.",
    gotcha:
      "Versions are kept and paid for until something ends them, and replication does not carry lifecycle rules over.",
  },
  {
    type: "aws_s3_bucket_policy",
    path: /\/State\//,
    purpose: "Refuses what does not come by TLS 1.2 or later.",
  },
  {
    type: "aws_s3_bucket_policy",
    path: /\/Logs\//,
    purpose: "Refuses what does not come by TLS 1.2 or later.",
  },
  {
    type: "aws_s3_bucket_policy",
    purpose: "Attaches the document above to the bucket.",
    gotcha: "A replica whose policy was forgotten answers 403, and only on the day on which it is needed.",
  },
  {
    type: "aws_iam_policy_document",
    path: /\/(?:Primary|Replica)Access\//,
    purpose:
      "Who reads the bucket: CloudFront, in the name of this one distribution, and nobody without TLS 1.2.",
    gotcha:
      "Without ListBucket a missing page is a 403 as a broken region is; without SourceArn every distribution of every account could read the bucket.",
  },
  {
    type: "aws_iam_policy_document",
    path: /\/Trust$/,
    purpose: "Which service takes on the role.",
    gotcha:
      "Where a service acts for many accounts, a condition on the source keeps other accounts' resources from using this role.",
  },
  {
    type: "aws_iam_policy_document",
    path: /\/Replication(?:Back)?\//,
    purpose: "What S3 needs to copy from one bucket into the other, and no more.",
    gotcha:
      "Deletions are replicated too: without ReplicateDelete the replica goes on serving what was taken down.",
  },
  {
    type: "aws_iam_policy_document",
    path: /\/LogAccess$/,
    purpose: "Lets the function write its log in every region in which visitors make it run.",
    gotcha:
      "Lambda@Edge logs in the region of the visitor: a grant for one region loses the errors of all others.",
  },
  { type: "aws_iam_policy_document", purpose: "A policy, as a document." },
  {
    type: "aws_iam_role",
    path: /\/Replication(?:Back)?\//,
    purpose: "The role in which S3 copies objects to the other region.",
  },
  {
    type: "aws_iam_role",
    path: /\/EdgeHeaders\//,
    purpose: "The role in which the function runs.",
    gotcha:
      "Both Lambda and Lambda@Edge have to be able to take it on, or the distribution refuses the function.",
  },
  {
    type: "aws_iam_role",
    path: /\/Sentinel\/ScheduleAccess\//,
    purpose: "The role in which the schedule calls the sentinel.",
    gotcha: "The scheduler acts for every account: the condition lets it use the role for this one alone.",
  },
  {
    type: "aws_iam_role",
    path: /\/Sentinel\//,
    purpose:
      "The role in which the sentinel reads a document of each bucket, and writes the store of the switch.",
  },
  {
    type: "aws_iam_role",
    path: /\/Github\//,
    purpose: "What a workflow of the repository becomes, by a token that GitHub signs for one run.",
    gotcha:
      "The condition on the token's subject names repository and environment: without it any repository could take the role.",
  },
  {
    type: "aws_iam_role",
    path: /\/OnCall\//,
    purpose: "What a person on call becomes, to switch regions and to look.",
  },
  { type: "aws_iam_role", purpose: "A role." },
  {
    type: "aws_iam_role_policy",
    path: /\/Github\//,
    purpose: "What the role may do.",
    gotcha: "It is denied to change itself and the boundaries: a pull request cannot give itself more.",
  },
  { type: "aws_iam_role_policy", purpose: "What the role may do." },
  {
    type: "aws_iam_policy",
    path: /-boundary$/,
    purpose: "The most that a role which CI makes for the site may do, whatever its own policies say.",
    gotcha: "Who may make roles may otherwise make one that may do everything.",
  },
  {
    type: "aws_iam_policy",
    purpose: "What did not fit into the role's own policy: IAM takes 10,240 characters there.",
  },
  { type: "aws_iam_role_policy_attachment", purpose: "Attaches the policy to the role." },
  {
    type: "aws_iam_openid_connect_provider",
    purpose: "Makes AWS believe GitHub about which workflow is running.",
    gotcha: "Without it GitHub would have to keep an access key, which is valid wherever it is leaked to.",
  },
  {
    type: "aws_s3_bucket_replication_configuration",
    purpose: "Copies every object, and every deletion, to the other region as it is written.",
    gotcha:
      "What was there before is not copied, and what failed is not tried again: the metrics that it asks for are what the alarms watch.",
  },
  {
    type: "aws_cloudfront_origin_access_control",
    path: /\/Distribution\//,
    purpose: "CloudFront signs each request to S3, so that the buckets need not be public.",
    gotcha: "It signs always: whatever authorization a visitor sends does not reach the bucket.",
  },
  {
    type: "aws_cloudfront_origin_access_control",
    purpose:
      "CloudFront signs each request to a function's URL, so that nobody calls it past the distribution.",
  },
  {
    type: "aws_cloudfront_distribution",
    purpose: "What visitors talk to. Each behaviour asks one region and, if it fails, the other.",
    gotcha:
      "503 and 504 have to be among the codes of failover: refused connections and timeouts count as these. One attempt of few seconds: every miss pays for it during an outage. A missing page, 404, is no failure.",
  },
  {
    type: "aws_cloudfront_cache_policy",
    purpose: "How long CloudFront keeps what it gets, and by what it tells answers apart.",
    gotcha:
      "The least time is 0, so that no-store holds; the longest is long, so that an old answer can be served while neither region has one.",
  },
  {
    type: "aws_cloudfront_response_headers_policy",
    purpose: "The security headers of every answer.",
    gotcha: "It covers error pages and redirects too, which no function for responses gets to see.",
  },
  {
    type: "aws_cloudfront_origin_request_policy",
    purpose: "What of a request goes on to a server.",
    gotcha: "Not Host: the server behind the distribution is known by another name.",
  },
  {
    type: "aws_secretsmanager_secret_version",
    purpose: "A secret that CloudFront sends to a server.",
    gotcha: "It is read at each plan, and is in the state as plain text.",
  },
  {
    type: "aws_ssm_parameter",
    purpose: "A secret that CloudFront sends to a server.",
    gotcha: "It is read at each plan, and is in the state as plain text.",
  },
  {
    type: "aws_lambda_permission",
    purpose: "Lets this distribution, and no other, call the function's URL.",
    gotcha: "Both permissions are needed since October 2025: one for the URL, one for the function.",
  },
  {
    type: "aws_cloudfront_key_value_store",
    purpose: "The evacuation switch, and the redirects that do not fit into the function.",
    gotcha:
      "The switch is flipped in seconds and without Terraform: an outage may have taken its state, or us-east-1, along.",
  },
  {
    type: "aws_cloudfrontkeyvaluestore_key",
    purpose: "Redirects that do not fit into the function.",
    gotcha:
      "The keys of a function that is gone go last, so that no visitor meets one without its redirects.",
  },
  {
    type: "aws_cloudfront_function",
    path: /\/ViewerRequest\//,
    purpose: "Host, redirects, documents of folders, and which region is asked first.",
    gotcha:
      "It sets how long CloudFront waits for the first region: S3 origins hang for 30 seconds otherwise, and Terraform has no argument for it.",
  },
  {
    type: "aws_cloudfront_function",
    purpose: "Headers that depend on path, type or status.",
    gotcha:
      "CloudFront does not run it for error pages: the policy of response headers is the floor below it.",
  },
  {
    type: "aws_lambda_function",
    path: /\/Sentinel\//,
    purpose: "The sentinel: throws the switch between the regions when nobody does.",
    gotcha: "It is in the replica's region: what watches the primary must not fail with it.",
  },
  {
    type: "aws_wafv2_web_acl",
    purpose: "What the flat-rate plan of CloudFront demands of a distribution. It lets everything pass.",
    gotcha: "Once somebody has subscribed, CloudFront lets nobody take it away, or exchange it for another.",
  },
  {
    type: "aws_scheduler_schedule",
    purpose: "Calls the sentinel.",
    gotcha: "Without retries: a look that comes late says nothing, and the next one comes soon.",
  },
  {
    type: "aws_glue_catalog_database",
    purpose: "Has the table of the access logs.",
  },
  {
    type: "aws_glue_catalog_table",
    purpose: "The access logs as a table, whose partitions Athena reckons from the folders' names.",
    gotcha:
      "A year, month, day or hour that is not in the range of its projection is not read, without a word.",
  },
  {
    type: "aws_athena_workgroup",
    purpose: "Where queries of the access logs run: where answers go, and how much a query may read.",
    gotcha: "A workgroup without a limit reads whatever a query asks for, and AWS charges by the terabyte.",
  },
  {
    type: "aws_cloudwatch_log_group",
    path: /\/Sentinel\//,
    purpose: "What the sentinel has seen, decided and why, a line each time.",
    gotcha: "Each line is a metric too, of which an alarm is made: CloudWatch reads it out of the log.",
  },
  {
    type: "aws_lambda_function",
    purpose: "Headers that depend on path, type or status; what it sets is cached with the answer.",
    gotcha:
      "A numbered version, no environment and x86: Lambda@Edge takes nothing else. It is left behind when it is destroyed: AWS refuses to delete it for hours.",
  },
  {
    type: "aws_cloudwatch_log_delivery_source",
    purpose: "The distribution, as what access logs are delivered from.",
    gotcha: "It is in us-east-1, as all that CloudWatch has of CloudFront.",
  },
  {
    type: "aws_cloudwatch_log_delivery_destination",
    purpose: "Where access logs are delivered to, and in which format.",
  },
  {
    type: "aws_cloudwatch_log_delivery",
    purpose: "Delivers the access logs from the one to the other.",
    gotcha: "Without it source and destination are there, and nothing is written.",
  },
  {
    type: "aws_cloudwatch_log_group",
    purpose: "The log of the function, near us-east-1.",
    gotcha: "Lambda makes it without an end if it is not there first; it does so in the other regions.",
  },
  {
    type: "aws_route53_zone",
    purpose: "The zone of the site's names.",
    gotcha: "It answers for nobody until the registrar, or the zone above, delegates to its name servers.",
  },
  {
    type: "aws_route53_record",
    path: /\/Certificate\//,
    purpose: "Proves to ACM who has the names, now and at each renewal.",
    gotcha: "Without it the certificate is not renewed, and the site is down within 13 months.",
  },
  {
    type: "aws_route53_record",
    purpose: "A name of the site.",
    gotcha:
      "A, AAAA and HTTPS belong together: visitors with IPv6 or HTTP/3 alone are lost otherwise. The distribution's health is not asked, since Route 53 refuses that for CloudFront.",
  },
  {
    type: "aws_acm_certificate",
    purpose: "The certificate of the site's names.",
    gotcha: "It is in us-east-1: CloudFront takes one from no other region.",
  },
  {
    type: "aws_acm_certificate_validation",
    purpose: "Waits until the certificate is issued.",
    gotcha: "CloudFront refuses one that is still pending.",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    path: /(?:Un|\/)[Hh]ealthy?$/,
    purpose: "Tells that a region does not answer through CloudFront.",
    gotcha:
      "The health check goes past the failover: visitors may be served all the while, and nobody would know that one region is left.",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    path: /Replication/,
    purpose: "Tells that the second region does not have what the first has.",
    gotcha: "S3 does not try again what failed: a replica with holes is found out in the outage otherwise.",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    purpose: "Tells what visitors meet, or that a function fails.",
    gotcha:
      "Metrics of CloudFront and its functions are in us-east-1 alone; an alarm elsewhere waits for ever.",
  },
  {
    type: "aws_cloudwatch_dashboard",
    purpose: "One page with visitors, regions and replication.",
  },
  {
    type: "aws_cloudfront_monitoring_subscription",
    purpose: "The distribution's additional metrics, which cost extra.",
  },
  {
    type: "aws_route53_health_check",
    purpose: "Asks for one region through CloudFront, every 30 seconds from around the world.",
    gotcha:
      "It has a path of its own for each region, without failover and cache: asked for a page, it would see the other region's.",
  },
  {
    type: "aws_sns_topic",
    purpose: "Where the alarms of one region go.",
    gotcha: "An alarm notifies topics of its own region only.",
  },
  {
    type: "aws_sns_topic_subscription",
    purpose: "Who is told.",
    gotcha: "AWS sends a message first: until it is confirmed nobody is told anything.",
  },
];

/** What is to be said of a resource; undefined for a type that the project does not make. */
export function noteOf(type: string, path: string): Note | undefined {
  return notes.find((note) => note.type === type && (note.path?.test(path) ?? true));
}
