import type { FunctionContext, FunctionRequest, FunctionResponse } from "../../function-ports";
import type { LambdaFunction, Origin } from "../../model";
import type { LambdaEventParts } from "./inside/event";

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

const originTexts = new WeakMap<Origin, string>();

/** JSON of the origin as `request.origin` shows it. */
export function originJson(origin: Origin): string {
  let text = originTexts.get(origin);
  if (text === undefined) {
    text = JSON.stringify(lambdaOrigin(origin));
    originTexts.set(origin, text);
  }
  return text;
}

function lambdaOrigin(origin: Origin): object {
  const customHeaders = Object.fromEntries(
    origin.customHeaders.map(([name, value]) => [name.toLowerCase(), [{ key: name, value }]]),
  );
  if (origin.kind.type === "s3") {
    return {
      s3: {
        authMethod: origin.kind.access.type === "oai" ? "origin-access-identity" : "none",
        customHeaders,
        domainName: origin.domainName,
        path: origin.originPath,
        region: /\.s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(origin.domainName)?.[1] ?? "",
      },
    };
  }
  const { httpPort, httpsPort, protocolPolicy, keepaliveTimeout, sslProtocols } = origin.kind;
  const protocol = protocolPolicy === "http-only" ? "http" : "https";
  return {
    custom: {
      customHeaders,
      domainName: origin.domainName,
      keepaliveTimeout,
      path: origin.originPath,
      port: protocol === "http" ? httpPort : httpsPort,
      protocol,
      readTimeout: origin.readTimeout,
      sslProtocols: [...sslProtocols],
    },
  };
}
