export { OriginBucket, type OriginBucketProps } from "./origin-bucket";
export { OriginBucketPolicy, type OriginBucketPolicyProps } from "./origin-bucket-policy";
