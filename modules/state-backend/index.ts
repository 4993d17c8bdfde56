export { type BackendOptions, configureBackend } from "./backend";
export { StateBucket, type StateBucketProps } from "./state-bucket";
