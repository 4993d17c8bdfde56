import { Block } from "../../../terraform/block";
import { findBy, type Resources } from "../../../terraform/resources";
import type { CustomOriginKind, Origin, OriginGroup, S3OriginKind } from "../../edge/model";

/** Reads the `origin` blocks of a distribution. */
export function readOrigins(distribution: Block, resources: Resources): Origin[] {
  return distribution.blocks("origin").map((block) => readOrigin(block, resources));
}

function readOrigin(block: Block, resources: Resources): Origin {
  const vpc = block.block("vpc_origin_config");
  const custom = block.block("custom_origin_config") ?? vpc;
  const id = block.required("origin_id");
  const shieldRegion = readShield(block);
  const completion = block.number("response_completion_timeout");
  const domainName = custom ? customDomainName(block, id) : block.required("domain_name");
  return {
    id,
    domainName,
    originPath: block.string("origin_path", ""),
    customHeaders: block
      .blocks("custom_header")
      .map((header) => [header.required("name"), headerValue(header)]),
    connectionAttempts: block.number("connection_attempts", 3),
    connectionTimeout: block.number("connection_timeout", 10),
    // Of a bucket too, where a running site says it: CloudFront's API has it, and the provider up to 6.66 has not.
    readTimeout: (custom ?? block.block("s3_origin_config"))?.number("origin_read_timeout", 30) ?? 30,
    kind: vpc ? readVpc(vpc) : custom ? readCustom(custom, block, resources) : readS3(block, resources),
    ...(completion && { responseCompletionTimeout: completion }),
    ...(shieldRegion && { originShield: { region: shieldRegion } }),
  };
}

/** A load balancer or an API may get its name only from AWS; what stands for the origin here needs none. */
function customDomainName(block: Block, id: string): string {
  const known = block.knownString("domain_name");
  if (known) return known;
  const madeUp = `${id.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}.origin.invalid`;
  block.warn("domain_name", `known only after the apply; ${madeUp} until --origin ${id}=... stands for it`);
  return madeUp;
}

function readShield(block: Block): string | undefined {
  const shield = block.block("origin_shield");
  if (!shield) return undefined;
  if (shield.boolean("enabled", false)) return shield.required("origin_shield_region");
  shield.ignore("origin_shield_region");
  return undefined;
}

/** Secrets are kept elsewhere, and nothing here reads them. */
function headerValue(header: Block): string {
  const known = header.knownString("value");
  if (known !== undefined || !header.isUnknown("value")) return known ?? "";
  header.warn("value", "kept elsewhere, and not read here: the origin gets the text unknown in its place");
  return "unknown";
}

/** The protocol is the VPC origin's, which is not in the file as a rule; what stands for the origin has one of its own. */
function readVpc(vpc: Block): CustomOriginKind {
  vpc.ignore("vpc_origin_id");
  return {
    ...{ type: "custom", httpPort: 80, httpsPort: 443, protocolPolicy: "match-viewer", sslProtocols: [] },
    keepaliveTimeout: vpc.number("origin_keepalive_timeout", 5),
  };
}

function readCustom(custom: Block, block: Block, resources: Resources): CustomOriginKind {
  const controlId = block.string("origin_access_control_id");
  if (controlId) {
    readSigning(block, controlId, resources, "lambda");
    block.warn(
      "origin_access_control_id",
      "requests are not signed here (docs/limitations.md, edge-origin-signatures)",
    );
  }
  return {
    type: "custom",
    httpPort: custom.number("http_port", 80),
    httpsPort: custom.number("https_port", 443),
    protocolPolicy: custom.oneOf("origin_protocol_policy", ["http-only", "https-only", "match-viewer"]),
    sslProtocols: custom.strings("origin_ssl_protocols"),
    keepaliveTimeout: custom.number("origin_keepalive_timeout", 5),
  };
}

function readS3(block: Block, resources: Resources): S3OriginKind {
  const identity = block.block("s3_origin_config")?.string("origin_access_identity");
  const controlId = block.string("origin_access_control_id");
  if (identity && controlId) {
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "origin_access_control_id",
      "an origin takes an access control or an access identity, not both",
      "Drop s3_origin_config",
    );
  }
  if (identity) return { type: "s3", access: { type: "oai", identity } };
  if (!controlId) return { type: "s3", access: { type: "none" } };
  return { type: "s3", access: { type: "oac", ...readSigning(block, controlId, resources, "s3") } };
}

function readSigning(
  block: Block,
  id: string,
  resources: Resources,
  type: "s3" | "lambda",
): Omit<Extract<S3OriginKind["access"], { type: "oac" }>, "type"> {
  const resource = findBy(resources, "aws_cloudfront_origin_access_control", "id", id);
  if (!resource) {
    block.warn("origin_access_control_id", `${id} is not in this file; taken to sign every request`);
    return { signingBehavior: "always" };
  }
  const control = Block.of(resource, block.findings);
  control.oneOf("origin_access_control_origin_type", [type]);
  const signingBehavior = control.oneOf("signing_behavior", ["always", "never", "no-override"]);
  const signingProtocol = control.oneOf("signing_protocol", ["sigv4", "sigv4a"]);
  control.finish();
  return { signingBehavior, ...(signingProtocol !== "sigv4" && { signingProtocol }) };
}

/** Reads the `origin_group` blocks; the order of the members says which is the primary. */
export function readOriginGroups(distribution: Block): OriginGroup[] {
  return distribution.blocks("origin_group").map((block) => {
    const members = block.blocks("member").map((member) => member.required("origin_id"));
    const codes = block.block("failover_criteria")?.strings("status_codes").map(Number) ?? [];
    if (members.length !== 2)
      block.problem("TERRAFORM_BAD_VALUE", "member", `${members.length} members`, "A group has exactly two");
    return {
      id: block.required("origin_id"),
      members: [members[0] ?? "", members[1] ?? ""],
      statusCodes: codes.toSorted((a, b) => a - b),
    };
  });
}
