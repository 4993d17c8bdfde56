import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { Handler, Handlers } from "../handler";
import { pageOf } from "../pages";
import { checkDistribution } from "../refusals";
import { checkAliases } from "../refusals/aliases";
import { checkNoPlan } from "../refusals/flat-rate";
import type { OperationModel } from "../schema/model";
import type { DistributionConfig, InputOf, Tag } from "../schema/plain";
import { projectOutput } from "../schema/project";
import { deployedConfig, isDeployed, type StoredDistribution } from "../state";
import { distributionValues } from "./distribution-values";
import { checkedTags } from "./tagging";

/** Changes of distributions, which are deployed after a while; the edges run the previous configuration until then. */
export class Distributions {
  constructor(private readonly context: CloudFrontContext) {}

  async create(given: DistributionConfig, tags: readonly Tag[]): Promise<StoredDistribution> {
    const { state, ids, clock, deploymentMs, changed } = this.context;
    const config = await checkDistribution(given, undefined, this.context);
    checkAliases(config, undefined, this.context);
    const known = state.distributions
      .all()
      .find((one) => one.config.CallerReference === config.CallerReference);
    if (known)
      throw new CloudFrontError(
        "DistributionAlreadyExists",
        `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${known.id}`,
      );
    const now = clock.now();
    const distribution = state.distributions.put({
      id: ids.short(),
      etag: ids.short(),
      domainName: ids.domainName(),
      lastModified: now,
      deployedAt: now + deploymentMs,
      config,
      tags: checkedTags(tags),
      invalidations: [],
    });
    changed(deploymentMs);
    return distribution;
  }

  async update(
    id: string,
    ifMatch: string | undefined,
    given: DistributionConfig,
  ): Promise<StoredDistribution> {
    const { state } = this.context;
    const before = state.distributions.matching(id, ifMatch);
    const config = await checkDistribution(given, before, this.context);
    // The checks ask other services: meanwhile somebody else may have written.
    const current = state.distributions.matching(id, ifMatch);
    checkAliases(config, id, this.context);
    return this.put(current, config);
  }

  /** Deploys a configuration that is checked. */
  put(current: StoredDistribution, config: DistributionConfig): StoredDistribution {
    const { state, ids, clock, deploymentMs, changed } = this.context;
    const now = clock.now();
    const previous = deployedConfig(current, now);
    const distribution = state.distributions.put({
      ...current,
      etag: ids.short(),
      lastModified: now,
      deployedAt: now + deploymentMs,
      config,
      ...(previous && { previous }),
    });
    changed(deploymentMs);
    return distribution;
  }
}

/** Distributions, and the web ACL of one. */
export function distributionOperations(context: CloudFrontContext): Handlers {
  const { state, clock, changed } = context;
  const table = state.distributions;
  const distributions = new Distributions(context);
  const answer = (operation: OperationModel, distribution: StoredDistribution) =>
    projectOutput(operation, distributionValues(distribution, context));
  const get: Handler = (input, operation) => answer(operation, table.get(String(input.Id)));
  const setWebAcl = async (id: string, ifMatch: string | undefined, WebACLId: string) => {
    const { config, etag } = table.get(id);
    return distributions.update(id, ifMatch ?? etag, { ...config, WebACLId });
  };
  return {
    CreateDistribution: async (input, operation) => {
      const { DistributionConfig } = input as InputOf<"CreateDistribution">;
      return answer(operation, await distributions.create(DistributionConfig, []));
    },
    CreateDistributionWithTags: async (input, operation) => {
      const { DistributionConfigWithTags } = input as InputOf<"CreateDistributionWithTags">;
      const { DistributionConfig, Tags } = DistributionConfigWithTags;
      return answer(operation, await distributions.create(DistributionConfig, Tags.Items ?? []));
    },
    GetDistribution: get,
    GetDistributionConfig: get,
    UpdateDistribution: async (input, operation) => {
      const { Id, IfMatch, DistributionConfig } = input as InputOf<"UpdateDistribution">;
      return answer(operation, await distributions.update(Id, IfMatch, DistributionConfig));
    },
    DeleteDistribution: (input) => {
      const { Id, IfMatch } = input as InputOf<"DeleteDistribution">;
      const distribution = table.matching(Id, IfMatch);
      if (distribution.config.Enabled || !isDeployed(distribution, clock.now()))
        throw new CloudFrontError(
          "DistributionNotDisabled",
          "The distribution you are trying to delete has not been disabled.",
        );
      if (context.taggedPlans === "subscribed") checkNoPlan(distribution);
      table.delete(distribution.id);
      changed();
      return {};
    },
    ListDistributions: (input, operation) =>
      pageOf(
        operation,
        input,
        table.all().map((one) => distributionValues(one, context)),
      ),
    AssociateDistributionWebACL: async (input) => {
      const { Id, IfMatch, WebACLArn } = input as InputOf<"AssociateDistributionWebACL">;
      const { etag } = await setWebAcl(Id, IfMatch, WebACLArn);
      return { Id, WebACLArn, ETag: etag };
    },
    DisassociateDistributionWebACL: async (input) => {
      const { Id, IfMatch } = input as InputOf<"DisassociateDistributionWebACL">;
      const { etag } = await setWebAcl(Id, IfMatch, "");
      return { Id, ETag: etag };
    },
  };
}
