export { type BackendOptions, configureBackend, stateKey } from "./backend";
export { StateBucket, type StateBucketProps } from "./state-bucket";
