import { isSignerKey } from "../../../facts/cloudfront/signer-key";
import type { CloudFrontContext } from "./context";
import { CloudFrontError, invalidArgument } from "./errors";
import type { Kept } from "./kept";
import type { Check } from "./kept-resources";
import { checkContinuousDeploymentPolicy } from "./refusals/continuous-deployment";
import { checkCachePolicy, checkOriginRequestPolicy, checkResponseHeadersPolicy } from "./refusals/policies";
import type {
  CachePolicyConfig,
  KeyGroupConfig,
  OriginRequestPolicyConfig,
  PublicKeyConfig,
  ResponseHeadersPolicyConfig,
} from "./schema/plain";

/** What CloudFront refuses, or fills in, of the kinds that are kept. */
export function checks({ state }: Pick<CloudFrontContext, "state">): Readonly<Record<string, Check>> {
  return {
    CachePolicy: (config) => checkCachePolicy(config as unknown as CachePolicyConfig),
    OriginRequestPolicy: (config) => checkOriginRequestPolicy(config as unknown as OriginRequestPolicyConfig),
    ResponseHeadersPolicy: (config) =>
      checkResponseHeadersPolicy(config as unknown as ResponseHeadersPolicyConfig),
    ContinuousDeploymentPolicy: (config, current) =>
      checkContinuousDeploymentPolicy(config, current, { state }),
    OriginAccessControl: (config) => {
      if (config.SigningBehavior !== "always-amz-auth") return config;
      throw new CloudFrontError(
        "UnsupportedOperation",
        "The local cloud does not support the signing behavior always-amz-auth.",
      );
    },
    PublicKey: (config, current) => checkPublicKey(config, current),
    KeyGroup: (config) => {
      const { Items } = config as unknown as KeyGroupConfig;
      if (Items.length === 0) throw invalidArgument("A key group has at least one public key.");
      if (Items.length > 5)
        throw new CloudFrontError("TooManyPublicKeysInKeyGroup", "A key group has at most 5 public keys.");
      for (const id of Items)
        if (state.publicKeys.find(id) === undefined)
          throw invalidArgument(`The public key ${id} does not exist.`);
      return config;
    },
  };
}

function checkPublicKey(config: Kept["config"], current: Kept | undefined): Kept["config"] {
  const { EncodedKey, Name } = config as unknown as PublicKeyConfig;
  if (current && (EncodedKey !== current.config.EncodedKey || Name !== current.config.Name))
    throw new CloudFrontError(
      "CannotChangeImmutablePublicKeyFields",
      "Only the comment of a public key can be changed.",
    );
  if (!isSignerKey(EncodedKey))
    throw invalidArgument("The parameter EncodedKey is no PEM of an RSA 2048 or ECDSA 256 public key.");
  return config;
}
