import type { Block } from "../../../terraform/block";
import type { WebsiteConfiguration } from "../../regions";

/** Website hosting: from `aws_s3_bucket_website_configuration`, or from the bucket's own block of older providers. */
export function readWebsite(bucket: Block, separate: Block | undefined): WebsiteConfiguration | undefined {
  if (separate) {
    bucket.ignore("website");
    return readSeparate(separate);
  }
  const inline = bucket.block("website");
  return inline && readInline(inline);
}

function readInline(block: Block): WebsiteConfiguration | undefined {
  refuse(block, "redirect_all_requests_to", "routing_rules");
  return website(block.string("index_document"), block.string("error_document"));
}

function readSeparate(block: Block): WebsiteConfiguration | undefined {
  // Rules that are given as blocks come back as JSON too.
  const rules = block.has("routing_rule") ? "routing_rule" : "routing_rules";
  refuse(block, "redirect_all_requests_to", rules);
  block.ignore("routing_rules");
  const site = website(
    block.block("index_document")?.required("suffix"),
    block.block("error_document")?.required("key"),
  );
  block.finish();
  return site;
}

function refuse(block: Block, ...names: string[]): void {
  for (const name of names) if (block.has(name)) block.refuse(name, block.value(name));
}

function website(
  indexDocument: string | undefined,
  errorDocument: string | undefined,
): WebsiteConfiguration | undefined {
  if (!indexDocument) return undefined;
  return { indexDocument, ...(errorDocument && { errorDocument }) };
}
