export type { LoadedBucket } from "./buckets";
export {
  type LoadedKeyValueStore,
  type LoadedSite,
  type LoadOptions,
  loadTerraform,
  loadTerraformFile,
} from "./load";
export { type ReadProblem, TerraformReadError } from "./problems";
