import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { DistributionConfig } from "../schema/plain";
import type { StoredDistribution } from "../state";
import { checkAssociations } from "./associations";
import { checkBehaviors } from "./behaviors";
import { checkCertificate, completeCertificate } from "./certificate";
import { checkContinuousDeployment } from "./continuous-deployment";
import { checkErrorResponses } from "./error-responses";
import { checkPlan } from "./flat-rate";
import { checkGeoRestriction } from "./geo-restriction";
import { checkLimits } from "./limits";
import { checkOriginGroups } from "./origin-groups";
import { checkOrigins } from "./origins";

import { checkTexts } from "./texts";
import { checkSupported } from "./unsupported";

/**
 * Refuses what CloudFront refuses of a configuration by itself, in its own codes, and fills in what hangs on other
 * elements. What two requests could take at once (an alias, a reference) is checked where it is written.
 * `current` is the distribution that is to be changed.
 *
 * @throws {CloudFrontError}
 */
export async function checkDistribution(
  given: DistributionConfig,
  current: StoredDistribution | undefined,
  context: CloudFrontContext,
): Promise<DistributionConfig> {
  const config = completeCertificate(given);
  if (current && current.config.CallerReference !== config.CallerReference)
    throw new CloudFrontError("IllegalUpdate", "The CallerReference of a distribution cannot be changed.");
  checkLimits(config);
  if (current && context.taggedPlans === "subscribed") checkPlan(config, current);
  checkSupported(config);
  checkContinuousDeployment(config, current, context);
  checkOrigins(config, context);
  checkOriginGroups(config);
  checkBehaviors(config, context);
  checkAssociations(config, context);
  checkErrorResponses(config);
  checkGeoRestriction(config);
  await checkTexts(config, context);
  await checkCertificate(config, context);
  return config;
}
