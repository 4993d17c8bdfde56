import type { BucketOptions, ReplicationRule } from "../regions";
import { Block, type Harmless } from "./block";
import type { ReadProblem } from "./problems";
import { known, type Resource, type Resources } from "./resources";

/** A bucket as the rehearsal's regions take it. */
export type LoadedBucket = Omit<BucketOptions, "mayReplicateTo">;

/** What a bucket can have that no visitor sees; what visitors see of it is read from the resources beside it. */
const harmless: Harmless = {
  id: "the bucket's name",
  arn: "derives from the name",
  bucket_prefix: "part of the name",
  bucket_domain_name: "derives from the name",
  bucket_regional_domain_name: "derives from the name",
  hosted_zone_id: "the provider's",
  region: "read from the provider",
  force_destroy: "for Terraform",
  tags: "for people",
  tags_all: "for people",
  acl: "Block Public Access and policies decide here",
  acceleration_status: "for uploads",
  request_payer: "for the bill",
  object_lock_enabled: "for writers",
  object_lock_configuration: "for writers",
  lifecycle_rule: "takes effect after days",
  logging: "visitors do not see logs",
  grant: "Block Public Access and policies decide here",
  server_side_encryption_configuration: "S3 decrypts what it serves",
  website_endpoint: "derives from the name",
  website_domain: "derives from the region",
  timeouts: "for Terraform",
};

/** Reads every bucket, with the resources that configure it. */
export function readBuckets(resources: Resources, problems: ReadProblem[]): LoadedBucket[] {
  return resources.ofType("aws_s3_bucket").flatMap((resource) => {
    const name = known(resource, "bucket");
    return typeof name === "string" ? [readBucket(resource, name, resources, problems)] : [];
  });
}

function readBucket(
  resource: Resource,
  name: string,
  resources: Resources,
  problems: ReadProblem[],
): LoadedBucket {
  const block = new Block(resource.address, "", resource.attributes, problems);
  block.string("bucket");
  block.ignore(harmless);
  for (const legacy of ["cors_rule", "replication_configuration"]) {
    if (block.blocks(legacy).length > 0) block.refuse(legacy);
  }
  const inlineVersioning = block.block("versioning");
  inlineVersioning?.ignore({ mfa_delete: "for writers" });
  const inlineWebsite = block.block("website");
  const beside = (type: string) => configuring(type, name, resources, problems);
  const policy = beside("aws_s3_bucket_policy")?.string("policy") ?? block.string("policy");
  const publicAccess = beside("aws_s3_bucket_public_access_block");
  const website = inlineWebsite
    ? readInlineWebsite(inlineWebsite)
    : readWebsite(beside("aws_s3_bucket_website_configuration"));
  const replication = beside("aws_s3_bucket_replication_configuration")?.blocks("rule").map(readRule);
  const region = resource.region ?? known(resource, "region");
  const bucket: LoadedBucket = {
    name,
    region: typeof region === "string" ? region : "us-east-1",
    versioning: readVersioning(beside("aws_s3_bucket_versioning"), inlineVersioning),
    publicAccessBlock: {
      blockPublicPolicy: publicAccess?.boolean("block_public_policy", false) ?? true,
      restrictPublicBuckets: publicAccess?.boolean("restrict_public_buckets", false) ?? true,
    },
    ...(policy && { policy }),
    ...(website && { website }),
    ...(replication && replication.length > 0 && { replication }),
  };
  block.finish();
  return bucket;
}

/** The resource of a type that configures the bucket. */
function configuring(
  type: string,
  bucket: string,
  resources: Resources,
  problems: ReadProblem[],
): Block | undefined {
  const resource = resources.ofType(type).find((one) => known(one, "bucket") === bucket);
  return resource && new Block(resource.address, "", resource.attributes, problems);
}

function readVersioning(block: Block | undefined, inline: Block | undefined): BucketOptions["versioning"] {
  const status = block?.block("versioning_configuration")?.string("status");
  if (status === "Enabled" || status === "Suspended") return status;
  return inline?.boolean("enabled", false) ? "Enabled" : "Disabled";
}

function readInlineWebsite(block: Block): BucketOptions["website"] {
  for (const unsupported of ["redirect_all_requests_to", "routing_rules"]) {
    if (block.string(unsupported)) block.refuse(unsupported);
  }
  return website(block.string("index_document"), block.string("error_document"));
}

function readWebsite(block: Block | undefined): BucketOptions["website"] {
  if (!block) return undefined;
  for (const unsupported of ["redirect_all_requests_to", "routing_rule"]) {
    if (block.blocks(unsupported).length > 0) block.refuse(unsupported);
  }
  if (block.blocks("routing_rule").length === 0 && block.string("routing_rules"))
    block.refuse("routing_rules");
  return website(
    block.block("index_document")?.string("suffix"),
    block.block("error_document")?.string("key"),
  );
}

function website(
  indexDocument: string | undefined,
  errorDocument: string | undefined,
): BucketOptions["website"] {
  if (!indexDocument) return undefined;
  return { indexDocument, ...(errorDocument && { errorDocument }) };
}

function readRule(rule: Block, index: number): ReplicationRule {
  const filter = rule.block("filter");
  const and = filter?.block("and");
  const tag = filter?.block("tag");
  const destination = rule.block("destination");
  const criteria = rule.block("source_selection_criteria");
  const enabled = (block: Block | undefined) => block?.string("status") === "Enabled";
  const result: ReplicationRule = {
    id: rule.string("id", `rule-${index + 1}`),
    status: rule.string("status", "Enabled") as ReplicationRule["status"],
    version: filter ? "V2" : "V1",
    priority: rule.number("priority", 0),
    prefix: and?.string("prefix") ?? filter?.string("prefix") ?? rule.string("prefix", ""),
    tags: { ...and?.map("tags"), ...(tag && { [tag.required("key")]: tag.string("value", "") }) },
    deleteMarkerReplication: enabled(rule.block("delete_marker_replication")),
    replicaModifications: enabled(criteria?.block("replica_modifications")),
    sseKmsEncryptedObjects: enabled(criteria?.block("sse_kms_encrypted_objects")),
    destination: (destination?.required("bucket") ?? "").replace(/^arn:aws[\w-]*:s3:::/, ""),
  };
  // Replication time and metrics are a promise and its measure; the rehearsal's lag is set by the person.
  destination?.ignore({
    metrics: "measured by the rehearsal itself",
    replication_time: "the lag is set by the person",
    storage_class: "every class that replicates is readable at once, or refused by S3",
    account: "one account",
    access_control_translation: "bucket owner enforced",
    encryption_configuration: "S3 decrypts what it serves",
  });
  destination?.finish();
  return result;
}
