import type { DeploymentConfig } from "../../config";
import { stateBucketName, stateKey } from "../../config/names";
import { storeOf } from "../../release/aws/site-context";
import { StoreError } from "../../release/ports";
import { operationsError } from "../errors";
import { outputsIn, type SiteOutputs } from "../outputs";

/**
 * The outputs of a site in Terraform's state in S3: nothing need be synthesized for them, and no Terraform be there.
 *
 * @throws {OutlastError} OUTPUTS_NOT_DEPLOYED, or what is wrong with the outputs
 */
export async function stateOutputs(
  deployment: Pick<DeploymentConfig, "project" | "bucketSuffix" | "region">,
  site: string,
): Promise<SiteOutputs> {
  const bucket = stateBucketName(deployment);
  const key = stateKey(site);
  const store = storeOf({ name: bucket, region: deployment.region ?? "us-east-1" });
  const state = await store.get(key).catch((error: unknown) => {
    if (!(error instanceof StoreError)) throw error;
    throw operationsError(
      "OUTPUTS_NOT_DEPLOYED",
      `neither bucket of ${site} has a contact sheet, and there is no ${key} in ${bucket} (${error.value})`,
    );
  });
  const { outputs = {} } = JSON.parse(new TextDecoder().decode(state.body)) as { readonly outputs?: object };
  return outputsIn(outputs, `${key} in ${bucket}`, site);
}
