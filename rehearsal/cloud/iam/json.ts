import type { CloudRequest } from "../http";
import { parseObject } from "../internal";
import { arn, call, type IamCall, passRole } from "./call";
import { findOperation, type RestOperation } from "./rest";

function operationOf({ headers }: CloudRequest): string {
  return headers["x-amz-target"]?.split(".").at(-1) ?? "";
}

/** What IAM is asked before an operation of ACM. */
export function acmCalls(request: CloudRequest): IamCall[] {
  const { CertificateArn, Tags } = parseObject(request.body) ?? {};
  const action = operationOf(request);
  const main = call(`acm:${action}`, typeof CertificateArn === "string" ? [CertificateArn] : []);
  const tagsNew = action === "RequestCertificate" && Array.isArray(Tags);
  return tagsNew
    ? [main, call("acm:AddTagsToCertificate", [arn("acm", "certificate/new", request.region)])]
    : [main];
}

/** What IAM is asked before an operation of WAF: of the web ACL by its ARN, or the one that is to have that name and id. */
export function wafCalls(request: CloudRequest): IamCall[] {
  const { Id = "*", Name, ResourceARN, Tags } = parseObject(request.body) ?? {};
  const action = operationOf(request);
  const resource =
    typeof ResourceARN === "string"
      ? ResourceARN
      : arn("wafv2", `global/webacl/${String(Name)}/${String(Id)}`, request.region);
  return [
    call(`wafv2:${action}`, [resource]),
    ...(action === "CreateWebACL" && Tags ? [call("wafv2:TagResource", [resource])] : []),
  ];
}

/** What IAM is asked before an operation of Athena on a workgroup. */
export function athenaCalls(request: CloudRequest): IamCall[] {
  const { Name, ResourceARN, Tags, WorkGroup } = parseObject(request.body) ?? {};
  const action = operationOf(request);
  const named = Name ?? WorkGroup;
  const workgroup = named === undefined ? [] : [arn("athena", `workgroup/${String(named)}`, request.region)];
  const resources = typeof ResourceARN === "string" ? [ResourceARN] : workgroup;
  const isTagged = action === "CreateWorkGroup" && Array.isArray(Tags) && Tags.length > 0;
  return [call(`athena:${action}`, resources), ...(isTagged ? [call("athena:TagResource", resources)] : [])];
}

/**
 * What IAM is asked before an operation of Glue on a database or a table: of these, of the catalog, and, where a database
 * goes, of all that it has.
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
export function glueCalls(request: CloudRequest): IamCall[] {
  const body = parseObject(request.body) ?? {};
  const { DatabaseInput, DatabaseName, Name, ResourceArn, TableInput, TableName, Tags } = body;
  const action = operationOf(request);
  if (typeof ResourceArn === "string") return [call(`glue:${action}`, [ResourceArn])];
  const given = (input: unknown) => (input as { readonly Name?: unknown } | undefined)?.Name;
  const isOfTable = DatabaseName !== undefined;
  const database = String(DatabaseName ?? given(DatabaseInput) ?? Name);
  const table = String(given(TableInput) ?? TableName ?? Name);
  const parts = [
    ...["catalog", `database/${database}`],
    ...(isOfTable ? [`table/${database}/${table}`] : []),
    ...(action === "DeleteDatabase" ? [`table/${database}/*`, `userDefinedFunction/${database}/*`] : []),
  ].map((part) => arn("glue", part, request.region));
  const isTagged = typeof Tags === "object" && Tags !== null && Object.keys(Tags).length > 0;
  return [call(`glue:${action}`, parts), ...(isTagged ? [call("glue:TagResource", parts.slice(1, 2))] : [])];
}

/** What IAM is asked before an operation of CloudWatch Logs. Its groups end with ":*" where streams are meant. */
export function logsCalls(request: CloudRequest): IamCall[] {
  const body = parseObject(request.body) ?? {};
  const action = operationOf(request);
  if (/Delivery(?:Source|Destination)?$/.test(action)) return deliveryCalls(action, body, request.region);
  const { logGroupName, resourceArn, tags } = body;
  const group =
    typeof logGroupName === "string" ? arn("logs", `log-group:${logGroupName}`, request.region) : resourceArn;
  const resources = typeof group === "string" ? [group] : [];
  const main = call(`logs:${action}`, resources);
  return action === "CreateLogGroup" && tags ? [main, call("logs:TagResource", resources)] : [main];
}

