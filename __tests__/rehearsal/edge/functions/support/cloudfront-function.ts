import { HeaderMap } from "../../../../../facts/http/header-map";
import type { FunctionRequest } from "../../../../../rehearsal/edge/function-ports";
import { EdgeFunctions } from "../../../../../rehearsal/edge/functions";
import type { CloudFrontFunction } from "../../../../../rehearsal/edge/model";

const storeArn = "arn:aws:cloudfront::123456789012:key-value-store/a1";
export const values = new Map([["greeting", "hello"]]);
const store = {
  get: (key: string) => values.get(key),
  count: () => values.size,
  meta: () => ({ creationDateTime: "c", lastUpdatedDateTime: "u", keyCount: values.size }),
};
export const context = {
  distributionDomainName: "d111111abcdef8.cloudfront.net",
  distributionId: "E1",
  requestId: "r1",
  clientIp: "203.0.113.7",
  now: Date.UTC(2026, 10, 23),
};

export function cloudFrontFunction(code: string, over: Partial<CloudFrontFunction> = {}): CloudFrontFunction {
  return {
    type: "cloudfront-function",
    eventType: "viewer-request",
    arn: "arn:aws:cloudfront::123456789012:function/f",
    name: "f",
    runtime: "cloudfront-js-2.0",
    code,
    keyValueStoreArn: storeArn,
    ...over,
  };
}

export function viewerRequest(over: Partial<FunctionRequest> = {}): FunctionRequest {
  return {
    method: "GET",
    uri: "/a",
    query: "",
    headers: new HeaderMap({ host: "www.example.com" }),
    ...over,
  };
}

export const functions = new EdgeFunctions({ store: (arn) => (arn === storeArn ? store : undefined) });

/** The outcome of a viewer-request function with this code. */
export function run(code: string, request = viewerRequest(), over: Partial<CloudFrontFunction> = {}) {
  return functions.onRequest(cloudFrontFunction(code, over), context, request);
}

/** What an expression is inside a function, by way of the uri. */
export function inside(expression: string, before = ""): unknown {
  const outcome = run(
    `${before} async function handler(event) { event.request.uri = "/" + (${expression}); return event.request; }`,
  );
  if ("then" in outcome || outcome.type !== "request") return outcome;
  return outcome.request.uri.slice(1);
}

export const returnsRequest = "function handler(event) { return event.request; }";
