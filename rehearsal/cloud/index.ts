export type { StoredTable } from "./athena/stored-tables";
export { type Cloud, type CloudOptions, startCloud } from "./cloud";
export { Recording } from "./recording";
export type { CloudFaults } from "./s3/faults";
export { type CloudSnapshot, type KeptSnapshot, loadSnapshot, saveSnapshot } from "./snapshot";