/** Of what delivers logs: a source, a destination, and the delivery between, whose id is AWS's choice. */
function deliveryCalls(action: string, body: Record<string, unknown>, region?: string): IamCall[] {
  const kind = /DeliverySource$/.test(action)
    ? "delivery-source"
    : /DeliveryDestination$/.test(action)
      ? "delivery-destination"
      : "delivery";
  const source = body.deliverySourceName;
  const resources = [
    arn("logs", `${kind}:${body.name ?? body.id ?? "new"}`, region),
    ...(typeof source === "string" ? [arn("logs", `delivery-source:${source}`, region)] : []),
    ...(typeof body.deliveryDestinationArn === "string" ? [body.deliveryDestinationArn] : []),
  ];
  return [
    call(`logs:${action}`, resources),
    ...(body.tags ? [call("logs:TagResource", resources.slice(0, 1))] : []),
    ...(action === "PutDeliverySource"
      ? [call("cloudfront:AllowVendedLogDeliveryForResource", [String(body.resourceArn)])]
      : []),
  ];
}

const lambda = (method: string, path: string, action: string): RestOperation<string> => ({
  method,
  path: path === "" ? "/functions" : `/functions/{name}${path === "/" ? "" : path}`,
  value: `lambda:${action}`,
});

const lambdaOperations = [
  lambda("POST", "", "CreateFunction"),
  lambda("GET", "/", "GetFunction"),
  lambda("DELETE", "/", "DeleteFunction"),
  lambda("GET", "/configuration", "GetFunctionConfiguration"),
  lambda("PUT", "/configuration", "UpdateFunctionConfiguration"),
  lambda("PUT", "/code", "UpdateFunctionCode"),
  lambda("GET", "/code-signing-config", "GetFunctionCodeSigningConfig"),
  lambda("GET", "/versions", "ListVersionsByFunction"),
  lambda("POST", "/versions", "PublishVersion"),
  lambda("GET", "/policy", "GetPolicy"),
  lambda("DELETE", "/concurrency", "DeleteFunctionConcurrency"),
  lambda("GET", "/event-invoke-config", "GetFunctionEventInvokeConfig"),
];

/** What IAM is asked before an operation of Lambda. */
export function lambdaCalls(request: CloudRequest): IamCall[] | undefined {
  const path = request.path.replace(/^\/\d{4}-\d\d-\d\d/, "");
  if (path.startsWith("/tags/")) {
    const verb = { GET: "ListTags", POST: "TagResource", DELETE: "UntagResource" }[request.method];
    return verb === undefined
      ? undefined
      : [call(`lambda:${verb}`, [decodeURIComponent(path.slice("/tags/".length))])];
  }
  const found = findOperation(lambdaOperations, request.method, path);
  if (found === undefined) return undefined;
  const { FunctionName, Role, Tags } = parseObject(request.body) ?? {};
  const name = found.parameters.name ?? String(FunctionName);
  const resources = [name.startsWith("arn:") ? name : arn("lambda", `function:${name}`, request.region)];
  return [
    call(found.value, resources),
    ...(typeof Role === "string" ? [passRole(Role, "lambda.amazonaws.com")] : []),
    ...(Tags !== undefined && found.value === "lambda:CreateFunction"
      ? [call("lambda:TagResource", resources)]
      : []),
  ];
}

const schedules = {
  POST: "CreateSchedule",
  GET: "GetSchedule",
  PUT: "UpdateSchedule",
  DELETE: "DeleteSchedule",
};

/** What IAM is asked before an operation of EventBridge Scheduler on one schedule. */
export function schedulerCalls({ body, method, path, query, region }: CloudRequest): IamCall[] | undefined {
  const [, name] = /^\/schedules\/([^/]+)$/.exec(path) ?? [];
  const action = schedules[method as keyof typeof schedules];
  if (name === undefined || action === undefined) return undefined;
  const { GroupName, Target } = parseObject(body) ?? {};
  const group = String(GroupName ?? query.get("groupName") ?? "default");
  const { RoleArn: role } = (Target ?? {}) as { readonly RoleArn?: unknown };
  return [
    call(`scheduler:${action}`, [arn("scheduler", `schedule/${group}/${decodeURIComponent(name)}`, region)]),
    ...(typeof role === "string" ? [passRole(role, "scheduler.amazonaws.com")] : []),
  ];
}

/** What IAM is asked before an operation on the keys of a store. */
export function keyValueStoreCalls({ method, path }: CloudRequest): IamCall[] | undefined {
  const [, , store = "", keys, key] = path.split("/");
  const names =
    key === undefined
      ? { GET: "ListKeys", POST: "UpdateKeys" }
      : { GET: "GetKey", PUT: "PutKey", DELETE: "DeleteKey" };
  const action = keys === undefined ? "DescribeKeyValueStore" : names[method as keyof typeof names];
  return action === undefined
    ? undefined
    : [call(`cloudfront-keyvaluestore:${action}`, [decodeURIComponent(store)])];
}
