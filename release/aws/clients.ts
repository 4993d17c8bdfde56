import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { S3Client } from "@aws-sdk/client-s3";

/** How many requests a region gets at once: S3 takes 3,500 writes a second and prefix, a home connection far less. */
export const concurrentRequests = 32;

/** Milliseconds until a connection stands, and that it may be silent. */
const timeouts = { connectionTimeout: 5_000, socketTimeout: 60_000 };

/**
 * S3 in one region. Credentials, profile and AWS_ENDPOINT_URL are found where every AWS tool looks for them. It does
 * not retry: the release has one budget for that, and its own clock. Checksums are given with each upload.
 */
export function createS3Client(region: string): S3Client {
  return new S3Client({
    region,
    maxAttempts: 1,
    cacheMiddleware: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      ...timeouts,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: concurrentRequests * 2 }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: concurrentRequests * 2 }),
    },
  });
}

/** CloudFront, which is driven from us-east-1 whatever the region of the buckets. */
export function createCloudFrontClient(): CloudFrontClient {
  return new CloudFrontClient({ region: "us-east-1", maxAttempts: 5, requestHandler: timeouts });
}
