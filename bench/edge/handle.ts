import {
  type Distribution,
  Edge,
  type FunctionRuntime,
  HeaderMap,
  VirtualClock,
} from "../../rehearsal/edge/index";

const VISITORS = 1_000;
const REQUESTS_EACH = 200;

/** Cached traffic through one edge on the virtual clock, with a viewer-request and a viewer-response function. */
export async function measure(): Promise<{ requestsPerSecond: number }> {
  const clock = new VirtualClock();
  const functions: FunctionRuntime = {
    onRequest: (_fn, _context, request) => ({ type: "request", request }),
    onResponse: (_fn, _context, _request, response) => ({ type: "response", response }),
  };
  const body = new Uint8Array(5_000);
  const headers = new HeaderMap({
    "Content-Type": "text/html",
    "Content-Length": "5000",
    "Cache-Control": "max-age=31536000",
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    "Last-Modified": "Tue, 01 Jan 2030 00:00:00 GMT",
  });
  const edge = new Edge({
    distributions: [distribution],
    clock,
    functions,
    origins: { fetch: async () => ({ kind: "response", status: 200, statusText: "OK", headers, body }) },
  });
  const viewerHeaders = {
    Host: "www.example.com",
    "User-Agent": "Mozilla/5.0",
    Accept: "text/html,*/*;q=0.8",
    "Accept-Encoding": "gzip, br",
    "Accept-Language": "en",
  };
  const visit = async (visitor: number, requests: number) => {
    for (let i = 0; i < requests; i++) {
      await clock.sleep(1 + ((visitor * 7 + i) % 1000));
      const path = `/page-${(visitor + i) % 100}.html`;
      await edge.handle({
        ...{ method: "GET", scheme: "https", httpVersion: "2.0", path, query: "", clientIp: "192.0.2.1" },
        headers: new HeaderMap(viewerHeaders),
      });
    }
  };
  const traffic = (requests: number) =>
    Promise.all(Array.from({ length: VISITORS }, (_, visitor) => visit(visitor, requests)));
  await clock.run(traffic(REQUESTS_EACH / 10));
  const start = performance.now();
  await clock.run(traffic(REQUESTS_EACH));
  const seconds = (performance.now() - start) / 1000;
  return { requestsPerSecond: Math.round((VISITORS * REQUESTS_EACH) / seconds) };
}

const none = { behavior: "none", items: [] } as const;
const fn = { type: "cloudfront-function", arn: "arn", name: "bench", runtime: "cloudfront-js-2.0" } as const;

const distribution: Distribution = {
  id: "EBENCH",
  arn: "arn:aws:cloudfront::123456789012:distribution/EBENCH",
  domainName: "d111111abcdef8.cloudfront.net",
  enabled: true,
  aliases: ["www.example.com"],
  defaultRootObject: "index.html",
  httpVersion: "http2",
  isIpv6Enabled: true,
  origins: [
    {
      id: "primary",
      domainName: "primary.s3.eu-west-1.amazonaws.com",
      originPath: "",
      customHeaders: [],
      connectionAttempts: 1,
      connectionTimeout: 2,
      readTimeout: 30,
      kind: { type: "s3", access: { type: "oac", signingBehavior: "always" } },
    },
  ],
  originGroups: [],
  defaultCacheBehavior: {
    targetOriginId: "primary",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    cachePolicy: {
      ...{ id: "policy", name: "policy", minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 },
      ...{ enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true },
      ...{ queryStrings: none, headers: none, cookies: none },
    },
    responseHeadersPolicy: {
      ...{ id: "headers", name: "headers", customHeaders: [], removeHeaders: ["server"] },
      securityHeaders: [
        { name: "Strict-Transport-Security", value: "max-age=31536000", override: true },
        { name: "X-Content-Type-Options", value: "nosniff", override: true },
      ],
    },
    functions: [
      { ...fn, eventType: "viewer-request", code: "" },
      { ...fn, eventType: "viewer-response", code: "" },
    ],
  },
  cacheBehaviors: [],
  customErrorResponses: [],
  geoRestriction: { type: "none", locations: [] },
};
