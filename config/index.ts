import type { DeploymentInput, SiteInput } from "./schema";

export { bucketNames, stackName, stateBucketName } from "./names";
export type { ConfigProblem } from "./problem";
export {
  ConfigError,
  type Project,
  type ProjectExports,
  type ReadProjectOptions,
  readProject,
} from "./project";
export type { RenamedKey } from "./renamed-keys";
export { problemsToJson, renderProblems } from "./render";
export type {
  CacheMode,
  DeploymentConfig,
  DeploymentInput,
  HeaderRule,
  Redirect,
  SiteConfig,
  SiteInput,
} from "./schema";

/** One website, for `export default`; returns what it is given, and lets the editor complete the keys. */
export function defineSite(input: SiteInput): SiteInput {
  return input;
}

/** State bucket and roles, for `export const deployment`; returns what it is given. */
export function defineDeployment(input: DeploymentInput): DeploymentInput {
  return input;
}
