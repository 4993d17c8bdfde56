const cf = "cloudfront:";

/**
 * Why roles may do to what is nobody's site of the project what no name and no tag can hold them to, and which actions. The
 * tables of AWS (Service Authorization Reference) say of each action which resources it knows, and which of them have tags.
 */
export const beyondOwn: Readonly<Record<string, string>> = {
  "It makes something: there is nothing yet that could have a name or a tag.": [
    ...["CachePolicy", "Distribution", "KeyValueStore", "OriginAccessControl", "ResponseHeadersPolicy"].map(
      (kind) => `${cf}Create${kind}`,
    ),
    `${cf}CreateFunction route53:CreateHealthCheck route53:CreateHostedZone acm:RequestCertificate`,
  ].join(" "),
  "It lists, or measures, and knows no resource.":
    "cloudfront:ListDistributions cloudwatch:DescribeAlarms cloudwatch:GetMetricData logs:DescribeLogGroups s3:ListAllMyBuckets",
  "It knows no resource in the table, though it is about one distribution: additional metrics on and off, which cost and end nothing else.":
    "cloudfront:CreateMonitoringSubscription cloudfront:DeleteMonitoringSubscription cloudfront:GetMonitoringSubscription",
  "AWS chooses the id, and the kind has no tags.": [
    ...["CachePolicy", "OriginAccessControl", "ResponseHeadersPolicy"].flatMap((kind) =>
      ["Delete", "Get", "Update"].map((verb) => `${cf}${verb}${kind}`),
    ),
    "route53:DeleteHealthCheck route53:GetHealthCheck route53:UpdateHealthCheck route53:GetChange",
  ].join(" "),
  "AWS chooses the id of a zone, which has no tags in policies, where a site makes it or names no id; records are held to names and types all the same.":
    "route53:ChangeTagsForResource route53:DeleteHostedZone route53:GetHostedZone route53:ListResourceRecordSets route53:ListTagsForResource",
  "A store can have tags, and the provider gives it none; its keys have a service of their own, whose table knows no tags.":
    [
      ...["Delete", "Describe", "Update"].map((verb) => `${cf}${verb}KeyValueStore`),
      ...["DeleteKey", "DescribeKeyValueStore", "GetKey", "PutKey", "UpdateKeys"].map(
        (name) => `cloudfront-keyvaluestore:${name}`,
      ),
    ].join(" "),
  "What is new has no tag when it gets its first one; what has another site's is out of reach.":
    "cloudfront:TagResource acm:AddTagsToCertificate logs:TagResource",
  "A distribution that was removed has no tags any more, and the provider asks until it is gone.":
    "cloudfront:GetDistribution",
  "A delivery is made between a source and a destination, and both are held to the site's names.":
    "logs:CreateDelivery",
  "Settings and tags alone are read, and no secrets are among them.":
    "acm:DescribeCertificate acm:ListTagsForCertificate cloudfront:ListTagsForResource logs:GetDelivery logs:ListTagsForResource",
  "The source of the logs is held to the site's name; that this action is asked with tags is said nowhere.":
    "cloudfront:AllowVendedLogDeliveryForResource",
};
