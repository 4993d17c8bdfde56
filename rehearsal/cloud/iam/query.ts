import { accountId } from "../cloudfront/ids";
import type { CloudRequest } from "../http";
import { arn, call, type IamCall } from "./call";

const SERVICE_ROLES = "role/aws-service-role/*";

/** The fields of a form, which is how IAM, SNS, STS and CloudWatch are asked. */
export function formOf({ body }: CloudRequest): URLSearchParams {
  return new URLSearchParams(body.toString("utf8"));
}

/** Boundaries of the roles that were made here: what a change of one is judged by (IAM user guide, "Permissions boundaries"). */
export class RoleBoundaries {
  readonly #byRole = new Map<string, string>();

  /** What IAM is asked before an operation of its own. */
  calls(form: URLSearchParams): IamCall[] {
    const action = form.get("Action") ?? "";
    const role = form.get("RoleName");
    if (action === "CreateServiceLinkedRole")
      return [
        call("iam:CreateServiceLinkedRole", [arn("iam", SERVICE_ROLES)], {
          "iam:awsservicename": [form.get("AWSServiceName") ?? ""],
        }),
      ];
    const given = form.get("PermissionsBoundary");
    if (role !== null && given !== null) this.#byRole.set(role, given);
    const boundary = role === null ? undefined : this.#byRole.get(role);
    const resources = role === null ? policyOrProvider(form) : [arn("iam", `role/${role}`)];
    const context = boundary === undefined ? undefined : { "iam:permissionsboundary": [boundary] };
    const main = call(`iam:${action}`, resources, context);
    return action === "CreateRole" && hasTags(form) ? [main, call("iam:TagRole", resources)] : [main];
  }
}

function policyOrProvider(form: URLSearchParams): string[] {
  const given = form.get("PolicyArn") ?? form.get("OpenIDConnectProviderArn");
  if (given !== null) return [given];
  const policy = form.get("PolicyName");
  if (policy !== null) return [arn("iam", `policy/${policy}`)];
  const url = form.get("Url");
  return url === null ? [] : [arn("iam", `oidc-provider/${url.replace(/^https:\/\//, "")}`)];
}

/** What IAM is asked before an operation of SNS. */
export function snsCalls(form: URLSearchParams, region: string | undefined): IamCall[] {
  const action = form.get("Action") ?? "";
  const name = form.get("Name");
  const topic = name === null ? undefined : arn("sns", name, region);
  const resource = form.get("TopicArn") ?? form.get("SubscriptionArn") ?? form.get("ResourceArn") ?? topic;
  const resources = resource === undefined ? [] : [resource];
  const main = call(`sns:${action}`, resources);
  return action === "CreateTopic" && hasTags(form) ? [main, call("sns:TagResource", resources)] : [main];
}

/**
 * What IAM is asked before an operation of CloudWatch. Newer clients name it in a header or in the path, and send JSON or
 * CBOR, of which nothing is read: the resource is then every one.
 */
export function cloudWatchCalls(request: CloudRequest): IamCall[] {
  const { headers, path, region } = request;
  const form = formOf(request);
  const action =
    form.get("Action") ?? headers["x-amz-target"]?.split(".").at(-1) ?? path.split("/operation/")[1] ?? "";
  const alarms = [...form].filter(([key]) => /^AlarmNames?(\.|$)/.test(key)).map(([, value]) => value);
  const dashboards = [...form]
    .filter(([key]) => /^DashboardNames?(\.|$)/.test(key))
    .map(([, value]) => value);
  const tagged = form.get("ResourceARN");
  const resources = [
    ...alarms.map((alarm) => arn("cloudwatch", `alarm:${alarm}`, region)),
    ...dashboards.map((dashboard) => arn("cloudwatch", `dashboard/${dashboard}`)),
    ...(tagged === null ? [] : [tagged]),
  ];
  const main = call(`cloudwatch:${action}`, resources);
  return action === "PutMetricAlarm" && hasTags(form)
    ? [main, call("cloudwatch:TagResource", resources)]
    : [main];
}

function hasTags(form: URLSearchParams): boolean {
  return [...form.keys()].some((key) => key.startsWith("Tags.member.1."));
}

/** The account's root, which STS answers anybody about. */
export function stsCalls(form: URLSearchParams): IamCall[] {
  return [call(`sts:${form.get("Action")}`, [`arn:aws:iam::${accountId}:root`])];
}
