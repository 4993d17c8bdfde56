import { CloudFrontError } from "../errors";
import type { DistributionConfig } from "../schema/plain";
import { behaviorsOf } from "../state";

/** Refuses what AWS would accept and the edge of the rehearsal cannot do: ignoring it would rehearse another site. */
export function checkSupported(config: DistributionConfig): void {
  for (const behavior of behaviorsOf(config)) {
    if (behavior.TrustedSigners.Enabled) refuse("the key pairs of AWS accounts; name a key group");
    if (behavior.GrpcConfig.Enabled) refuse("gRPC");
    if (behavior.SmoothStreaming) refuse("Microsoft Smooth Streaming");
  }
}

function refuse(what: string): never {
  throw new CloudFrontError("UnsupportedOperation", `The local cloud does not support ${what}.`);
}
