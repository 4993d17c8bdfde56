import type { CloudFrontContext } from "../context";
import { invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import type { InputOf } from "../schema/plain";
import { projectOutput } from "../schema/project";
import { distributionValues } from "./distribution-values";
import { Distributions } from "./distributions";

/** Continuous deployment (CloudFront guide, "Use continuous deployment to safely test changes"). */
export function stagingOperations(context: CloudFrontContext): Handlers {
  const { state } = context;
  const distributions = new Distributions(context);
  return {
    CopyDistribution: async (input, operation) => {
      const { PrimaryDistributionId, CallerReference, Staging, IfMatch, Enabled } =
        input as InputOf<"CopyDistribution">;
      if (Staging !== true)
        throw invalidArgument("The parameter Staging must be true: only staging distributions are copies.");
      const { config } = state.distributions.matching(PrimaryDistributionId, IfMatch);
      if (config.Staging) throw invalidArgument("A staging distribution cannot be copied.");
      const staging = {
        ...config,
        CallerReference,
        Staging,
        Enabled: Enabled ?? true,
        Aliases: [],
        ContinuousDeploymentPolicyId: "",
      };
      return projectOutput(operation, distributionValues(await distributions.create(staging, []), context));
    },
    UpdateDistributionWithStagingConfig: async (input, operation) => {
      const {
        Id,
        StagingDistributionId = "",
        IfMatch = "",
      } = input as InputOf<"UpdateDistributionWithStagingConfig">;
      const [ofPrimary = "", ofStaging = ""] = IfMatch.split(",").map((version) => version.trim());
      const primary = state.distributions.matching(Id, ofPrimary).config;
      const staging = state.distributions.matching(StagingDistributionId, ofStaging).config;
      if (primary.Staging || !staging.Staging)
        throw invalidArgument("A primary distribution takes the configuration of a staging one.");
      const config = {
        ...staging,
        CallerReference: primary.CallerReference,
        Staging: false,
        Enabled: primary.Enabled,
        Aliases: primary.Aliases,
        ContinuousDeploymentPolicyId: primary.ContinuousDeploymentPolicyId,
      };
      return projectOutput(
        operation,
        distributionValues(await distributions.update(Id, ofPrimary, config), context),
      );
    },
  };
}
