/** What the roles are granted although no recorded run asks for it, and when it will be asked for. */
export const unusedInRuns: Readonly<Record<string, string>> = {
  "cloudfront:UpdateCachePolicy":
    "The comment of a policy changes with a version of this tool; its settings are in its name.",
  "cloudfront:UpdateKeyValueStore": "The comment of a store changes with a version of this tool.",
  "cloudfront:UpdateOriginAccessControl": "The description changes with a version of this tool.",
  "route53:UpdateHealthCheck": "The main host name of a site changes, which health checks ask for.",
  "iam:CreateServiceLinkedRole":
    "AWS makes the role of Lambda@Edge for whoever associates the first function of an account.",
  "iam:UpdateAssumeRolePolicy": "A version of this tool changes who may assume a site's role.",
  "iam:PutRolePermissionsBoundary": "A role that was made before the bootstrap gets its boundary.",
  "lambda:DisableReplication*":
    "AWS asks for it beside EnableReplication where a distribution has a function of Lambda.",
  "lambda:ListTags": "The provider asks for it where GetFunction answers without tags.",
  "logs:DeleteRetentionPolicy": "The provider asks for it where a log group is to be kept for ever.",
  "s3:ListTagsForResource": "The provider reads a bucket's tags by it from 6.23 on.",
  "s3:TagResource": "The provider tags a bucket by it from 6.23 on.",
  "s3:UntagResource": "The provider takes tags off a bucket by it from 6.23 on.",
  "wafv2:UntagResource": "A tag of the config goes while the site stays on its flat-rate plan.",
  "wafv2:UpdateWebACL": "The description or the metrics of a web ACL change with a version of this tool.",
  "s3:PutBucketAcl":
    "CloudFront adds its grant to the log bucket in the name of whoever saves the distribution.",
};
