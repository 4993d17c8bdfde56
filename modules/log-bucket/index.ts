export { LogBucket, type LogBucketProps } from "./log-bucket";
export { LogDelivery, type LogDeliveryProps } from "./log-delivery";
