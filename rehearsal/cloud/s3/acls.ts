import type { CloudRequest, CloudResponse } from "../http";
import { child, childText, parseXml, XmlError } from "../xml/element";
import { s3ErrorResponse } from "./errors";
import type { MotoObjects } from "./moto-client";
import { given, type S3Target } from "./target";

const grants = ["read", "write", "read-acp", "write-acp", "full-control"].map(
  (name) => `x-amz-grant-${name}`,
);

/**
 * The refusal of an ACL: where the owner of a bucket owns all that is in it, as in every new one, ACLs are off, and only
 * the one that gives the owner everything is taken (S3 user guide, "Controlling ownership of objects and disabling ACLs
 * for your bucket").
 */
export async function refusedAcl(
  request: CloudRequest,
  { bucket, key }: S3Target,
  objects: MotoObjects,
): Promise<CloudResponse | undefined> {
  const { method, query } = request;
  if (bucket === undefined || (method !== "PUT" && method !== "POST")) return undefined;
  const isAclItself = query.has("acl");
  if (!isAclItself && !setsAcl(request)) return undefined;
  if (key === undefined && !isAclItself) return refusedAtCreation(request);
  if (isAclItself && !setsAcl(request) ? givesOwnerAll(request) : isOwners(request)) return undefined;
  return (await areAclsOff(bucket, objects))
    ? s3ErrorResponse(400, "AccessControlListNotSupported", "The bucket does not allow ACLs")
    : undefined;
}

function setsAcl(request: CloudRequest): boolean {
  return ["x-amz-acl", ...grants].some((name) => given(request, name) !== undefined);
}

function isOwners(request: CloudRequest): boolean {
  return (
    given(request, "x-amz-acl") === "bucket-owner-full-control" &&
    grants.every((name) => given(request, name) === undefined)
  );
}

/** Whether an ACL in XML grants its owner full control, and nobody anything else. */
function givesOwnerAll({ body }: CloudRequest): boolean {
  try {
    const acl = parseXml(body.toString("utf8"));
    const owner = childText(child(acl, "Owner"), "ID");
    const list = child(acl, "AccessControlList")?.children ?? [];
    return list.every(
      (grant) =>
        childText(grant, "Permission") === "FULL_CONTROL" &&
        childText(child(grant, "Grantee"), "ID") === owner,
    );
  } catch (error) {
    // Whoever reads it next says so.
    if (error instanceof XmlError) return true;
    throw error;
  }
}

/** A new bucket may be "private", which says nothing. */
function refusedAtCreation(request: CloudRequest): CloudResponse | undefined {
  const ownership = given(request, "x-amz-object-ownership") ?? "BucketOwnerEnforced";
  if (given(request, "x-amz-acl") === "private" || ownership !== "BucketOwnerEnforced") return undefined;
  return s3ErrorResponse(
    400,
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

/** Whether the owner of a bucket owns all that is in it, whatever its ACLs say. */
export async function areAclsOff(bucket: string, objects: MotoObjects): Promise<boolean> {
  const { status, body } = await objects.send("GET", `/${bucket}`, "ownershipControls=");
  return status === 200 && Buffer.from(body).includes("BucketOwnerEnforced");
}
