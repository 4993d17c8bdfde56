import { emptyResponse, xmlResponse } from "../../http";
import { element, xmlDocument } from "../../xml/element";
import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import { distributionArn } from "../ids";
import { markedList, pageOf, timestamp } from "../lists";
import type { Call, Operation } from "../operation";
import { checkDistribution } from "../refusals";
import { checkAliases } from "../refusals/aliases";
import {
  type DistributionConfig,
  distributionConfig,
  distributionConfigWithTags,
  type Tag,
} from "../shapes/distribution";
import { deployedConfig, isDeployed, type StoredDistribution } from "../state";
import { summaryContent } from "./distribution-summary";
import { isCompleted } from "./invalidations";
import { checkedTags } from "./tagging";

/** Distributions: what changes is deployed after a while, and the edges run the previous one until then. */
export function distributionOperations(context: CloudFrontContext): Operation[] {
  const { state, ids, clock, deploymentMs, changed } = context;
  const table = state.distributions;

  const create = async (config: DistributionConfig, tags: readonly Tag[]) => {
    const checked = await checkDistribution(config, undefined, context);
    checkAliases(checked, undefined, context);
    const known = table.all().find((one) => one.config.CallerReference === config.CallerReference);
    if (known)
      throw new CloudFrontError(
        "DistributionAlreadyExists",
        `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${known.id}`,
      );
    const now = clock.now();
    const distribution = table.put({
      id: ids.short(),
      etag: ids.short(),
      domainName: ids.domainName(),
      lastModified: now,
      deployedAt: now + deploymentMs,
      config: checked,
      tags: checkedTags(tags),
      invalidations: [],
    });
    changed(deploymentMs);
    return distribution;
  };

  const update = async (call: Call) => {
    const id = call.parameter("id");
    const before = table.matching(id, call.ifMatch);
    const given = call.body("DistributionConfig", distributionConfig);
    const config = await checkDistribution(given, before, context);
    // The checks ask other services: meanwhile somebody else may have written.
    const current = table.matching(id, call.ifMatch);
    checkAliases(config, id, context);
    const now = clock.now();
    const previous = deployedConfig(current, now);
    const distribution = table.put({
      ...current,
      etag: ids.short(),
      lastModified: now,
      deployedAt: now + deploymentMs,
      config,
      ...(previous && { previous }),
    });
    changed(deploymentMs);
    return distribution;
  };

  const answer = (status: number, distribution: StoredDistribution) =>
    xmlResponse(status, xmlDocument("Distribution", describe(distribution, context)), {
      etag: distribution.etag,
      ...(status === 201 && { location: `/2020-05-31/distribution/${distribution.id}` }),
    });

  return [
    {
      name: "CreateDistribution",
      method: "POST",
      path: "/distribution",
      handle: async (call) =>
        answer(201, await create(call.body("DistributionConfig", distributionConfig), [])),
    },
    {
      name: "CreateDistributionWithTags",
      method: "POST",
      path: "/distribution",
      query: ["WithTags"],
      handle: async (call) => {
        const { DistributionConfig, Tags } = call.body(
          "DistributionConfigWithTags",
          distributionConfigWithTags,
        );
        return answer(201, await create(DistributionConfig, Tags.Items));
      },
    },
    {
      name: "GetDistribution",
      method: "GET",
      path: "/distribution/{id}",
      handle: (call) => answer(200, table.get(call.parameter("id"))),
    },
    {
      name: "GetDistributionConfig",
      method: "GET",
      path: "/distribution/{id}/config",
      handle: (call) => {
        const { config, etag } = table.get(call.parameter("id"));
        return xmlResponse(200, xmlDocument("DistributionConfig", distributionConfig.content(config)), {
          etag,
        });
      },
    },
    {
      name: "UpdateDistribution",
      method: "PUT",
      path: "/distribution/{id}/config",
      handle: async (call) => answer(200, await update(call)),
    },
    {
      name: "DeleteDistribution",
      method: "DELETE",
      path: "/distribution/{id}",
      handle: (call) => {
        const distribution = table.matching(call.parameter("id"), call.ifMatch);
        if (distribution.config.Enabled || !isDeployed(distribution, clock.now()))
          throw new CloudFrontError(
            "DistributionNotDisabled",
            "The distribution you are trying to delete has not been disabled.",
          );
        table.delete(distribution.id);
        changed();
        return emptyResponse(204);
      },
    },
    {
      name: "ListDistributions",
      method: "GET",
      path: "/distribution",
      handle: (call) => {
        const page = pageOf(table.all(), (distribution) => distribution.id, call);
        const list = markedList(page, (distribution) =>
          element("DistributionSummary", summaryContent(distribution, statusOf(distribution, clock.now()))),
        );
        return xmlResponse(200, xmlDocument("DistributionList", list));
      },
    },
  ];
}

function statusOf(distribution: StoredDistribution, now: number): string {
  return isDeployed(distribution, now) ? "Deployed" : "InProgress";
}

/** API shape Distribution. Nobody signs URLs here, so no signer is ever active. */
function describe(distribution: StoredDistribution, { clock, invalidationMs }: CloudFrontContext): string {
  const { id, lastModified, domainName, config, invalidations } = distribution;
  const now = clock.now();
  const running = invalidations.filter((one) => !isCompleted(one, now, invalidationMs)).length;
  const nobody = element("Enabled", "false") + element("Quantity", "0");
  return (
    element("Id", id) +
    element("ARN", distributionArn(id)) +
    element("Status", statusOf(distribution, now)) +
    element("LastModifiedTime", timestamp(lastModified)) +
    element("InProgressInvalidationBatches", String(running)) +
    element("DomainName", domainName) +
    element("ActiveTrustedSigners", nobody) +
    element("ActiveTrustedKeyGroups", nobody) +
    distributionConfig.write("DistributionConfig", config) +
    element("AliasICPRecordals", config.Aliases.map(recordal).join(""))
  );
}

function recordal(alias: string): string {
  return element("AliasICPRecordal", element("CNAME", alias) + element("ICPRecordalStatus", "APPROVED"));
}
