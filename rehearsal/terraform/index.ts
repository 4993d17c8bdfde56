export { type ReadProblem, TerraformReadError } from "../../terraform/problems";
export { joinSites } from "./join";
export { type LoadOptions, loadResources, loadTerraform, loadTerraformAt, loadTerraformFile } from "./load";
export type { LoadedBucket } from "./s3/buckets";
export type { LoadedSentinel } from "./sentinel";
export type { LoadedKeyValueStore, LoadedSite } from "./site";
