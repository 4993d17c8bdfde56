import { type Entity, EntityTable } from "./entities";
import type { Kept } from "./kept";
import { type Kind, kinds } from "./kinds";
import { managed } from "./managed";
import type {
  CachePolicyConfig,
  ContinuousDeploymentPolicyConfig,
  DistributionConfig,
  FunctionConfig,
  InvalidationBatch,
  KeyGroupConfig,
  OriginAccessControlConfig,
  OriginAccessIdentityConfig,
  OriginRequestPolicyConfig,
  PublicKeyConfig,
  ResponseHeadersPolicyConfig,
  Tag,
  VpcOriginEndpointConfig,
} from "./schema/plain";

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
  readonly functions = new EntityTable<StoredFunction>([
    "NoSuchFunctionExists",
    "The function does not exist.",
  ]);
  readonly keyValueStores = new EntityTable<StoredKeyValueStore>([
    "EntityNotFound",
    "The key value store does not exist.",
  ]);
  readonly #kept = new Map(
    [...kinds.values()].map(({ name, errors }) => [
      name,
      new EntityTable<Kept>([errors.missing, `The specified ${name} does not exist.`], managed[name]),
    ]),
  );

  /** What is kept of a kind. */
  table({ name }: Pick<Kind, "name">): EntityTable<Kept> {
    return this.#kept.get(name) as EntityTable<Kept>;
  }

  get cachePolicies() {
    return this.#typed<CachePolicyConfig>("CachePolicy");
  }
  get originRequestPolicies() {
    return this.#typed<OriginRequestPolicyConfig>("OriginRequestPolicy");
  }
  get responseHeadersPolicies() {
    return this.#typed<ResponseHeadersPolicyConfig>("ResponseHeadersPolicy");
  }
  get originAccessControls() {
    return this.#typed<OriginAccessControlConfig>("OriginAccessControl");
  }
  get originAccessIdentities() {
    return this.#typed<OriginAccessIdentityConfig>("CloudFrontOriginAccessIdentity");
  }
  get keyGroups() {
    return this.#typed<KeyGroupConfig>("KeyGroup");
  }
  get publicKeys() {
    return this.#typed<PublicKeyConfig>("PublicKey");
  }
  get continuousDeploymentPolicies() {
    return this.#typed<ContinuousDeploymentPolicyConfig>("ContinuousDeploymentPolicy");
  }
  get vpcOrigins() {
    return this.#typed<{ readonly VpcOriginEndpointConfig: VpcOriginEndpointConfig }>("VpcOrigin");
  }

  /** The model reads a kind in the form of its own configuration. */
  #typed<T>(name: string) {
    return this.table({ name }) as unknown as EntityTable<Kept<T>>;
  }

  /** The state as plain data, for a file. */
  toJSON(): CloudFrontSnapshot {
    return {
      distributions: this.distributions.all(),
      functions: this.functions.all(),
      keyValueStores: this.keyValueStores.all(),
      kept: Object.fromEntries([...this.#kept].map(([kind, table]) => [kind, table.own()])),
    };
  }

  restore(snapshot: CloudFrontSnapshot): void {
    this.distributions.restore(snapshot.distributions);
    this.functions.restore(snapshot.functions);
    this.keyValueStores.restore(snapshot.keyValueStores);
    for (const [kind, table] of this.#kept) table.restore(snapshot.kept[kind] ?? []);
  }
}

/** What `CloudFrontState` is in a file. */
export interface CloudFrontSnapshot {
  readonly distributions: readonly StoredDistribution[];
  readonly functions: readonly StoredFunction[];
  readonly keyValueStores: readonly StoredKeyValueStore[];
  /** By kind. */
  readonly kept: Readonly<Record<string, readonly Kept[]>>;
}

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
