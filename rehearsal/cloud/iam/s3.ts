import type { CloudRequest } from "../http";
import { pathStyle, targetOf } from "../s3/target";
import { childText, parseXml, type XmlElement } from "../xml/element";
import { arn, call, type IamCall, passRole } from "./call";

/** Below a bucket: what reading and writing is called; removing is writing unless it has a name of its own. */
const ofBuckets: Readonly<Record<string, readonly [read: string, write?: string, remove?: string]>> = {
  abac: ["GetBucketAbac", "PutBucketAbac"],
  accelerate: ["GetAccelerateConfiguration", "PutAccelerateConfiguration"],
  acl: ["GetBucketAcl", "PutBucketAcl"],
  cors: ["GetBucketCORS", "PutBucketCORS"],
  encryption: ["GetEncryptionConfiguration", "PutEncryptionConfiguration"],
  lifecycle: ["GetLifecycleConfiguration", "PutLifecycleConfiguration"],
  location: ["GetBucketLocation"],
  logging: ["GetBucketLogging", "PutBucketLogging"],
  notification: ["GetBucketNotification", "PutBucketNotification"],
  "object-lock": ["GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration"],
  ownershipControls: ["GetBucketOwnershipControls", "PutBucketOwnershipControls"],
  policy: ["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"],
  publicAccessBlock: ["GetBucketPublicAccessBlock", "PutBucketPublicAccessBlock"],
  replication: ["GetReplicationConfiguration", "PutReplicationConfiguration"],
  requestPayment: ["GetBucketRequestPayment", "PutBucketRequestPayment"],
  tagging: ["GetBucketTagging", "PutBucketTagging"],
  uploads: ["ListBucketMultipartUploads"],
  versioning: ["GetBucketVersioning", "PutBucketVersioning"],
  versions: ["ListBucketVersions"],
  website: ["GetBucketWebsite", "PutBucketWebsite", "DeleteBucketWebsite"],
};

const s3Arn = (resource: string) => arn("s3", resource, "", "");

/** What IAM is asked before an operation of S3 (S3 user guide, "Required permissions for Amazon S3 API operations"). */
export function s3Calls(given: CloudRequest): IamCall[] | undefined {
  const request = pathStyle(given);
  const { bucket, key } = targetOf(request);
  if (bucket === undefined) return [call("s3:ListAllMyBuckets")];
  return key === undefined ? bucketCalls(request, bucket) : objectCalls(request, s3Arn(`${bucket}/${key}`));
}

function bucketCalls(request: CloudRequest, bucket: string): IamCall[] | undefined {
  const { method, query } = request;
  const on = (action: string | undefined) =>
    action === undefined ? undefined : [call(`s3:${action}`, [s3Arn(bucket)])];
  if (method === "POST" && query.has("delete")) return batch(request, bucket);
  const part = Object.keys(ofBuckets).find((name) => query.has(name));
  if (part === undefined) {
    const plain = { PUT: "CreateBucket", DELETE: "DeleteBucket", GET: "ListBucket", HEAD: "ListBucket" };
    return on(plain[method as keyof typeof plain]);
  }
  const [read, write, remove = write] = ofBuckets[part] ?? [""];
  const calls = on({ GET: read, PUT: write, DELETE: remove }[method]);
  if (!calls) return undefined;
  return part === "replication" && method === "PUT" ? [...calls, ...replicationRole(request)] : calls;
}

function replicationRole({ body }: CloudRequest): IamCall[] {
  const role = childText(parseXml(body.toString("utf8")), "Role");
  return role ? [passRole(role, "s3.amazonaws.com")] : [];
}

function batch({ body }: CloudRequest, bucket: string): IamCall[] {
  const objects = parseXml(body.toString("utf8")).children.filter(({ name }) => name === "Object");
  return objects.map((object: XmlElement) =>
    call(`s3:DeleteObject${childText(object, "VersionId") ? "Version" : ""}`, [
      s3Arn(`${bucket}/${childText(object, "Key")}`),
    ]),
  );
}

function objectCalls({ method, query, headers }: CloudRequest, object: string): IamCall[] | undefined {
  const version = query.has("versionId") ? "Version" : "";
  if (query.has("tagging")) {
    const verb = { GET: "Get", PUT: "Put", DELETE: "Delete" }[method];
    return verb === undefined ? undefined : [call(`s3:${verb}Object${version}Tagging`, [object])];
  }
  const action = {
    GET: query.has("uploadId") ? "ListMultipartUploadParts" : `GetObject${version}`,
    HEAD: `GetObject${version}`,
    PUT: "PutObject",
    POST: "PutObject",
    DELETE: query.has("uploadId") ? "AbortMultipartUpload" : `DeleteObject${version}`,
  }[method];
  if (action === undefined) return undefined;
  const source = headers["x-amz-copy-source"];
  return [
    call(`s3:${action}`, [object]),
    ...(source ? [copied(source)] : []),
    ...(headers["x-amz-tagging"] ? [call("s3:PutObjectTagging", [object])] : []),
  ];
}

function copied(source: string): IamCall {
  const [path = "", version] = source.replace(/^\//, "").split("?versionId=");
  return call(`s3:GetObject${version === undefined ? "" : "Version"}`, [s3Arn(decodeURIComponent(path))]);
}
