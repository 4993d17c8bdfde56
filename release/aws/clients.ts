import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { S3Client } from "@aws-sdk/client-s3";
import { signDeclaredHash } from "./declared-hash";

/** More than a release has requests on their way. */
const sockets = 64;

/** Milliseconds until a connection stands, and that it may be silent. */
export const timeouts = { connectionTimeout: 5_000, socketTimeout: 60_000, throwOnRequestTimeout: true };

/** Milliseconds until the answer to a question begins. Uploads and copies take as long as their bytes do. */
const firstWord = 8_000;

/**
 * S3 in one region. Credentials, profile and AWS_ENDPOINT_URL are found where every AWS tool looks for them. It does
 * not retry: the release has one budget for that, and its own clock. Checksums are given with each upload.
 */
export function createS3Client(region: string): S3Client {
  const client = new S3Client({
    region,
    maxAttempts: 1,
    // Otherwise every request puts the SDK's steps together anew, which takes a third of its time.
    cacheMiddleware: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      ...timeouts,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: sockets }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: sockets }),
    },
  });
  dropNeedlessSteps(client);
  signDeclaredHash(client);
  giveUpSilence(client);
  return client;
}

/** A region may take connections and never say a word: what reads hears of it within seconds. */
function giveUpSilence({ config: { requestHandler } }: S3Client): void {
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) =>
    handle(
      request,
      /^(?:GET|HEAD)$/.test(request.method) ? { requestTimeout: firstWord, ...options } : options,
    );
}

/**
 * Takes out the SDK's logger and its retries: `engine/retrying-store.ts` retries, and the SDK's own writes to the console
 * when a stream fails. The signing step is placed by the name `retryMiddleware`, so one that does nothing stays there.
 */
function dropNeedlessSteps({ middlewareStack }: S3Client): void {
  middlewareStack.remove("loggerMiddleware");
  middlewareStack.remove("retryMiddleware");
  middlewareStack.add((next) => next, { step: "finalizeRequest", priority: "high", name: "retryMiddleware" });
}
