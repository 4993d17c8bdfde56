import type { CloudRequest } from "../http";
import type { Route } from "../router";
import { operationOf } from "../unknown";
import { call, type IamCall } from "./call";
import { cloudFrontCalls } from "./cloudfront";
import {
  acmCalls,
  athenaCalls,
  glueCalls,
  keyValueStoreCalls,
  lambdaCalls,
  logsCalls,
  schedulerCalls,
  wafCalls,
} from "./json";
import { cloudWatchCalls, formOf, RoleBoundaries, snsCalls, stsCalls } from "./query";
import { route53Calls } from "./route53";
import { s3Calls } from "./s3";

/**
 * Names what IAM would be asked about a request, by the tables of each service. What no table has is an action
 * "<service>:unknown <operation>", which no policy allows.
 */
export class IamCalls {
  readonly #boundaries = new RoleBoundaries();

  /** @param tagsOf tags of a resource of CloudFront, by its ARN */
  constructor(private readonly tagsOf: (arn: string) => Readonly<Record<string, string>>) {}

  of({ service, region }: Route, request: CloudRequest): IamCall[] {
    return this.#named(service, region, request) ?? [call(`${service}:unknown ${operationOf(request)}`)];
  }

  #named(service: string, region: string | undefined, request: CloudRequest): IamCall[] | undefined {
    switch (service) {
      case "acm":
        return acmCalls(request);
      case "athena":
        return athenaCalls(request);
      case "glue":
        return glueCalls(request);
      case "cloudfront":
        return cloudFrontCalls(request)?.map((one) => this.#withTags(one));
      case "cloudfront-keyvaluestore":
        return keyValueStoreCalls(request);
      case "iam":
        return this.#boundaries.calls(formOf(request));
      case "lambda":
        return lambdaCalls(request);
      case "logs":
        return logsCalls(request);
      case "monitoring":
        return cloudWatchCalls(request);
      case "route53":
        return route53Calls(request);
      case "s3":
        return s3Calls(request);
      case "scheduler":
        return schedulerCalls(request);
      case "sns":
        return snsCalls(formOf(request), region);
      case "wafv2":
        return wafCalls(request);
      case "sts":
        return stsCalls(formOf(request));
      default:
        return undefined;
    }
  }

  /** The tags that a resource has are part of the question. */
  #withTags({ action, resources, context }: IamCall): IamCall {
    const tags = resources.flatMap((resource) => Object.entries(this.tagsOf(resource)));
    const keys = tags.map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, [value]]);
    return { action, resources, context: { ...context, ...Object.fromEntries(keys) } };
  }
}
