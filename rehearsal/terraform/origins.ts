import type { Origin, OriginGroup } from "../edge/model";
import type { Block } from "./block";
import { findBy, known, type Resources } from "./resources";

/** Reads the `origin` blocks of a distribution. */
export function readOrigins(distribution: Block, resources: Resources): Origin[] {
  return distribution.blocks("origin").map((block) => readOrigin(block, resources));
}

function readOrigin(block: Block, resources: Resources): Origin {
  const custom = block.block("custom_origin_config");
  const shield = block.block("origin_shield");
  const shieldRegion = shield?.boolean("enabled", false) ? shield.string("origin_shield_region") : undefined;
  shield?.ignore({ origin_shield_region: "without effect while disabled" }).finish();
  const completion = block.number("response_completion_timeout");
  const origin: Origin = {
    id: block.required("origin_id"),
    domainName: block.required("domain_name"),
    originPath: block.string("origin_path", ""),
    customHeaders: block
      .blocks("custom_header")
      .map((header) => [header.required("name"), header.required("value")]),
    connectionAttempts: block.number("connection_attempts", 3),
    connectionTimeout: block.number("connection_timeout", 10),
    readTimeout: custom?.number("origin_read_timeout", 30) ?? 30,
    kind: custom ? readCustom(custom) : readS3(block, resources),
    ...(completion && { responseCompletionTimeout: completion }),
    ...(shieldRegion && { originShield: { region: shieldRegion } }),
  };
  block.finish();
  return origin;
}

function readCustom(block: Block): Origin["kind"] {
  const kind = {
    type: "custom" as const,
    httpPort: block.number("http_port", 80),
    httpsPort: block.number("https_port", 443),
    protocolPolicy: block.required("origin_protocol_policy") as "http-only" | "https-only" | "match-viewer",
    sslProtocols: block.strings("origin_ssl_protocols"),
    keepaliveTimeout: block.number("origin_keepalive_timeout", 5),
  };
  block.ignore({ ip_address_type: "a laptop has one way to itself" }).finish();
  return kind;
}

function readS3(block: Block, resources: Resources): Origin["kind"] {
  const s3 = block.block("s3_origin_config");
  const identity = s3?.string("origin_access_identity");
  s3?.finish();
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
  const control = findBy(resources, "aws_cloudfront_origin_access_control", "id", controlId);
  const signingBehavior = (control && known(control, "signing_behavior")) ?? "always";
  return { type: "s3", access: { type: "oac", signingBehavior: signingBehavior as "always" } };
}

/** Reads the `origin_group` blocks; the order of the members says which is the primary. */
export function readOriginGroups(distribution: Block): OriginGroup[] {
  return distribution.blocks("origin_group").map((block) => {
    const members = block.blocks("member").map((member) => member.required("origin_id"));
    const codes = block.block("failover_criteria")?.strings("status_codes").map(Number) ?? [];
    const group = {
      id: block.required("origin_id"),
      members: [members[0] ?? "", members[1] ?? ""] as const,
      statusCodes: codes.sort((a, b) => a - b),
    };
    if (members.length !== 2) {
      block.problem("TERRAFORM_BAD_VALUE", "member", `${members.length} members`, "A group has exactly two");
    }
    block.finish();
    return group;
  });
}
