import { accountId } from "../cloudfront/ids";

/** What IAM is asked before an operation is done. */
export interface IamCall {
  /** "s3:PutObject" */
  readonly action: string;
  /** All of these have to be allowed: what the operation touches, or every reading of a reference that is not clear. */
  readonly resources: readonly string[];
  /** Condition keys of the request, in lower case. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** One call about these resources; without any, about all of them. */
export function call(action: string, resources: readonly string[] = ["*"], context: IamCall["context"] = {}) {
  return { action, resources: resources.length > 0 ? resources : ["*"], context } satisfies IamCall;
}

/** An ARN in the account of the local cloud. Services without regions and accounts in their ARNs leave them out. */
export function arn(service: string, resource: string, region = "", account: string = accountId): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** Handing a role to a service is an action of its own (IAM user guide, "Grant a user permissions to pass a role"). */
export function passRole(role: string, service: string): IamCall {
  return call("iam:PassRole", [role], { "iam:passedtoservice": [service] });
}
