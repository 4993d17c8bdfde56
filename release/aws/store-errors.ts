import { StoreError, type StoreErrorKind } from "../ports";

/** S3's error codes (S3 API, Error responses), and names that the SDK gives to failures of its own. */
const kinds: Readonly<Record<string, StoreErrorKind>> = {
  NoSuchKey: "not-found",
  NoSuchVersion: "not-found",
  NotFound: "not-found",
  NoSuchBucket: "bucket-not-found",
  PreconditionFailed: "precondition-failed",
  ConditionalRequestConflict: "precondition-failed",
  AccessDenied: "denied",
  AllAccessDisabled: "denied",
  AccountProblem: "denied",
  InvalidAccessKeyId: "credentials",
  SignatureDoesNotMatch: "credentials",
  ExpiredToken: "credentials",
  InvalidToken: "credentials",
  TokenRefreshRequired: "credentials",
  RequestTimeTooSkewed: "credentials",
  CredentialsProviderError: "credentials",
  TokenProviderError: "credentials",
  BadDigest: "checksum",
  InvalidDigest: "checksum",
  XAmzContentSHA256Mismatch: "checksum",
  XAmzContentChecksumMismatch: "checksum",
  InternalError: "unavailable",
  ServiceUnavailable: "unavailable",
  SlowDown: "throttled",
  Throttling: "throttled",
  ThrottlingException: "throttled",
  RequestLimitExceeded: "throttled",
  TooManyRequestsException: "throttled",
  RequestTimeout: "connection-lost",
  TimeoutError: "connection-lost",
};

/** Codes of Node's sockets and resolver: what went out may or may not have arrived. */
const lost = new Set([
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

interface Failure {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

/**
 * An SDK's error as the release knows it; undefined for what neither a service nor a network did, such as a file that
 * cannot be read.
 */
export function toStoreError(error: unknown, operation: string, where: string): StoreError | undefined {
  const failure = error as Failure;
  const kind = kindOf(failure);
  if (kind === undefined) return undefined;
  const said = isSilence(failure)
    ? "no answer"
    : [failure.name, failure.message].filter((part) => part && part !== "Error").join(": ");
  return new StoreError(kind, `${operation} in ${where}: ${said || failure.code}`, { cause: error });
}

/**
 * Whether a service said nothing in the time that it was given; the SDK's words for it name its own options. It calls a
 * connection that was cut off by the same name, with the socket's code.
 */
export function isSilence({ name, code }: { readonly name?: string; readonly code?: unknown }): boolean {
  return name === "TimeoutError" && (code === undefined || code === "ETIMEDOUT");
}

function kindOf({ name = "", code, $metadata }: Failure): StoreErrorKind | undefined {
  // The clock is set by S3's now: the same request passes, signed anew.
  if ($metadata?.clockSkewCorrected) return "unavailable";
  const named = kinds[name];
  if (named !== undefined) return named;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return kindOfStatus(status);
  return typeof code === "string" && lost.has(code) ? "connection-lost" : undefined;
}

/** HEAD requests have no body, hence no code. */
function kindOfStatus(status: number): StoreErrorKind {
  if (status === 404) return "not-found";
  if (status === 412 || status === 409) return "precondition-failed";
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "throttled";
  return status >= 500 ? "unavailable" : "refused";
}
