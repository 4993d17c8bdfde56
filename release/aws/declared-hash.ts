import type { PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";

const name = "declaredHash";

/**
 * Lets the signature of an upload cover the SHA-256 that is known already: S3 refuses a body of another one, files are
 * not read once more to be signed, and streams are signed like bytes (S3 API, Authenticating requests).
 */
export function signDeclaredHash(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { ChecksumSHA256: hash } = args.input as Partial<PutObjectCommandInput>;
      const { headers } = args.request as { headers: Record<string, string> };
      if (hash !== undefined) headers["x-amz-content-sha256"] = Buffer.from(hash, "base64").toString("hex");
      return next(args);
    },
    { step: "build", name, override: true },
  );
}
