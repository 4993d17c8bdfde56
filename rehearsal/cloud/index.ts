export { type Cloud, type CloudOptions, startCloud } from "./cloud";
export type { CloudFaults } from "./s3/faults";
export { type CloudSnapshot, loadSnapshot, saveSnapshot } from "./snapshot";
