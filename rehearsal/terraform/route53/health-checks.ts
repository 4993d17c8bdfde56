import { Block } from "../../../terraform/block";
import type { Findings } from "../../../terraform/problems";
import { known, type Resources } from "../../../terraform/resources";
import type { HealthCheck } from "../../names/records";

/**
 * Checkers ask from eight regions unless a check names its own (Route 53 API, HealthCheckConfig: Regions); how many there are
 * in a region is not said, and one is taken.
 */
const DEFAULT_CHECKERS = 8;

/** Reads the health checks of these ids, and those that they go by: no other one decides where anybody goes. */
export function readHealthChecks(
  resources: Resources,
  ids: ReadonlySet<string>,
  findings: Findings,
): HealthCheck[] {
  const wanted = new Set<unknown>(ids);
  const read: HealthCheck[] = [];
  // The children of a calculated check are wanted too: a set that grows while it is walked through.
  for (const id of wanted)
    for (const resource of resources.ofTypeWhereKnown("aws_route53_health_check")) {
      if (known(resource, "id") !== id) continue;
      const check = readHealthCheck(Block.of(resource, findings));
      read.push(check);
      if (check.type === "calculated") for (const child of check.children) wanted.add(child);
    }
  return read;
}

function readHealthCheck(block: Block): HealthCheck {
  const type = block.required("type");
  const common = {
    id: block.required("id"),
    inverted: block.boolean("invert_healthcheck", false),
    disabled: block.boolean("disabled", false),
  };
  const children = block.strings("child_healthchecks");
  const threshold = block.number("child_health_threshold", 0);
  const endpoint = readEndpoint(block, type);
  block.finish();
  if (type === "CALCULATED") return { ...common, type: "calculated", children, threshold };
  if (endpoint) return { ...common, ...endpoint };
  block.warn("type", `what ${type} goes by is not rehearsed: it counts as healthy`);
  return { ...common, type: "assumed" };
}

const kinds = /^(HTTP|HTTPS|TCP)(?:_STR_MATCH)?$/;

function readEndpoint(block: Block, type: string) {
  const [, kind] = kinds.exec(type) ?? [];
  const fqdn = block.string("fqdn");
  const address = block.string("ip_address");
  const searchString = block.string("search_string");
  const path = block.string("resource_path", "/");
  const port = block.number("port", kind === "HTTPS" ? 443 : 80);
  const interval = block.number("request_interval", 30);
  const failureThreshold = block.number("failure_threshold", 3);
  const checkers = block.strings("regions").length || DEFAULT_CHECKERS;
  if (kind === undefined) return undefined;
  const endpoint = address ?? fqdn ?? "";
  return {
    type: "endpoint" as const,
    protocol: kind.toLowerCase() as "http" | "https" | "tcp",
    ...{ endpoint, host: fqdn ?? endpoint, port, interval, failureThreshold, checkers },
    path: path.startsWith("/") ? path : `/${path}`,
    ...(searchString && { searchString }),
  };
}
