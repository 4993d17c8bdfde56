import type { CloudRequest } from "../http";
import { childText, parseXml, type XmlElement } from "../xml/element";
import { arn, call, type IamCall } from "./call";
import { findOperation, type RestOperation } from "./rest";

const operation = (line: string, resource?: string): RestOperation<readonly [string, string?]> => {
  const [method = "", path = "", action = ""] = line.split(" ");
  return { method, path, value: [`route53:${action}`, resource] };
};

const operations = [
  operation("POST /hostedzone CreateHostedZone"),
  operation("GET /hostedzone ListHostedZones"),
  operation("GET /hostedzonesbyname ListHostedZonesByName"),
  operation("GET /hostedzone/{id} GetHostedZone", "hostedzone/{id}"),
  operation("POST /hostedzone/{id} UpdateHostedZoneComment", "hostedzone/{id}"),
  operation("DELETE /hostedzone/{id} DeleteHostedZone", "hostedzone/{id}"),
  operation("GET /hostedzone/{id}/dnssec GetDNSSEC", "hostedzone/{id}"),
  operation("GET /hostedzone/{id}/rrset ListResourceRecordSets", "hostedzone/{id}"),
  operation("GET /change/{id} GetChange", "change/{id}"),
  operation("GET /healthcheck ListHealthChecks"),
  operation("POST /healthcheck CreateHealthCheck"),
  operation("GET /healthcheck/{id} GetHealthCheck", "healthcheck/{id}"),
  operation("POST /healthcheck/{id} UpdateHealthCheck", "healthcheck/{id}"),
  operation("DELETE /healthcheck/{id} DeleteHealthCheck", "healthcheck/{id}"),
  operation("GET /tags/{kind}/{id} ListTagsForResource", "{kind}/{id}"),
  operation("POST /tags/{kind}/{id} ChangeTagsForResource", "{kind}/{id}"),
];

/** What IAM is asked before an operation of Route 53. */
export function route53Calls(request: CloudRequest): IamCall[] | undefined {
  const path = request.path.replace(/^\/\d{4}-\d\d-\d\d/, "");
  const zone = /^\/hostedzone\/([^/]+)\/rrset\/?$/.exec(path)?.[1];
  if (zone !== undefined && request.method === "POST") return [recordCall(zone, request)];
  const found = findOperation(operations, request.method, path);
  if (found === undefined) return undefined;
  const [action, resource] = found.value;
  const made = resource?.replace(/\{(\w+)\}/g, (_, name) => found.parameters[name] ?? "");
  return [call(action, made === undefined ? [] : [arn("route53", made, "", "")])];
}

/**
 * A change of records is judged by their names, types and what is done with them (Route 53 guide, "Using IAM policy
 * conditions for fine-grained access control"). Names are lower case, without the last dot, and with octal escapes for
 * all but letters, digits, hyphens, underscores and dots.
 */
function recordCall(zone: string, { body }: CloudRequest): IamCall {
  const changes = every(parseXml(body.toString("utf8")), "Change");
  const sets = changes.flatMap((change) => every(change, "ResourceRecordSet"));
  const texts = (elements: XmlElement[], name: string) => [
    ...new Set(elements.map((one) => childText(one, name) ?? "")),
  ];
  return call("route53:ChangeResourceRecordSets", [arn("route53", `hostedzone/${zone}`, "", "")], {
    "route53:changeresourcerecordsetsnormalizedrecordnames": texts(sets, "Name").map(normalizedRecordName),
    "route53:changeresourcerecordsetsrecordtypes": texts(sets, "Type"),
    "route53:changeresourcerecordsetsactions": texts(changes, "Action"),
  });
}

/** A record's name as Route 53 and conditions know it; an escape that stands there already stays. */
export function normalizedRecordName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/\\\d{3}|[^a-z0-9._-]/g, (part) =>
      part.startsWith("\\") && part.length === 4
        ? part
        : `\\${part.charCodeAt(0).toString(8).padStart(3, "0")}`,
    );
}

function every(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((one) => (one.name === name ? [one] : every(one, name)));
}
