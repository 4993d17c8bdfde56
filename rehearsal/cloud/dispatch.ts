import type { AthenaFront } from "./athena/athena-front";
import type { CloudFrontApi } from "./cloudfront/api";
import { CloudFrontError, errorResponse } from "./cloudfront/errors";
import type { Upstream } from "./forward";
import { type CloudRequest, type CloudResponse, type ConnectionLost, connectionLost } from "./http";
import type { KeyValueStoreApi } from "./kvs/api";
import { codePath, isInvocation, type LambdaFront } from "./lambda/front";
import type { FunctionRoles } from "./lambda/roles";
import type { Route } from "./router";
import { s3ErrorResponse } from "./s3/errors";
import type { S3Front } from "./s3/front";
import { isForPeople } from "./unknown";

/** The parts that answer. */
export interface Services {
  readonly athena: AthenaFront;
  readonly cloudFront: CloudFrontApi;
  readonly keyValueStores: KeyValueStoreApi;
  readonly lambda: LambdaFront;
  readonly roles: FunctionRoles;
  readonly s3: S3Front;
  readonly upstream: Upstream;
  /** The refusal to delete what a distribution has from another service. */
  readonly inUse: (request: CloudRequest) => CloudResponse | undefined;
  /** Runs what changes moto and the endpoint together. S3 does so itself, since a fault may keep its clients waiting. */
  readonly atOnce: <T>(work: () => Promise<T>) => Promise<T>;
  /** The refusal of an operation that nobody here has, which is logged. */
  readonly unknown: (service: string, request: CloudRequest) => CloudResponse;
}

const MEGABYTE = 1024 * 1024;

/** Bytes of body that a service takes: configurations are small, objects and archives are not. */
export function bodyLimit(service: string): number {
  if (service === "cloudfront") return 2 * MEGABYTE;
  return service === "cloudfront-keyvaluestore" ? 4 * MEGABYTE : 256 * MEGABYTE;
}

/** Hands a request to the service that its credential scope names. Every answer is one that its clients can read. */
export async function dispatch(
  services: Services,
  { service }: Route,
  request: CloudRequest,
): Promise<CloudResponse | ConnectionLost> {
  if (service === "lambda" && isInvocation(request)) return services.lambda.invoke(request);
  const response =
    service === "s3" && request.path !== codePath
      ? await services.s3.handle(request)
      : await services.atOnce(() => answer(services, service, request));
  return response !== connectionLost && isForPeople(response) ? services.unknown(service, request) : response;
}

async function answer(services: Services, service: string, request: CloudRequest): Promise<CloudResponse> {
  if (request.path === codePath) return services.lambda.code(request);
  switch (service) {
    case "athena":
      return services.athena.handle(request);
    case "cloudfront":
      return services.cloudFront.handle(request);
    case "cloudfront-keyvaluestore":
      return services.keyValueStores.handle(request);
    case "iam":
      return services.roles.handle(request);
    case "lambda":
      return services.lambda.handle(request);
    default:
      return services.inUse(request) ?? services.upstream.send(request);
  }
}

/** The refusal of a body above the limit, in the service's own form. */
export function tooLarge({ service }: Route, requestId: string): CloudResponse {
  const limit = bodyLimit(service);
  if (service === "cloudfront")
    return errorResponse(
      new CloudFrontError("RequestTooLarge", `A body has at most ${limit} bytes.`, 413),
      requestId,
    );
  if (service === "s3")
    return s3ErrorResponse(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
      MaxSizeAllowed: String(limit),
    });
  return {
    status: 413,
    headers: { "content-type": "application/json", "x-amzn-errortype": "RequestTooLargeException" },
    body: JSON.stringify({ Message: `A body has at most ${limit} bytes.` }),
  };
}
