export type { LoadedBucket } from "./buckets";
export { joinSites } from "./join";
export { type LoadOptions, loadTerraform, loadTerraformFile } from "./load";
export { type ReadProblem, TerraformReadError } from "./problems";
export type { LoadedKeyValueStore, LoadedSite } from "./site";
