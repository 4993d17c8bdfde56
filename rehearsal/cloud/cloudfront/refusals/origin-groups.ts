import { failoverCodes } from "../../../../facts/cloudfront/limits";
import { CloudFrontError, invalidArgument } from "../errors";
import type { DistributionConfig } from "../schema/plain";
import { behaviorsOf } from "../state";

const writing = ["POST", "PUT", "PATCH", "DELETE"];

/** API shape OriginGroup: exactly two origins, the primary first, and the codes on which the second is asked. */
export function checkOriginGroups(config: DistributionConfig): void {
  const originIds = new Set(config.Origins.map(({ Id }) => Id));
  const groupIds = new Set<string>();
  for (const { Id, Members, FailoverCriteria } of config.OriginGroups) {
    if (originIds.has(Id) || groupIds.has(Id))
      throw invalidArgument(`The origin group id ${Id} is used more than once.`);
    groupIds.add(Id);
    const members = Members.map(({ OriginId }) => OriginId);
    if (new Set(members).size !== 2 || members.length !== 2)
      throw invalidArgument(`The origin group ${Id} must have exactly two different members.`);
    const missing = members.find((member) => !originIds.has(member));
    if (missing !== undefined)
      throw new CloudFrontError(
        "NoSuchOrigin",
        `One or more of your origins or origin groups do not exist: ${missing} is a member of ${Id}.`,
      );
    checkCodes(Id, FailoverCriteria.StatusCodes);
  }
  checkMethods(config, groupIds);
}

function checkCodes(id: string, codes: readonly number[]): void {
  if (codes.length === 0)
    throw invalidArgument(`The origin group ${id} needs at least one failover status code.`);
  const bad = codes.find((code, at) => !failoverCodes.includes(code) || codes.indexOf(code) !== at);
  if (bad !== undefined)
    throw invalidArgument(
      `The parameter StatusCode contains an invalid value ${bad}. Failover status codes are ${failoverCodes.join(", ")}, each at most once.`,
    );
}

function checkMethods(config: DistributionConfig, groupIds: ReadonlySet<string>): void {
  for (const { TargetOriginId, AllowedMethods } of behaviorsOf(config)) {
    if (groupIds.has(TargetOriginId) && AllowedMethods.Items.some((method) => writing.includes(method)))
      throw invalidArgument(
        "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group.",
      );
  }
}
