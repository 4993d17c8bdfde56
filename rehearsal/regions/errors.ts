import type { OriginFailure } from "../edge/ports";

/** What S3 answers with an error: its code, HTTP status and the elements of its XML body. */
export class S3Error extends Error {
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

/** A wrong setting of a region, bucket, policy, rule or fault. */
export class RegionsError extends Error {
  override readonly name = "RegionsError";

  constructor(
    readonly code:
      | "REGIONS_POLICY"
      | "REGIONS_POLICY_PUBLIC"
      | "REGIONS_REPLICATION"
      | "REGIONS_BUCKET"
      | "REGIONS_CORS"
      | "REGIONS_WEBSITE"
      | "REGIONS_FAULT",
    /** Every problem: what, with which value, against which rule, and the mend. */
    readonly problems: readonly string[],
  ) {
    super(problems.join("\n"));
  }
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
