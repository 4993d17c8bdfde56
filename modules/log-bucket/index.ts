export { LogBucket, type LogBucketProps } from "./log-bucket";
export { deliveredFields, LogDelivery, type LogDeliveryProps } from "./log-delivery";
