import { Block } from "../../../terraform/block";
import { Findings } from "../../../terraform/problems";
import { known, type Resource, type Resources } from "../../../terraform/resources";
import { isMap } from "../../../terraform/value";
import { normalized } from "../../names/names";
import type { EndpointCheck, LoadBalancer } from "../../names/records";

/**
 * The tag of a load balancer that names what stands behind it. Targets are machines, which nothing here runs: they are taken
 * for proxies that pass on what this name of S3's answers.
 */
export const behindTag = "outlast:origin";

/** Reads the application load balancers of these names, as far as they say what stands behind them. */
export function readBalancers(
  resources: Resources,
  used: ReadonlySet<string>,
  findings: Findings,
): LoadBalancer[] {
  return resources.ofTypeWhereKnown("aws_lb").flatMap((resource) => {
    const dnsName = normalized(String(known(resource, "dns_name") ?? ""));
    if (!used.has(dnsName)) return [];
    const tags = known(resource, "tags");
    const origin = isMap(tags) ? tags[behindTag] : undefined;
    if (typeof origin === "string")
      return [{ dnsName, origin: normalized(origin), check: readCheck(dnsName, resource, resources) }];
    findings.warn(
      `${resource.address}: nothing stands for what is behind it: give --origin <id>=..., or name a website endpoint of S3 by the tag ${behindTag}`,
    );
    return [];
  });
}

/**
 * The health check of its target group; the defaults are those of an application load balancer (Elastic Load Balancing
 * guide, "Health checks for Application Load Balancer target groups").
 */
function readCheck(dnsName: string, balancer: Resource, resources: Resources): EndpointCheck {
  const listener = resources
    .ofTypeWhereKnown("aws_lb_listener")
    .find((one) => known(one, "load_balancer_arn") === known(balancer, "arn"));
  const [action] = (listener && blocksOf(listener, "default_action")) ?? [];
  const group = resources
    .ofTypeWhereKnown("aws_lb_target_group")
    .find((one) => action?.knownString("target_group_arn") === known(one, "arn"));
  const [check] = (group && blocksOf(group, "health_check")) ?? [];
  return {
    ...{ id: `targets of ${dnsName}`, type: "endpoint", inverted: false, checkers: 1 },
    ...{ disabled: check?.boolean("enabled", true) === false, protocol: "http", port: 80 },
    ...{ endpoint: dnsName, host: dnsName, path: check?.string("path", "/") ?? "/" },
    interval: check?.number("interval", 30) ?? 30,
    timeout: check?.number("timeout", 5) ?? 5,
    failureThreshold: check?.number("unhealthy_threshold", 2) ?? 2,
    recoveryThreshold: check?.number("healthy_threshold", 5) ?? 5,
    statuses: rangesOf(check?.string("matcher", "200") ?? "200"),
  };
}

/** What of a load balancer decides about its health alone is read, and nothing else of it is held to be understood. */
function blocksOf(resource: Resource, name: string): readonly Block[] {
  return Block.of(resource, new Findings()).blocks(name);
}

/** `200`, `200,301` or `200-299`. */
function rangesOf(matcher: string): [number, number][] {
  return matcher.split(",").map((part) => {
    const [first = 200, last = first] = part.split("-").map(Number);
    return [first, last];
  });
}
