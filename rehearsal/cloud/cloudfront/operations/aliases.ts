import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Handlers } from "../handler";
import { accountId } from "../ids";
import { pageOf } from "../pages";
import { overlaps } from "../refusals/aliases";
import { checkCertificate } from "../refusals/certificate";
import type { InputOf } from "../schema/plain";
import type { StoredDistribution } from "../state";
import { Distributions } from "./distributions";

/** Alternate domain names that two distributions want (CloudFront guide, "Move an alternate domain name"). */
export function aliasOperations(context: CloudFrontContext): Handlers {
  const { state } = context;
  const distributions = new Distributions(context);
  const certified = (id: string): StoredDistribution => {
    const distribution = state.distributions.get(id);
    if (!distribution.config.ViewerCertificate.CloudFrontDefaultCertificate) return distribution;
    throw invalidArgument(
      "The distribution has no certificate, which shows that you own the alternate domain name.",
    );
  };
  return {
    AssociateAlias: async (input) => {
      const { TargetDistributionId, Alias } = input as InputOf<"AssociateAlias">;
      const target = certified(TargetDistributionId);
      const isOther = (name: string) => name.toLowerCase() !== Alias.toLowerCase();
      const source = state.distributions.all().find(({ config }) => !config.Aliases.every(isOther));
      if (source === undefined)
        throw invalidArgument(`The alias ${Alias} is not associated with another distribution.`);
      if (source.id === target.id) return {};
      const config = { ...target.config, Aliases: [...target.config.Aliases, Alias] };
      await checkCertificate(config, context);
      if (config.Aliases.length > 100)
        throw new CloudFrontError(
          "TooManyDistributionCNAMEs",
          "A distribution has at most 100 alternate domain names.",
        );
      distributions.put(source, { ...source.config, Aliases: source.config.Aliases.filter(isOther) });
      distributions.put(target, config);
      return {};
    },
    ListConflictingAliases: (input, operation) => {
      const { DistributionId, Alias } = input as InputOf<"ListConflictingAliases">;
      certified(DistributionId);
      const conflicts = state.distributions.all().flatMap(({ id, config }) => {
        const names = id === DistributionId ? [] : config.Aliases.filter((name) => overlaps(name, Alias));
        return names.map((name) => ({
          Alias: name,
          DistributionId: masked(id),
          AccountId: masked(accountId),
        }));
      });
      return pageOf(operation, input, conflicts, ({ Alias: name }) => String(name));
    },
  };
}

/** API shape ConflictingAlias: half of an id and of an account is hidden. */
function masked(text: string): string {
  const hidden = Math.ceil(text.length / 2);
  return "*".repeat(hidden) + text.slice(hidden);
}
