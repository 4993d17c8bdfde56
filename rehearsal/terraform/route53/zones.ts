import { Block } from "../../../terraform/block";
import { describe, Findings } from "../../../terraform/problems";
import type { Resources } from "../../../terraform/resources";
import type { Distribution } from "../../edge/model";
import { normalized } from "../../names/names";
import type { DnsRecord, Zones } from "../../names/records";
import { readHealthChecks } from "./health-checks";
import { readBalancers } from "./load-balancers";

const addressTypes: readonly string[] = ["A", "AAAA", "CNAME"];

/**
 * Reads where names lead, as far as visitors or origins come by them. What cannot be rehearsed of another name is nobody's
 * concern; what cannot be of theirs is left out, with a word.
 */
export function readZones(
  resources: Resources,
  distributions: readonly Distribution[],
  findings: Findings,
): Zones {
  const read = resources.ofTypeWhereKnown("aws_route53_record").map((resource) => {
    const own = new Findings();
    const record = readRecord(Block.of(resource, own), resources);
    return { record, own, address: resource.address };
  });
  const used = usedNames(
    distributions,
    read.flatMap(({ record }) => record ?? []),
  );
  const records = read.flatMap(({ record, own, address }) => {
    const isUsed = record !== undefined && used.has(record.name);
    findings.add(own, { problems: false });
    if (!isUsed) return [];
    for (const warning of own.warnings) findings.warn(warning);
    if (own.problems.length === 0) return [record];
    findings.warn(`${address} is left out: ${own.problems.map(describe).join(" ")}`);
    return [];
  });
  const ids = read.flatMap(({ record }) => (record && used.has(record.name) && record.healthCheckId) || []);
  return {
    records,
    healthChecks: readHealthChecks(resources, new Set(ids), findings),
    balancers: readBalancers(resources, used, findings),
  };
}

/** The names of origins and of visitors, and all that these lead to. */
function usedNames(
  distributions: readonly Distribution[],
  records: readonly DnsRecord[],
): ReadonlySet<string> {
  const used = new Set(
    distributions
      .flatMap(({ aliases, origins }) => [...aliases, ...origins.map(({ domainName }) => domainName)])
      .map(normalized),
  );
  // A set that grows while it is walked through.
  for (const name of used)
    for (const record of records)
      if (record.name === name) for (const target of record.targets) used.add(normalized(target));
  return used;
}

/**
 * What an alias to a website of S3 names: no bucket, which is the one that is called as the record is (S3 guide, "Configuring a
 * static website using a custom domain registered with Route 53").
 */
const bareWebsite = /^s3-website[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?\.?$/i;

/** Undefined for records that hold no address and no name of a host. */
function readRecord(block: Block, resources: Resources): DnsRecord | undefined {
  const type = block.string("type") ?? "";
  const alias = block.block("alias");
  const ttl = block.number("ttl");
  const healthCheckId = block.string("health_check_id");
  const addresses = block.strings("records");
  const target = alias?.required("name");
  const evaluateTargetHealth = alias?.boolean("evaluate_target_health", false) ?? false;
  const name = nameOf(block, resources);
  const record = {
    name,
    type: type as DnsRecord["type"],
    targets: target === undefined ? addresses : [bareWebsite.test(target) ? `${name}.${target}` : target],
    ...(alias && { alias: { evaluateTargetHealth } }),
    // An alias has the TTL of what it leads to, which is 60 s for a load balancer (Route 53 guide, "Choosing between alias
    // and non-alias records"); the guide says no other, and 60 s are taken for all.
    ttl: ttl ?? 60,
    routing: readRouting(block),
    ...(healthCheckId && { healthCheckId }),
  };
  block.finish();
  return addressTypes.includes(type) ? record : undefined;
}

/** The provider puts the zone's name behind one that does not end with it. */
function nameOf(block: Block, resources: Resources): string {
  const whole = block.knownString("fqdn");
  const name = normalized(block.knownString("name") ?? "");
  const zoneId = block.knownString("zone_id");
  const zone = (["managed", "data"] as const)
    .flatMap((mode) => resources.ofTypeWhereKnown("aws_route53_zone", mode))
    .find((one) => zoneId !== undefined && one.attributes.get("zone_id") === zoneId)
    ?.attributes.get("name");
  if (typeof zone !== "string") return normalized(whole ?? name);
  const suffix = normalized(zone);
  if (name === "" || name === suffix || name.endsWith(`.${suffix}`)) return name || suffix;
  return `${name}.${suffix}`;
}

function readRouting(block: Block): DnsRecord["routing"] {
  const failover = block.block("failover_routing_policy");
  const latency = block.block("latency_routing_policy");
  if (failover) {
    const role = failover.oneOf("type", ["PRIMARY", "SECONDARY"]);
    if (!latency) return { type: "failover", role: role === "PRIMARY" ? "primary" : "secondary" };
  }
  return latency ? { type: "latency", region: latency.required("region") } : { type: "simple" };
}
