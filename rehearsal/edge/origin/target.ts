import type { FunctionError, OriginOverrides, OriginSelection } from "../function-ports";
import type { Origin } from "../model";
import type { CompiledDistribution, TargetOrigins } from "../routing/compiled-distribution";

/**
 * The origins that a request goes to: the behaviour's, unless its viewer-request function chose. An update
 * edits the primary of a group and leaves the secondary as it is; chosen ids must exist in the distribution
 * (CloudFront guide, Helper methods for origin modification).
 */
export function chooseTarget(
  distribution: CompiledDistribution,
  configured: TargetOrigins,
  selection: OriginSelection | undefined,
): TargetOrigins | FunctionError {
  if (selection === undefined) return configured;
  if (selection.type === "update") {
    const [primary, secondary] = configured.members;
    const edited = overridden(primary, selection.overrides);
    return { members: secondary ? [edited, secondary] : [edited], statusCodes: configured.statusCodes };
  }
  if (selection.type === "select") {
    const origin = distribution.origins.get(selection.originId);
    if (origin === undefined) return unknownOrigin([selection.originId]);
    return { members: [overridden(origin, selection.overrides)], statusCodes: [] };
  }
  const [primary, secondary] = selection.members.map((id) => distribution.origins.get(id));
  if (primary === undefined || secondary === undefined) {
    return unknownOrigin(selection.members.filter((id) => !distribution.origins.has(id)));
  }
  const { overrides, statusCodes } = selection;
  if (overrides === undefined) return { members: [primary, secondary], statusCodes };
  return {
    members: [overridden(primary, overrides[0]), overridden(secondary, overrides[1])],
    statusCodes,
  };
}

const edits = new WeakMap<OriginOverrides, WeakMap<Origin, Origin>>();

/** An origin with a function's overrides: the same object for the same two, which come with every request. */
function overridden(origin: Origin, overrides: OriginOverrides): Origin {
  let byOrigin = edits.get(overrides);
  if (byOrigin === undefined) {
    byOrigin = new WeakMap();
    edits.set(overrides, byOrigin);
  }
  let edited = byOrigin.get(origin);
  if (edited === undefined) {
    edited = { ...origin, ...overrides };
    byOrigin.set(origin, edited);
  }
  return edited;
}

/** An S3 origin keeps the error caching rules of S3; so does a group by the origin that answered. */
export function isS3(origin: Origin): boolean {
  return origin.kind.type === "s3";
}

function unknownOrigin(ids: readonly string[]): FunctionError {
  return {
    type: "error",
    status: 502,
    result: "FunctionValidationError",
    reason: `the function chose ${ids.map((id) => `"${id}"`).join(", ")}, which no origin of the distribution is called`,
  };
}
