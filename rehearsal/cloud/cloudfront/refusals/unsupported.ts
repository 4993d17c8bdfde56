import { CloudFrontError } from "../errors";
import type { DistributionConfig } from "../schema/plain";
import { behaviorsOf } from "../state";

/** Refuses what AWS would accept and the edge of the rehearsal cannot do: ignoring it would rehearse another site. */
export function checkSupported(config: DistributionConfig): void {
  if (config.Staging || config.ContinuousDeploymentPolicyId !== "") refuse("continuous deployment");
  for (const behavior of behaviorsOf(config)) {
    if (behavior.TrustedSigners.Enabled || behavior.TrustedKeyGroups.Enabled)
      refuse("signed URLs and cookies");
    if (behavior.FieldLevelEncryptionId !== undefined) refuse("field-level encryption");
    if (behavior.GrpcConfig.Enabled) refuse("gRPC");
    if (behavior.SmoothStreaming) refuse("Microsoft Smooth Streaming");
  }
}

function refuse(what: string): never {
  throw new CloudFrontError("UnsupportedOperation", `The local cloud does not support ${what}.`);
}
