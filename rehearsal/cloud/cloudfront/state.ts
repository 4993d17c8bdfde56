import { type Entity, EntityTable } from "./entities";
import type { DistributionConfig, Tag } from "./shapes/distribution";
import type { FunctionConfig, InvalidationBatch } from "./shapes/functions";
import type {
  CachePolicyConfig,
  OriginAccessControlConfig,
  OriginAccessIdentityConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from "./shapes/policies";

export interface StoredInvalidation {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly batch: InvalidationBatch;
}

export interface StoredDistribution extends Entity<DistributionConfig> {
  readonly domainName: string;
  /** When the configuration is everywhere, in milliseconds since the epoch. */
  readonly deployedAt: number;
  /** What the edges run until then; undefined before the first deployment is complete. */
  readonly previous?: DistributionConfig;
  readonly tags: readonly Tag[];
  /** Whether additional CloudWatch metrics are on; undefined without a subscription. */
  readonly monitoring?: "Enabled" | "Disabled";
  readonly invalidations: readonly StoredInvalidation[];
}

/** A function as it is at one stage. */
export interface FunctionStage {
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly config: FunctionConfig;
  /** Base64. */
  readonly code: string;
}

/** A function of CloudFront Functions; its id is its name, its version that of the stage DEVELOPMENT. */
export interface StoredFunction {
  readonly id: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly development: FunctionStage;
  readonly live?: FunctionStage;
  readonly tags: readonly Tag[];
}

/** A KeyValueStore as the control plane knows it; its id is its name. */
export interface StoredKeyValueStore extends Entity<{ readonly comment?: string }> {
  readonly arn: string;
  readonly uuid: string;
  readonly tags: readonly Tag[];
}

/** Everything that CloudFront keeps of the account. */
export class CloudFrontState {
  readonly distributions = new EntityTable<StoredDistribution>([
    "NoSuchDistribution",
    "The specified distribution does not exist.",
  ]);
  readonly cachePolicies = new EntityTable<Entity<CachePolicyConfig>>([
    "NoSuchCachePolicy",
    "The cache policy does not exist.",
  ]);
  readonly originRequestPolicies = new EntityTable<Entity<OriginRequestPolicyConfig>>([
    "NoSuchOriginRequestPolicy",
    "The origin request policy does not exist.",
  ]);
  readonly responseHeadersPolicies = new EntityTable<Entity<ResponseHeadersPolicyConfig>>([
    "NoSuchResponseHeadersPolicy",
    "The response headers policy does not exist.",
  ]);
  readonly originAccessControls = new EntityTable<Entity<OriginAccessControlConfig>>([
    "NoSuchOriginAccessControl",
    "The origin access control does not exist.",
  ]);
  readonly originAccessIdentities = new EntityTable<Entity<OriginAccessIdentityConfig>>([
    "NoSuchCloudFrontOriginAccessIdentity",
    "The specified origin access identity does not exist.",
  ]);
  readonly functions = new EntityTable<StoredFunction>([
    "NoSuchFunctionExists",
    "The function does not exist.",
  ]);
  readonly keyValueStores = new EntityTable<StoredKeyValueStore>([
    "EntityNotFound",
    "The key value store does not exist.",
  ]);

  /** The state as plain data, for a file. */
  toJSON(): CloudFrontSnapshot {
    return {
      distributions: this.distributions.all(),
      cachePolicies: this.cachePolicies.all(),
      originRequestPolicies: this.originRequestPolicies.all(),
      responseHeadersPolicies: this.responseHeadersPolicies.all(),
      originAccessControls: this.originAccessControls.all(),
      originAccessIdentities: this.originAccessIdentities.all(),
      functions: this.functions.all(),
      keyValueStores: this.keyValueStores.all(),
    };
  }

  restore(snapshot: CloudFrontSnapshot): void {
    this.distributions.restore(snapshot.distributions);
    this.cachePolicies.restore(snapshot.cachePolicies);
    this.originRequestPolicies.restore(snapshot.originRequestPolicies);
    this.responseHeadersPolicies.restore(snapshot.responseHeadersPolicies);
    this.originAccessControls.restore(snapshot.originAccessControls);
    this.originAccessIdentities.restore(snapshot.originAccessIdentities);
    this.functions.restore(snapshot.functions);
    this.keyValueStores.restore(snapshot.keyValueStores);
  }
}

type EntitiesOf<T> = T extends EntityTable<infer E> ? readonly E[] : never;

/** What `CloudFrontState` is in a file. */
export type CloudFrontSnapshot = {
  readonly [K in keyof CloudFrontState as CloudFrontState[K] extends EntityTable<infer _>
    ? K
    : never]: EntitiesOf<CloudFrontState[K]>;
};

/** The behaviours of a configuration, the default one last. */
export function behaviorsOf(config: DistributionConfig) {
  return [...config.CacheBehaviors, { PathPattern: "*", ...config.DefaultCacheBehavior }];
}

/** Whether the current configuration is on every edge. */
export function isDeployed(distribution: StoredDistribution, now: number): boolean {
  return now >= distribution.deployedAt;
}

/** What the edges run: the last configuration whose deployment is complete. */
export function deployedConfig(
  distribution: StoredDistribution,
  now: number,
): DistributionConfig | undefined {
  return isDeployed(distribution, now) ? distribution.config : distribution.previous;
}

/**
 * The Lambda@Edge function version that a distribution runs or is about to run, by its ARN or by that of the function;
 * edges hold replicas of it.
 */
export function replicatedFunction(
  { distributions }: CloudFrontState,
  arn: string,
  now: number,
): string | undefined {
  const configs = distributions.all().flatMap((one) => [one.config, deployedConfig(one, now) ?? one.config]);
  return configs
    .flatMap(behaviorsOf)
    .flatMap(({ LambdaFunctionAssociations }) => LambdaFunctionAssociations)
    .map(({ LambdaFunctionARN }) => LambdaFunctionARN)
    .find((used) => used === arn || used.startsWith(`${arn}:`));
}
