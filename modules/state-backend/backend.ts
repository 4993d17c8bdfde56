import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import { stateBucketName } from "../../config/names";
import type { DeploymentConfig } from "../../config/schema";

/** Where a stack keeps its state. */
export interface BackendOptions {
  /** The project's deployment; without one, or before its bootstrap, state stays on this machine. */
  readonly deployment?: DeploymentConfig;
  /** Region of the state bucket. */
  readonly region: string;
  /** Object key of the state. */
  readonly key: string;
}

/**
 * Gives `stack` its backend: the state bucket, locked by S3 itself, once the state stack is applied; before that a
 * file in the project's folder. Terraform runs in `cdktf.out/stacks/<stack>`, three folders below it, so the file
 * survives the removal of `cdktf.out`, and its path is the same in the JSON of every machine.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
 */
export function configureBackend(stack: TerraformStack, options: BackendOptions): void {
  const { deployment, region, key } = options;
  if (!deployment?.bootstrapped) {
    new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
    return;
  }
  new S3Backend(stack, { bucket: stateBucketName(deployment), key, region, encrypt: true });
  // The construct's options predate S3's own lock.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
