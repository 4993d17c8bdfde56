export { OriginBucket, type OriginBucketProps } from "./origin-bucket";
export {
  OriginBucketPolicy,
  type OriginBucketPolicyProps,
  releaseRecordsPrefix,
} from "./origin-bucket-policy";
