import { RegionsError } from "./errors";
import { parsePolicy } from "./policy/parse";
import { type AccessRequest, evaluate, type Policy } from "./policy/policy";
import type { BucketStore } from "./store/bucket-store";

/** S3's Block Public Access; ACLs do not exist here (bucket owner enforced), so only the policy half counts. */
export interface PublicAccessBlock {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface WebsiteConfiguration {
  readonly indexDocument: string;
  readonly errorDocument?: string;
}

/** A bucket with what decides who may read it. */
export class Bucket {
  readonly arn: string;
  #policy: Policy | undefined;

  constructor(
    readonly store: BucketStore,
    readonly alias: string | undefined,
    readonly publicAccessBlock: PublicAccessBlock,
    readonly website: WebsiteConfiguration | undefined,
  ) {
    const partition = store.region.startsWith("cn-") ? "aws-cn" : "aws";
    this.arn = `arn:${partition}:s3:::${store.name}`;
    if (website !== undefined && (website.indexDocument === "" || website.indexDocument.includes("/")))
      throw new RegionsError("REGIONS_WEBSITE", [
        `index document "${website.indexDocument}" of ${store.name}: a file name without a slash is needed`,
      ]);
  }

  /** Replaces the policy; undefined removes it. Throws for what is not understood or may not be public. */
  setPolicy(document: string | object | undefined): void {
    const policy = document === undefined ? undefined : parsePolicy(document, this.arn);
    if (policy?.isPublic && this.publicAccessBlock.blockPublicPolicy)
      throw new RegionsError("REGIONS_POLICY_PUBLIC", [
        `the policy of ${this.store.name} is public, and block_public_policy is on: S3 refuses it (403); narrow its Principal or add a condition`,
      ]);
    this.#policy = policy;
  }

  /** Without a grant nobody but the owner gets in. */
  allows(request: AccessRequest): boolean {
    const policy = this.#policy;
    if (policy === undefined) return false;
    const restricted = policy.isPublic && this.publicAccessBlock.restrictPublicBuckets;
    if (restricted && request.principal.type !== "service") return false;
    return evaluate(policy, request) === "allow";
  }
}
