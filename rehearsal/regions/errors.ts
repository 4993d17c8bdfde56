import { OutlastError } from "../../errors/outlast-error";
import type { Rules } from "../../errors/rules";
import { StacklessError } from "../../errors/stackless-error";
import type { OriginFailure } from "../edge/ports";

/** What S3 answers with an error: its code, HTTP status and the elements of its XML body. An outage has thousands. */
export class S3Error extends StacklessError {
  override readonly name = "S3Error";

  constructor(
    /** S3's error code ("NoSuchKey"), or "ConnectionFailed" when there was no answer. */
    readonly code: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    message: string,
    readonly options: {
      readonly details?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly failure?: OriginFailure["kind"];
    } = {},
  ) {
    super(message);
  }
}

/** What the two regions of S3 in memory take of the Terraform for their buckets, and of faults. */
export const regionsRules = {
  REGIONS_BUCKET: {
    rule: "A bucket has a name of its own, and a name stands for a bucket that exists.",
    mend: "Correct the name; the message lists the buckets.",
  },
  REGIONS_CORS: {
    rule: "A CORS rule allows at least one origin and one of GET, PUT, HEAD, POST and DELETE, with one * at most in an origin or header; a bucket has 100 rules at most.",
    mend: "Correct the rule that the message shows.",
  },
  REGIONS_POLICY: {
    rule: "A bucket policy is JSON in the language of IAM, in elements and condition operators that the rehearsal evaluates.",
    mend: "Correct the statement that the message shows.",
  },
  REGIONS_POLICY_PUBLIC: {
    rule: "A public policy and a public access block that refuses public policies cannot both be on a bucket.",
    mend: "Grant access to the distribution alone, or change the block.",
  },
  REGIONS_REPLICATION: {
    rule: "Replication leads from a versioned bucket to another versioned one, by rules that S3 takes.",
    mend: "Enable versioning, or correct the rule.",
  },
  REGIONS_ACCESS_POINT: {
    rule: "A Multi-Region Access Point leads to buckets, one a region, of which one at least is active.",
    mend: "Give one region the traffic dial 100.",
  },
  REGIONS_WEBSITE: {
    rule: "A website configuration has an index document, or redirects every request.",
    mend: "Correct the configuration.",
  },
  REGIONS_FAULT: {
    rule: "A fault is `<target>[:/<key pattern>]=<effect>[@<share>][,for:<duration>]`.",
    mend: "Write it as primary=503; docs/rehearsal.md has the grammar.",
  },
} satisfies Rules;

/** What is refused of a bucket, a rule or a fault. */
export type RegionsCode = keyof typeof regionsRules;

/** A wrong setting of a region, bucket, policy, rule or fault. Each value says what to do, in the words of its place. */
export function regionsError(code: RegionsCode, values: readonly string[]): OutlastError {
  const problems = values.map((value) => ({
    code,
    severity: "error" as const,
    value,
    ...regionsRules[code],
  }));
  return new OutlastError(problems, { message: `${code}: ${values.join("\n")}` });
}

export const s3Errors = {
  accessDenied: () => new S3Error("AccessDenied", 403, "Access Denied"),
  noSuchKey: (key: string, headers?: Record<string, string>) =>
    new S3Error("NoSuchKey", 404, "The specified key does not exist.", { details: { Key: key }, headers }),
  noSuchVersion: (key: string, versionId: string) =>
    new S3Error("NoSuchVersion", 404, "The specified version does not exist.", {
      details: { Key: key, VersionId: versionId },
    }),
  noSuchBucket: (bucket: string) =>
    new S3Error("NoSuchBucket", 404, "The specified bucket does not exist", {
      details: { BucketName: bucket },
    }),
  preconditionFailed: (condition: string) =>
    new S3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
      details: { Condition: condition },
    }),
  methodNotAllowed: (method: string, headers?: Record<string, string>) =>
    new S3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
      details: { Method: method, ResourceType: "OBJECT" },
      headers,
    }),
  invalidRange: (range: string, size: number) =>
    new S3Error("InvalidRange", 416, "The requested range is not satisfiable", {
      details: { RangeRequested: range, ActualObjectSize: String(size) },
    }),
  invalidUri: () => new S3Error("InvalidURI", 400, "Couldn't parse the specified URI."),
  invalidArgument: (message: string) => new S3Error("InvalidArgument", 400, message),
  keyTooLong: (bytes: number) =>
    new S3Error("KeyTooLongError", 400, "Your key is too long", {
      details: { Size: String(bytes), MaxSizeAllowed: "1024" },
    }),
  notImplemented: () =>
    new S3Error(
      "NotImplemented",
      501,
      "A header or query you provided implies functionality that is not implemented",
    ),
  permanentRedirect: (bucket: string, endpoint: string) =>
    new S3Error(
      "PermanentRedirect",
      301,
      "The bucket you are attempting to access must be addressed using the specified endpoint.",
      { details: { Endpoint: endpoint, Bucket: bucket } },
    ),
  internalError: () =>
    new S3Error("InternalError", 500, "We encountered an internal error. Please try again."),
  slowDown: () => new S3Error("SlowDown", 503, "Please reduce your request rate."),
  connectionFailed: (failure: OriginFailure["kind"]) =>
    new S3Error("ConnectionFailed", 0, `no answer from S3: ${failure}`, { failure }),
};
