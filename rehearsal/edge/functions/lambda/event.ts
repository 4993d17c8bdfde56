import { randomUUID } from "node:crypto";
import type { FunctionContext, FunctionRequest, FunctionResponse } from "../../function-ports";
import type { LambdaFunction } from "../../model";
import { functionName, functionVersion } from "./identity";
import type { LambdaContextParts } from "./inside/context";
import type { LambdaEventParts } from "./inside/event";
import { originJson } from "./origin";

/** Bytes of a request body that viewer and origin events show (CloudFront guide, "Quotas on Lambda@Edge"). */
const visibleBody = { viewer: 40 * 1024, origin: 1024 * 1024 } as const;
const noHeaders: readonly string[] = [];

/** What the event of a Lambda@Edge function is made of, at any of the four events. */
export function lambdaEventParts(
  fn: LambdaFunction,
  context: FunctionContext,
  request: FunctionRequest,
  response?: FunctionResponse,
): LambdaEventParts {
  const ofOrigin = fn.eventType.startsWith("origin-");
  const limit = visibleBody[ofOrigin ? "origin" : "viewer"];
  const body = fn.includeBody ? request.body : undefined;
  return {
    eventType: fn.eventType,
    distributionDomainName: context.distributionDomainName,
    distributionId: context.distributionId,
    requestId: context.requestId,
    clientIp: context.clientIp,
    method: request.method,
    uri: request.uri,
    query: request.query,
    requestHeaders: request.headers.flat,
    body: body && Buffer.from(body.subarray(0, limit)).toString("base64"),
    isBodyTruncated: body !== undefined && body.length > limit,
    origin: ofOrigin && request.origin ? originJson(request.origin) : undefined,
    status: response?.status,
    statusDescription: response?.statusText ?? "",
    responseHeaders: response?.headers.flat ?? noHeaders,
  };
}

/** What its context is made of. */
export function lambdaContextParts(fn: LambdaFunction): LambdaContextParts {
  return {
    functionName: functionName(fn),
    functionVersion: functionVersion(fn),
    functionArn: fn.arn,
    memorySize: fn.memorySize,
    awsRequestId: randomUUID(),
    deadline: Date.now() + fn.timeout * 1_000,
  };
}
