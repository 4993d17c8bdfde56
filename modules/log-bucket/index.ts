export { LogBucket, type LogBucketProps } from "./log-bucket";
