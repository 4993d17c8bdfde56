import { kmsKeys, requesterPays, told, type Verdict, verdicts } from "./verdicts";

const logs = "visitors do not see logs";
const writers = "for writers";

/**
 * What becomes of resources of CloudFront and S3 that nobody reads, by type: as for arguments, harmless with its reason, or
 * told to whoever rehearses a file that has one. A test compares both tables with the provider's schema.
 */
const unread: Readonly<Record<string, Verdict>> = {
  aws_cloudfront_field_level_encryption_config: "a behaviour that names one is refused",
  aws_cloudfront_field_level_encryption_profile: "a behaviour that names one is refused",
  aws_cloudfront_monitoring_subscription: "visitors do not see metrics",
  aws_cloudfront_origin_access_identity: "its path and its user are looked up, and it has nothing else",
  aws_cloudfront_realtime_log_config: logs,
  aws_cloudfront_vpc_origin: "what stands for the origin has a protocol and ports of its own",
  aws_s3_access_point: told("buckets have no access points: an origin that names one needs --origin"),
  aws_s3_bucket_accelerate_configuration: "for uploads",
  aws_s3_bucket_analytics_configuration: "visitors do not see analytics",
  aws_s3_bucket_intelligent_tiering_configuration: told("objects move to no archive tier, and stay readable"),
  aws_s3_bucket_inventory: "visitors do not see inventories",
  aws_s3_bucket_lifecycle_configuration: "takes effect after days",
  aws_s3_bucket_logging: logs,
  aws_s3_bucket_metric: "visitors do not see metrics",
  aws_s3_bucket_notification: told("nobody is notified of what is written"),
  aws_s3_bucket_object: "whoever rehearses is told that objects come from a folder",
  aws_s3_bucket_object_lock_configuration: writers,
  aws_s3_bucket_ownership_controls: "an ACL that would grant something is told",
  aws_s3_bucket_request_payment_configuration: requesterPays,
  aws_s3_bucket_server_side_encryption_configuration: kmsKeys,
  aws_s3_directory_bucket: told("directory buckets are left out"),
  aws_s3_object: "whoever rehearses is told that objects come from a folder",
  aws_s3_object_copy: "whoever rehearses is told that objects come from a folder",
};

const isCloudFrontOrS3 = /^aws_(?:cloudfront|s3)/;

/** What becomes of a type: undefined where its arguments are read, or where it is neither CloudFront's nor S3's. */
export function typeVerdict(type: string): Verdict | undefined {
  if (Object.hasOwn(unread, type)) return unread[type];
  if (!isCloudFrontOrS3.test(type) || Object.hasOwn(verdicts, type)) return undefined;
  return told("it is not rehearsed, and changes nothing here");
}
