import type { Clock, CloudFrontFunction, Readings } from "../../edge";
import type { FunctionTest } from "../../edge/functions";
import type { CloudKeyValueStores } from "../kvs/store";
import type { Ids } from "./ids";
import type { CloudFrontState } from "./state";

/** A published version of a Lambda function, as far as CloudFront looks at it. */
export interface PublishedFunction {
  readonly architectures: readonly string[];
  readonly runtime: string;
  readonly hasEnvironment: boolean;
}

/** A certificate of ACM. */
export interface IssuedCertificate {
  readonly isIssued: boolean;
  /** Names that it covers, wildcards included. */
  readonly names: readonly string[];
}

/** A bucket, as far as CloudFront looks at it before it writes logs there. */
export interface LogTarget {
  readonly region: string;
  readonly takesAcls: boolean;
}

/** What CloudFront asks of the rest of AWS. */
export interface Neighbours {
  /** A version by its qualified ARN. */
  lambdaVersion(arn: string): PublishedFunction | undefined;
  certificate(arn: string): Promise<IssuedCertificate | undefined>;
  /** Whether there is a web ACL for CloudFront. */
  hasWebAcl(arn: string): Promise<boolean>;
  bucket(name: string): Promise<LogTarget | undefined>;
  object(bucket: string, key: string): Promise<Uint8Array | undefined>;
}

/** What the operations share. */
export interface CloudFrontContext {
  readonly state: CloudFrontState;
  readonly stores: CloudKeyValueStores;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly taggedPlans: Readings["taggedPlans"];
  /** Milliseconds from a change of a distribution until its status is Deployed. */
  readonly deploymentMs: number;
  /** Milliseconds until an invalidation is Completed. */
  readonly invalidationMs: number;
  readonly neighbours: Neighbours;
  testFunction(fn: CloudFrontFunction, eventJson: string): FunctionTest;
  /** Something that an edge runs has changed, or will after `inMs` milliseconds. */
  changed(inMs?: number): void;
  /** Paths of a distribution are to leave the caches. */
  invalidated(distributionId: string, paths: readonly string[]): void;
}
