import { kinds } from "./kinds";
import type { DistributionConfig } from "./schema/plain";
import { behaviorsOf, type CloudFrontState } from "./state";

/** Kinds that the edge, or the API itself, acts on; the others are kept, and change nothing that a visitor sees. */
const rehearsed: ReadonlySet<string> = new Set([
  "CachePolicy",
  "CloudFrontOriginAccessIdentity",
  "ContinuousDeploymentPolicy",
  "KeyGroup",
  "OriginAccessControl",
  "OriginRequestPolicy",
  "PublicKey",
  "ResponseHeadersPolicy",
]);

/** What the account has and nothing here does, in words for a person. */
export function unrehearsedOf(state: CloudFrontState): string[] {
  const resources = [...kinds.values()]
    .filter(({ name }) => !rehearsed.has(name))
    .flatMap((kind) =>
      state
        .table(kind)
        .all()
        .map(({ id, config }) => {
          const name = config.Name ?? config.CallerReference;
          return `${kind.name} ${id}${name === undefined ? "" : ` (${name})`} is kept and not rehearsed`;
        }),
    );
  const settings = state.distributions
    .all()
    .flatMap(({ id, config }) => ignoredOf(config).map((what) => `distribution ${id}: ${what}`));
  return [...resources, ...settings];
}

/** Settings of a distribution that are kept alone. */
function ignoredOf(config: DistributionConfig): string[] {
  const behaviors = behaviorsOf(config);
  const found: readonly (readonly [boolean, string])[] = [
    [config.AnycastIpListId !== undefined, "its anycast addresses are nobody's here"],
    [config.TenantConfig !== undefined, "parameters of tenants are not filled in"],
    [config.ConnectionMode === "tenant-only", "no tenant is served"],
    [config.ViewerMtlsConfig !== undefined, "no viewer is asked for a certificate"],
    [config.ConnectionFunctionAssociation !== undefined, "its connection function does not run"],
    [config.CacheTagConfig !== undefined, "objects are not invalidated by tag"],
    [behaviors.some((one) => one.FieldLevelEncryptionId !== undefined), "no field is encrypted"],
    [behaviors.some((one) => one.RealtimeLogConfigArn !== undefined), "no realtime log is written"],
    [
      config.OriginGroups.some((one) => one.SelectionCriteria !== "default"),
      "no origin is chosen by the quality of its media: the first one is asked",
    ],
    [
      config.Origins.some((one) => one.VpcOriginConfig !== undefined),
      "a VPC origin is asked by its domain name",
    ],
    [
      config.Origins.some((one) => one.CustomOriginConfig?.OriginMtlsConfig !== undefined),
      "no certificate is shown to an origin",
    ],
  ];
  return found.flatMap(([is, what]) => (is ? [what] : []));
}
