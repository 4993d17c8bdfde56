import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { reasonOfStandIn, withoutStandIns } from "../../terraform/expression/stand-in";
import { ExpressionError } from "../../terraform/expression/syntax";
import type { Resources } from "../../terraform/resources";
import type { Json } from "../../terraform/value";
import { type PolicyStatement, policyStatements } from "../review/policy-document";
import { Judged, NotKnown } from "./judged";

export interface Behaviour {
  /** "*" is the default one. */
  readonly pattern: string;
  readonly part: Judged;
  /** The origins that it asks, in their order. */
  readonly origins: readonly Judged[];
  /** Where it leads to one. */
  readonly group?: Judged;
}

/** The distributions of a site. */
export const distributionsOf = (site: AuditedSite) => site.all("aws_cloudfront_distribution");

/** All that was read, as rules ask about it. */
export class AuditedSite {
  readonly #resources: Resources;
  readonly #parts = new Map<string, readonly Judged[]>();
  readonly #byName = new Map<string, ReadonlyMap<string | undefined, Judged>>();
  #byDomain: ReadonlyMap<string, Judged> | undefined;
  #originBuckets: ReadonlySet<Judged> | undefined;

  constructor(
    resources: Resources,
    /** Of the state, where a configuration says it. */
    readonly backend: { readonly type: string; readonly settings: Json; readonly file?: string } | undefined,
  ) {
    this.#resources = resources;
  }

  get types(): Iterable<string> {
    return this.#resources.types;
  }

  all(type: string): readonly Judged[] {
    const known =
      this.#parts.get(type) ?? this.#resources.ofTypeWhereKnown(type).map((one) => Judged.of(one));
    this.#parts.set(type, known);
    return known;
  }

  /**
   * All of a type, for a rule about what is missing.
   * @throws {NotKnown} for a part of which not even the number of these is known
   */
  whole(type: string, part: Judged): readonly Judged[] {
    const why = this.#whyNotAll(type);
    if (why !== undefined) throw new NotKnown(part.address, type, why);
    return this.all(type);
  }

  /** Whether it is known how many resources of a type there are. */
  isCounted(type: string): boolean {
    return this.#whyNotAll(type) === undefined;
  }

