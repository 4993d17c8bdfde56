import { Block } from "../../../terraform/block";
import { findBy, type Resources } from "../../../terraform/resources";
import type { WebsiteConfiguration } from "../../regions";
import { parseEndpoint } from "../../regions/http/endpoint";

/** What the rehearsed website endpoint does not do. */
const rules = ["redirect_all_requests_to", "routing_rules"] as const;
/** The same of the resource, which has its rules also as blocks. */
const rulesOfResource = [...rules, "routing_rule"] as const;

/** Website hosting: from `aws_s3_bucket_website_configuration`, or from the bucket's own block of older providers. */
export function readWebsite(bucket: Block, separate: Block | undefined): WebsiteConfiguration | undefined {
  if (separate) bucket.ignore("website");
  const block = separate ?? bucket.block("website");
  if (!block) return undefined;
  // Who reads the bucket by its other endpoint meets none of them: see `checkWebsite`.
  block.ignore(...(separate ? rulesOfResource : rules));
  const index = separate
    ? separate.block("index_document")?.required("suffix")
    : block.string("index_document");
  const error = separate ? separate.block("error_document")?.required("key") : block.string("error_document");
  if (separate) separate.finish();
  return index ? { indexDocument: index, ...(error && { errorDocument: error }) } : undefined;
}

/** Refuses an origin that is a website endpoint whose rules the rehearsal does not have. */
export function checkWebsite(origin: Block, domainName: string, resources: Resources): void {
  const endpoint = parseEndpoint(domainName);
  if (endpoint?.kind !== "website") return;
  const { bucket } = endpoint;
  const separate = findBy(resources, "aws_s3_bucket_website_configuration", "bucket", bucket);
  const own = findBy(resources, "aws_s3_bucket", "bucket", bucket);
  const block = separate
    ? Block.of(separate, origin.findings)
    : own && Block.of(own, origin.findings).block("website");
  for (const name of separate ? rulesOfResource : rules)
    if (block?.has(name)) block.refuse(name, block.value(name));
}
