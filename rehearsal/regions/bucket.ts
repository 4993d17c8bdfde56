import { partitionOf } from "../../facts/aws-regions";
import { type CorsRule, checkCors } from "./cors-rules";
import { regionsError } from "./errors";
import type { RoutingRule, WebsiteRedirect } from "./http/website-redirects";
import { parseBucketPolicy } from "./policy/parse";
import { type AccessRequest, type BucketPolicy, evaluatePolicy, type Principal } from "./policy/policy";
import type { BucketStore } from "./store/bucket-store";

/** S3's Block Public Access; ACLs do not exist here (bucket owner enforced), so only the policy half counts. */
export interface PublicAccessBlock {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** What a bucket's website endpoint does. */
export interface WebsiteConfiguration {
  /** "" where every request is redirected. */
  readonly indexDocument: string;
  readonly errorDocument?: string;
  readonly redirectAll?: Pick<WebsiteRedirect, "hostName" | "protocol">;
  readonly routingRules?: readonly RoutingRule[];
}

/** What decides how a bucket answers; all of it can change while the bucket stays. */
export interface BucketSettings {
  /** Bucket policy: JSON or its object. */
  readonly policy?: string | object;
  /** @default both on, as S3 does for new buckets */
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly website?: WebsiteConfiguration;
  /** In the order in which S3 tries them; none is no CORS. */
  readonly cors?: readonly CorsRule[];
}

/** What a policy said of an object, and what it was shown of the request before it did. */
interface Decision {
  readonly service: string;
  readonly action: string;
  readonly shown: readonly (readonly [key: string, value: string | undefined])[];
  readonly isAllowed: boolean;
}

/** Objects of which a decision is remembered: visitors choose the keys. */
const mostDecisions = 1_000;

/** A bucket with what decides who may read it. */
export class Bucket {
  readonly arn: string;
  #settings: BucketSettings = {};
  #policy: BucketPolicy | undefined;
  /** By key. */
  readonly #decisions = new Map<string, Decision>();

  /** @throws {OutlastError} as `configure` */
  constructor(
    readonly store: BucketStore,
    public alias: string | undefined,
    settings: BucketSettings,
  ) {
    this.arn = arnOf(store);
    this.configure(settings);
  }

  get website(): WebsiteConfiguration | undefined {
    return this.#settings.website;
  }

  get cors(): readonly CorsRule[] {
    return this.#settings.cors ?? [];
  }

  /**
   * Replaces every setting.
   * @throws {OutlastError} for what is not understood, or may not be public; the old settings stay then
   */
  configure(settings: BucketSettings): void {
    this.#policy = checkSettings(this.store, settings);
    this.#settings = settings;
    this.#decisions.clear();
  }

  /** Replaces the policy alone; undefined removes it. */
  setPolicy(policy: string | object | undefined): void {
    const { policy: _, ...others } = this.#settings;
    this.configure({ ...others, ...(policy !== undefined && { policy }) });
  }

  /** Without a grant nobody but the owner gets in. */
  allows(request: AccessRequest): boolean {
    const policy = this.#policy;
    if (policy === undefined) return false;
    const restricted = policy.isPublic && blockOf(this.#settings).restrictPublicBuckets;
    if (restricted && request.principal.type !== "service") return false;
    return evaluatePolicy(policy, request) === "allow";
  }

  /** As `allows`, of an object: a service that is shown the same as before is told the same. */
  allowsObject(key: string, request: Omit<AccessRequest, "resource">): boolean {
    const { action, context, principal } = request;
    const known = this.#decisions.get(key);
    if (known !== undefined && isAsBefore(known, principal, action, context)) return known.isAllowed;
    const shown: [string, string | undefined][] = [];
    const isAllowed = this.allows({
      ...{ principal, action, resource: `${this.arn}/${key}` },
      context: (name) => {
        const value = context(name);
        shown.push([name, value]);
        return value;
      },
    });
    if (principal.type === "service" && (known !== undefined || this.#decisions.size < mostDecisions))
      this.#decisions.set(key, { service: principal.service, action, shown, isAllowed });
    return isAllowed;
  }
}

function isAsBefore(
  { service, action, shown }: Decision,
  principal: Principal,
  asked: string,
  context: AccessRequest["context"],
): boolean {
  if (principal.type !== "service" || principal.service !== service || action !== asked) return false;
  for (let i = 0; i < shown.length; i++) {
    const [key, value] = shown[i] as Decision["shown"][number];
    if (context(key) !== value) return false;
  }
  return true;
}

function blockOf({ publicAccessBlock }: BucketSettings): PublicAccessBlock {
  return publicAccessBlock ?? { blockPublicPolicy: true, restrictPublicBuckets: true };
}

interface NamedBucket {
  readonly name: string;
  readonly region: string;
}

/**
 * The bucket policy of these settings, as it is evaluated; undefined without one.
 * @throws {OutlastError} for what is not understood, or may not be public
 */
export function checkSettings(bucket: NamedBucket, settings: BucketSettings): BucketPolicy | undefined {
  const { policy: document, website, cors = [] } = settings;
  const policy = document === undefined ? undefined : parseBucketPolicy(document, arnOf(bucket));
  if (policy?.isPublic && blockOf(settings).blockPublicPolicy)
    throw regionsError("REGIONS_POLICY_PUBLIC", [
      `the policy of ${bucket.name} is public, and block_public_policy is on: S3 refuses it (403); narrow its Principal or add a condition`,
    ]);
  if (
    website !== undefined &&
    !website.redirectAll &&
    (website.indexDocument === "" || website.indexDocument.includes("/"))
  )
    throw regionsError("REGIONS_WEBSITE", [
      `index document "${website.indexDocument}" of ${bucket.name}: a file name without a slash is needed`,
    ]);
  checkCors(bucket.name, cors);
  return policy;
}

function arnOf({ name, region }: NamedBucket): string {
  return `arn:${partitionOf(region).partition}:s3:::${name}`;
}
