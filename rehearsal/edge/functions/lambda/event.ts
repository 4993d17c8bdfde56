import type { FunctionContext, FunctionRequest, FunctionResponse } from "../../function-ports";
import type { HeaderMap } from "../../http/header-map";
import type { EventType, LambdaFunction, Origin } from "../../model";

/** Bytes of a request body that viewer and origin events show (CloudFront guide, "Quotas on Lambda@Edge"). */
const visibleBody = { viewer: 40 * 1024, origin: 1024 * 1024 } as const;

/** One header as Lambda@Edge carries it. */
export interface LambdaHeader {
  key?: string;
  value: string;
}

/** CloudFront guide, "Lambda@Edge event structure". */
export interface LambdaEvent {
  readonly Records: readonly [
    {
      readonly cf: {
        readonly config: {
          readonly distributionDomainName: string;
          readonly distributionId: string;
          readonly eventType: EventType;
          readonly requestId: string;
        };
        readonly request: object;
        readonly response?: object;
      };
    },
  ];
}

/** The event of a Lambda@Edge function at any of the four events. */
export function lambdaEvent(
  fn: LambdaFunction,
  context: FunctionContext,
  request: FunctionRequest,
  response?: FunctionResponse,
): LambdaEvent {
  const { distributionDomainName, distributionId, requestId } = context;
  const config = { distributionDomainName, distributionId, eventType: fn.eventType, requestId };
  const cf = {
    config,
    request: requestObject(fn, context, request),
    ...(response && {
      response: {
        headers: lambdaHeaders(response.headers),
        status: String(response.status),
        statusDescription: response.statusText,
      },
    }),
  };
  return { Records: [{ cf }] };
}

function requestObject(fn: LambdaFunction, context: FunctionContext, request: FunctionRequest): object {
  const ofOrigin = fn.eventType.startsWith("origin-");
  return {
    clientIp: context.clientIp,
    headers: lambdaHeaders(request.headers),
    method: request.method,
    querystring: request.query,
    uri: request.uri,
    ...(fn.includeBody && request.body && { body: visible(request.body, ofOrigin ? "origin" : "viewer") }),
    ...(ofOrigin && request.origin && { origin: lambdaOrigin(request.origin) }),
  };
}

function visible(body: Uint8Array, side: keyof typeof visibleBody): object {
  const limit = visibleBody[side];
  return {
    inputTruncated: body.length > limit,
    action: "read-only",
    encoding: "base64",
    data: Buffer.from(body.subarray(0, limit)).toString("base64"),
  };
}

/** Lower-case name to key and value; the key is how the header was spelled, as far as anybody knows. */
export function lambdaHeaders(headers: HeaderMap): Record<string, LambdaHeader[]> {
  const out: Record<string, LambdaHeader[]> = Object.create(null);
  for (const name of headers.names()) {
    const key = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    out[name] = headers.getAll(name).map((value) => ({ key, value }));
  }
  return out;
}

/** The origin as `request.origin` shows it. */
export function lambdaOrigin(origin: Origin): object {
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
