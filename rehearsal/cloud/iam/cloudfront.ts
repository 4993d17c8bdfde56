import type { CloudRequest } from "../http";
import { child, childText, parseXml, type XmlElement } from "../xml/element";
import { arn, call, type IamCall } from "./call";
import { findOperation, type RestOperation } from "./rest";

interface Meaning {
  readonly action: string;
  /** With the parameters of the path in braces; none is an action on "*". */
  readonly resources: readonly string[];
}

const operation = (line: string, ...resources: string[]): RestOperation<Meaning> => {
  const [method = "", path = "", action = ""] = line.split(" ");
  return { method, path, value: { action: `cloudfront:${action}`, resources } };
};

/** Resources of which AWS chooses the id, and that are read, changed and removed by it. */
const byId = (path: string, name: string, change = `/${path}/{id}/config`) => [
  operation(`POST /${path} Create${name}`),
  operation(`GET /${path}/{id} Get${name}`, `${path}/{id}`),
  operation(`GET /${path}/{id}/config Get${name}Config`, `${path}/{id}`),
  operation(`PUT ${change} Update${name}`, `${path}/{id}`),
  operation(`DELETE /${path}/{id} Delete${name}`, `${path}/{id}`),
];

/**
 * CloudFront's operations as IAM knows them (Service Authorization Reference, "Amazon CloudFront"). Creating has no
 * resource there, since nothing has an id yet; of functions and stores, which have a name, it may be that instead.
 */
const operations: readonly RestOperation<Meaning>[] = [
  ...byId("distribution", "Distribution"),
  ...byId("origin-access-control", "OriginAccessControl"),
  ...byId("cache-policy", "CachePolicy", "/cache-policy/{id}"),
  operation("GET /origin-request-policy/{id} GetOriginRequestPolicy", "origin-request-policy/{id}"),
  operation(
    "GET /origin-access-identity/cloudfront/{id} GetCloudFrontOriginAccessIdentity",
    "origin-access-identity/{id}",
  ),
  ...byId("response-headers-policy", "ResponseHeadersPolicy", "/response-headers-policy/{id}"),
  operation("GET /distribution ListDistributions"),
  operation("POST /distribution/{id}/invalidation CreateInvalidation", "distribution/{id}"),
  operation("GET /distribution/{id}/invalidation/{one} GetInvalidation", "distribution/{id}"),
  ...[
    "GET GetMonitoringSubscription",
    "POST CreateMonitoringSubscription",
    "DELETE DeleteMonitoringSubscription",
  ].map((line) => {
    const [method, action] = line.split(" ");
    return operation(
      `${method} /distributions/{id}/monitoring-subscription ${action}`,
      "",
      "distribution/{id}",
    );
  }),
  operation("PUT /function/{name} UpdateFunction", "function/{name}"),
  operation("DELETE /function/{name} DeleteFunction", "function/{name}"),
  operation("GET /function/{name} GetFunction", "function/{name}"),
  operation("GET /function/{name}/describe DescribeFunction", "function/{name}"),
  operation("POST /function/{name}/publish PublishFunction", "function/{name}"),
  operation("PUT /key-value-store/{name} UpdateKeyValueStore", "key-value-store/{name}"),
  operation("DELETE /key-value-store/{name} DeleteKeyValueStore", "key-value-store/{name}"),
  operation("GET /key-value-store/{name} DescribeKeyValueStore", "key-value-store/{name}"),
];

const VERSION = "/2020-05-31";

/** What IAM is asked before an operation of CloudFront. */
export function cloudFrontCalls(request: CloudRequest): IamCall[] | undefined {
  if (!request.path.startsWith(`${VERSION}/`)) return undefined;
  const path = request.path.slice(VERSION.length);
  if (path === "/tagging") return [taggingCall(request)];
  if (request.method === "POST" && (path === "/function" || path === "/key-value-store"))
    return [namedCreation(path.slice(1), request)];
  const found = findOperation(operations, request.method, path);
  if (found === undefined) return undefined;
  const { action, resources } = found.value;
  const made = resources.map((resource) =>
    resource === ""
      ? "*"
      : arn(
          "cloudfront",
          resource.replace(/\{(\w+)\}/g, (_, name) => found.parameters[name] ?? ""),
        ),
  );
  return [call(action, made), ...alsoAsked(action, request)];
}

function taggingCall({ method, query }: CloudRequest): IamCall {
  const tagged = query.get("Resource") ?? "*";
  if (method === "GET") return call("cloudfront:ListTagsForResource", [tagged]);
  return call(`cloudfront:${query.get("Operation")}Resource`, [tagged]);
}

function namedCreation(kind: string, { body }: CloudRequest): IamCall {
  const action = kind === "function" ? "cloudfront:CreateFunction" : "cloudfront:CreateKeyValueStore";
  return call(action, [
    "*",
    arn("cloudfront", `${kind}/${childText(parseXml(body.toString("utf8")), "Name")}`),
  ]);
}

/** What a distribution refers to is asked for as well: tags, functions of Lambda, a web ACL. */
function alsoAsked(action: string, { body, query }: CloudRequest): IamCall[] {
  if (action !== "cloudfront:CreateDistribution" && action !== "cloudfront:UpdateDistribution") return [];
  const root = parseXml(body.toString("utf8"));
  const config = child(root, "DistributionConfig") ?? root;
  const functions = [...new Set(all(config, "LambdaFunctionARN").map((one) => one.text))];
  const webAcl = childText(config, "WebACLId");
  return [
    ...(query.has("WithTags")
      ? [call("cloudfront:TagResource", [arn("cloudfront", "distribution/new")])]
      : []),
    ...functions.flatMap((one) => [
      call("lambda:GetFunction", [one]),
      call("lambda:EnableReplication*", [one]),
    ]),
    ...(webAcl ? [call("wafv2:GetWebACL", [webAcl])] : []),
  ];
}

function all(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((one) => (one.name === name ? [one] : all(one, name)));
}
