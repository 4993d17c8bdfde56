import type { Entity } from "./entities";
import { accountId, canonicalUserId } from "./ids";
import type { Kind } from "./kinds";
import type { Tag, VpcOriginEndpointConfig } from "./schema/plain";

/** A resource that is kept as it was given. */
export interface Kept<T = Readonly<Record<string, unknown>>> extends Entity<T> {
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly tags: readonly Tag[];
  /** What belongs to it, and is no part of its configuration. */
  readonly beside?: {
    readonly invalidations?: readonly TenantInvalidation[];
    /** The version that is published. */
    readonly published?: string;
    /** Whom it is shared with. */
    readonly resourcePolicy?: string;
    /** How many a trust store holds. */
    readonly certificates?: number;
  };
}

/** An invalidation of a tenant, whose members are the model's. */
export interface TenantInvalidation extends Readonly<Record<string, unknown>> {
  readonly Id: string;
}

/** What a resource is called: in a URL, in a policy, and in what refers to it by name. */
export function arnOf(kind: Kind, { id, config }: Kept): string {
  const name = kind.name === "RealtimeLogConfig" ? String(config.Name) : id;
  return `arn:aws:cloudfront::${accountId}:${kind.type}/${name}`;
}

/** What the model's outputs show of a resource: what was given, and what CloudFront says of it. */
export function shownValues(kind: Kind, entity: Kept): Readonly<Record<string, unknown>> {
  const { id, etag, created, lastModified, config, tags } = entity;
  const arn = arnOf(kind, entity);
  return {
    ...config,
    ...(kind.config && { [kind.config]: config }),
    Id: id,
    Arn: arn,
    ARN: arn,
    ETag: etag,
    CreatedTime: created,
    LastModifiedTime: lastModified,
    Location: `/2020-05-31/${kind.path}/${id}`,
    Status: "Deployed",
    Tags: { Items: tags },
    Type: "custom",
    AccountId: accountId,
    ...facts[kind.name]?.(entity, arn),
  };
}

/** What only CloudFront knows of a kind. The addresses are RFC 5737's, for documentation. */
const facts: Readonly<Record<string, (entity: Kept, arn: string) => object>> = {
  AnycastIpList: ({ config }) => ({
    AnycastIps: Array.from({ length: Number(config.IpCount) }, (_, at) => `198.51.100.${at + 1}`),
  }),
  CloudFrontOriginAccessIdentity: ({ id }) => ({ S3CanonicalUserId: canonicalUserId(id) }),
  ConnectionFunction: ({ beside, etag }, arn) => ({
    ConnectionFunctionArn: arn,
    Stage: "DEVELOPMENT",
    Status: beside?.published === etag ? "DEPLOYED" : "UNPUBLISHED",
    ContentType: "application/octet-stream",
  }),
  ConnectionGroup: ({ id, config }) => ({
    RoutingEndpoint: `d${id.slice(-12).toLowerCase()}.cloudfront.net`,
    IsDefault: false,
    Enabled: config.Enabled ?? true,
    Ipv6Enabled: config.Ipv6Enabled ?? true,
  }),
  DistributionTenant: ({ config }) => ({
    Domains: (config.Domains as readonly { Domain: string }[]).map(({ Domain }) => ({
      Domain,
      Status: "active",
    })),
    Enabled: config.Enabled ?? true,
  }),
  StreamingDistribution: ({ id }) => ({
    DomainName: `s${id.slice(1).toLowerCase()}.cloudfront.net`,
    ActiveTrustedSigners: { Enabled: false, Items: [] },
    Aliases: [],
    PriceClass: "PriceClass_All",
  }),
  TrustStore: ({ beside }) => ({ Status: "active", NumberOfCaCertificates: beside?.certificates ?? 0 }),
  VpcOrigin: ({ config }) => {
    const endpoint = config.VpcOriginEndpointConfig as VpcOriginEndpointConfig;
    return { Name: endpoint.Name, OriginEndpointArn: endpoint.Arn, IpAddressType: endpoint.IpAddressType };
  },
};
