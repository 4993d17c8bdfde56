export type {
  ConfiguredResource,
  Diagnostic,
  Outputs,
  PlanDocument,
  ResourceChange,
  Validation,
} from "./documents";
export { type TerraformEnvironmentOptions, terraformEnvironment } from "./environment";
export { toolRules } from "./errors";
export { findTerraform, type TerraformBinary } from "./find-terraform";
export { type Leashed, startLeashed } from "./leash";
export { type Moto, type MotoOptions, startMoto } from "./moto";
export { endOrphanedPlugins } from "./orphaned-plugins";
export { type ProviderMirror, providerMirror } from "./provider-mirror";
export { type RunOptions, type RunResult, Terraform, type TerraformOptions } from "./terraform";
export { type Environment, which } from "./which";