  #whyNotAll(type: string): string | undefined {
    try {
      this.#resources.ofType(type);
      return undefined;
    } catch (error) {
      if (error instanceof ExpressionError) return error.message;
      throw error;
    }
  }

  behaviours(distribution: Judged): readonly Behaviour[] {
    const origins = new Map(distribution.blocks("origin").map((one) => [one.identity("origin_id"), one]));
    const groups = new Map(
      distribution.blocks("origin_group").map((one) => [one.identity("origin_id"), one]),
    );
    const parts = [
      ...distribution.blocks("ordered_cache_behavior"),
      ...distribution.blocks("default_cache_behavior"),
    ];
    return parts.map((part) => {
      const target = part.identity("target_origin_id");
      const group = groups.get(target);
      const ids = group ? group.blocks("member").map((one) => one.identity("origin_id")) : [target];
      const found = ids.flatMap((id) => origins.get(id) ?? []);
      return { pattern: part.text("path_pattern") ?? "*", part, origins: found, ...(group && { group }) };
    });
  }

  /** The bucket of the same configuration that an origin is, by its REST or its website's name. */
  bucketOf(origin: Judged): Judged | undefined {
    this.#byDomain ??= new Map(
      this.all("aws_s3_bucket").flatMap((bucket) => {
        const website = this.besides(bucket, "aws_s3_bucket_website_configuration");
        const names = [
          ...["bucket_regional_domain_name", "bucket_domain_name", "website_endpoint"].map((name) =>
            bucket.knownIdentity(name),
          ),
          website?.knownIdentity("website_endpoint"),
        ];
        return names.flatMap((name) => (name === undefined ? [] : [[name, bucket] as const]));
      }),
    );
    const name = origin.identity("domain_name");
    const found = name === undefined ? undefined : this.#byDomain.get(name);
    // What is not known may be any bucket's.
    if (found === undefined) origin.text("domain_name");
    return found;
  }

  /** The names of buckets that are read as data. */
  readBuckets(): readonly string[] {
    const all = this.#resources.ofTypeWhereKnown("aws_s3_bucket", "data").map((one) => Judged.of(one));
    return all.flatMap((one) => one.knownText("bucket") ?? []);
  }

  /** Buckets that distributions read. */
  originBuckets(): readonly Judged[] {
    if (this.#originBuckets === undefined) {
      const distributions = this.all("aws_cloudfront_distribution");
      const found = distributions.flatMap((one) =>
        one.blocks("origin").flatMap((origin) => this.bucketOf(origin) ?? []),
      );
      this.#originBuckets = new Set(found);
    }
    return [...this.#originBuckets];
  }

  isOriginBucket(part: Judged): boolean {
    const bucket = this.bucketNamed(part);
    this.originBuckets();
    return bucket !== undefined && this.#originBuckets?.has(bucket) === true;
  }

  /** The bucket that a resource beside it names. */
  bucketNamed(part: Judged): Judged | undefined {
    if (part.type === "aws_s3_bucket") return part;
    const name = part.identity("bucket");
    const known = this.#named("aws_s3_bucket", (one) => [
      one.knownIdentity("id"),
      one.knownIdentity("bucket"),
    ]);
    const found = name === undefined ? undefined : known.get(name);
    if (found === undefined) part.text("bucket");
    // One that has no name yet may be it.
    if (found === undefined) for (const one of this.all("aws_s3_bucket")) idsOf(one);
    return found;
  }

  /** The resource of a type that says more of a bucket; where one is of a bucket that is not known, neither is this. */
  besides(bucket: Judged, type: string): Judged | undefined {
    const ofBucket = this.#named(type, (one) => [one.knownIdentity("bucket")]);
    const found = idsOf(bucket).flatMap((id) => ofBucket.get(id) ?? [])[0];
    // One of a bucket that is not known may be this one's.
    if (found === undefined)
      for (const one of this.all(type)) if (!this.#isOfAnother(one)) one.text("bucket");
    return found;
  }

  /** Whether a resource is that of a bucket which is here. */
  #isOfAnother(part: Judged): boolean {
    const name = part.knownIdentity("bucket");
    return this.all("aws_s3_bucket").some((one) => one.knownIdentity("id") === name);
  }

  /** Those of a type by what others call them; the first of a name counts. */
  #named(
    type: string,
    namesOf: (part: Judged) => readonly (string | undefined)[],
  ): ReadonlyMap<string | undefined, Judged> {
    const known = this.#byName.get(type);
    if (known) return known;
    const named = this.all(type).flatMap((one) => namesOf(one).map((name) => [name, one] as const));
    const made = new Map(named.reverse());
    this.#byName.set(type, made);
    return made;
  }

  /** Undefined where the bucket has no policy here. */
  policyOf(
    bucket: Judged,
  ): { readonly part: Judged; readonly statements: readonly PolicyStatement[] } | undefined {
    const beside = this.besides(bucket, "aws_s3_bucket_policy");
    const part = beside ?? bucket;
    const text = policyIn(part);
    return text === undefined ? undefined : { part, statements: policyStatements(text) };
  }

  isVersioned(bucket: Judged): boolean {
    const beside = this.besides(bucket, "aws_s3_bucket_versioning");
    if (beside) return beside.text("versioning_configuration.status") === "Enabled";
    return bucket.is("versioning.enabled");
  }

  /** The rules by which a bucket is copied. */
  replicationOf(bucket: Judged): readonly Judged[] {
    const beside = this.besides(bucket, "aws_s3_bucket_replication_configuration");
    if (beside) return beside.blocks("rule");
    return bucket.block("replication_configuration")?.blocks("rules") ?? [];
  }

  /** The key's algorithm, and the key, that a bucket encrypts with. */
  encryptionOf(bucket: Judged): Judged | undefined {
    const beside = this.besides(bucket, "aws_s3_bucket_server_side_encryption_configuration");
    const holder = beside ?? bucket.block("server_side_encryption_configuration");
    return holder?.block("rule")?.block("apply_server_side_encryption_by_default");
  }

  /** The resource that an id names; one that AWS manages has no resource, and its name. */
  policyNamed(type: string, id: string | undefined): Judged | undefined {
    return id === undefined ? undefined : this.all(type).find((one) => one.knownIdentity("id") === id);
  }
}

/**
 * A policy, in which only names of resources may be unknown: what they are is no part of a rule, but that they are the same.
 * @throws {NotKnown}
 */
export function policyIn(part: Judged, attribute = "policy"): string | undefined {
  const text = part.identity(attribute);
  const withoutNames = text?.replace(/"arn:aws[\w-]*:(?:[^"\\]|\\.)*"/g, '""');
  if (text !== undefined && reasonOfStandIn(withoutNames ?? null) !== undefined) part.text(attribute);
  return text;
}

/** The name that an origin asks; of a bucket's, which bucket it is may be unknown. @throws {NotKnown} */
export function domainOf(origin: Judged): string {
  const shown = withoutStandIns(origin.identity("domain_name") ?? "");
  return /\}[\w-]*\.s3[.-].*\.amazonaws\.com(\.cn)?$/.test(shown)
    ? shown
    : (origin.text("domain_name") ?? "");
}

function idsOf(bucket: Judged): readonly (string | undefined)[] {
  const ids = [bucket.knownIdentity("id"), bucket.knownIdentity("bucket")].filter((id) => id !== undefined);
  if (ids.length === 0)
    throw new NotKnown(bucket.address, "bucket", "its name is known only after the apply");
  return ids;
}

/** How AWS calls the policy of one of its own ids: `AllViewer`. */
export function managedName(kind: keyof typeof managedPolicyIds, id: string | undefined): string | undefined {
  return Object.entries(managedPolicyIds[kind]).find(([, one]) => one === id)?.[0];
}
