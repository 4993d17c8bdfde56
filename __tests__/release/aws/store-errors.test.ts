import { describe, expect, it } from "vitest";
import { toStoreError } from "../../../release/aws/store-errors";

describe("toStoreError", () => {
  it.each([
    [{ name: "NoSuchKey" }, "not-found"],
    [{ name: "NoSuchBucket" }, "bucket-not-found"],
    [{ name: "PreconditionFailed" }, "precondition-failed"],
    [{ name: "ConditionalRequestConflict" }, "precondition-failed"],
    [{ name: "AccessDenied", $metadata: { httpStatusCode: 403 } }, "denied"],
    [{ name: "ExpiredToken", $metadata: { httpStatusCode: 400 } }, "credentials"],
    [{ name: "CredentialsProviderError" }, "credentials"],
    [{ name: "BadDigest", $metadata: { httpStatusCode: 400 } }, "checksum"],
    [{ name: "XAmzContentSHA256Mismatch", $metadata: { httpStatusCode: 400 } }, "checksum"],
    [{ name: "SlowDown", $metadata: { httpStatusCode: 503 } }, "throttled"],
    [{ name: "InternalError", $metadata: { httpStatusCode: 500 } }, "unavailable"],
    [{ name: "403", $metadata: { httpStatusCode: 403 } }, "denied"],
    [{ name: "NotImplemented", $metadata: { httpStatusCode: 501 } }, "unavailable"],
    [{ name: "EntityTooLarge", $metadata: { httpStatusCode: 400 } }, "refused"],
    [{ name: "Error", code: "ECONNRESET" }, "connection-lost"],
    [{ name: "TimeoutError" }, "connection-lost"],
  ])("%j is %s", (failure, kind) => {
    const error = Object.assign(new Error("said"), failure);
    expect(toStoreError(error, "put a", "bucket (eu-central-1)")).toMatchObject({ kind, cause: error });
  });

  it("leaves alone what no service did", () => {
    expect(toStoreError(Object.assign(new Error("x"), { code: "EACCES" }), "put a", "b")).toBeUndefined();
  });
});
