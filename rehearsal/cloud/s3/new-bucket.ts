import { type CloudRequest, type CloudResponse, xmlResponse } from "../http";
import { element, s3Namespace, xmlDocument } from "../xml/element";
import type { MotoObjects } from "./moto-client";
import { given, type S3Target } from "./target";

const ownership = "x-amz-object-ownership";

/**
 * The request that makes a bucket, with the ownership that a new one has where it names none (S3 user guide, "Default
 * settings for new S3 buckets FAQ"); any other as it is. In us-east-1 a bucket may be made twice, and stays what it is.
 */
export async function asNewBucket(
  request: CloudRequest,
  { bucket, key }: S3Target,
  objects: MotoObjects,
): Promise<CloudRequest> {
  const isCreation =
    request.method === "PUT" &&
    bucket !== undefined &&
    key === undefined &&
    [...request.query.keys()].every((name) => name === "x-id");
  if (!isCreation || given(request, ownership) !== undefined) return request;
  if ((await objects.regionOf(bucket)) !== undefined) return request;
  return { ...request, headers: { ...request.headers, [ownership]: "BucketOwnerEnforced" } };
}

/** What a bucket says of its block of public access before somebody has put or deleted one. */
export function newBlock(): CloudResponse {
  const all = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  const content = all.map((name) => element(name, "true")).join("");
  return xmlResponse(200, xmlDocument("PublicAccessBlockConfiguration", content, s3Namespace));
}

/** How a bucket encrypts for which nothing else is configured. */
export function defaultEncryption(): CloudResponse {
  const byDefault = element("ApplyServerSideEncryptionByDefault", element("SSEAlgorithm", "AES256"));
  const rule = element("Rule", byDefault + element("BucketKeyEnabled", "false"));
  return xmlResponse(200, xmlDocument("ServerSideEncryptionConfiguration", rule, s3Namespace));
}
