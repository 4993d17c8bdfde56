import {
  type CacheBehavior,
  type CachePolicy,
  type Clock,
  type Distribution,
  Edge,
  type EdgeOptions,
  type FunctionAssociation,
  type FunctionRuntime,
  HeaderMap,
  type Origin,
  type OriginClient,
  type OriginFailure,
  type OriginOutcome,
  type OriginRequest,
  type Trace,
  type ViewerRequest,
  type ViewerResponse,
  VirtualClock,
} from "../../../rehearsal/edge/index";

const none = { behavior: "none", items: [] } as const;

export const policy = (over: Partial<CachePolicy> = {}): CachePolicy => ({
  id: "policy",
  name: "policy",
  minTtl: 0,
  defaultTtl: 86_400,
  maxTtl: 31_536_000,
  enableAcceptEncodingGzip: false,
  enableAcceptEncodingBrotli: false,
  queryStrings: none,
  headers: none,
  cookies: none,
  ...over,
});

export const behavior = (over: Partial<CacheBehavior> = {}): CacheBehavior => ({
  targetOriginId: "group",
  viewerProtocolPolicy: "redirect-to-https",
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
  compress: false,
  cachePolicy: policy(),
  functions: [],
  ...over,
});

export const s3Origin = (id: string, over: Partial<Origin> = {}): Origin => ({
  id,
  domainName: `${id}.s3.eu-west-1.amazonaws.com`,
  originPath: "",
  customHeaders: [],
  connectionAttempts: 3,
  connectionTimeout: 10,
  readTimeout: 30,
  kind: { type: "s3", access: { type: "oac", signingBehavior: "always" } },
  ...over,
});

export const customOrigin = (id: string, over: Partial<Origin> = {}): Origin => ({
  ...s3Origin(id),
  domainName: `${id}.example.net`,
  kind: {
    type: "custom",
    httpPort: 80,
    httpsPort: 443,
    protocolPolicy: "https-only",
    sslProtocols: ["TLSv1.2"],
    keepaliveTimeout: 5,
  },
  ...over,
});

export const distribution = (over: Partial<Distribution> = {}): Distribution => ({
  id: "E1",
  arn: "arn:aws:cloudfront::123456789012:distribution/E1",
  domainName: "d1.cloudfront.net",
  enabled: true,
  aliases: ["www.example.com"],
  defaultRootObject: "index.html",
  httpVersion: "http2",
  isIpv6Enabled: true,
  origins: [s3Origin("primary"), s3Origin("secondary")],
  originGroups: [{ id: "group", members: ["primary", "secondary"], statusCodes: [403, 500, 502, 503, 504] }],
  defaultCacheBehavior: behavior(),
  cacheBehaviors: [],
  customErrorResponses: [],
  geoRestriction: { type: "none", locations: [] },
  ...over,
});

export const lambda = (eventType: FunctionAssociation["eventType"], name: string = eventType) =>
  ({
    type: "lambda",
    ...{ eventType, name, arn: `arn:${name}:1`, runtime: "nodejs22.x", handler: "index.handler" },
    ...{ timeout: 5, memorySize: 128, includeBody: false, files: new Map() },
  }) as const satisfies FunctionAssociation;

export const cloudFrontFunction = (eventType: "viewer-request" | "viewer-response") =>
  ({
    type: "cloudfront-function",
    ...{ eventType, name: eventType, arn: `arn:${eventType}`, runtime: "cloudfront-js-2.0", code: "" },
  }) as const satisfies FunctionAssociation;

/** Functions that change nothing, where a test does not say otherwise. */
export const functions = (over: Partial<FunctionRuntime> = {}): FunctionRuntime => ({
  onRequest: (_fn, _context, request) => ({ type: "request", request }),
  onResponse: (_fn, _context, _request, response) => ({ type: "response", response }),
  ...over,
});

/** What an origin does when asked: a status, an answer, or a fault that takes its time on the clock. */
export type Act =
  | number
  | { status?: number; headers?: Record<string, string>; body?: string; delay?: number }
  | Exclude<OriginFailure["kind"], "connect-timeout" | "read-timeout">
  | "blackhole"
  | "hang";

export interface Asked extends OriginRequest {
  readonly originId: string;
  readonly at: number;
}

/** Origins that follow a script: by origin id, a list of acts of which the last one repeats, or a function. */
export class ScriptedOrigins implements OriginClient {
  readonly asked: Asked[] = [];

  constructor(
    private readonly clock: Clock,
    readonly script: Record<string, Act | Act[] | ((request: OriginRequest) => Act)>,
  ) {}

  async fetch(
    origin: Origin,
    request: OriginRequest,
    limits: Parameters<OriginClient["fetch"]>[2],
  ): Promise<OriginOutcome> {
    this.asked.push({ ...request, originId: origin.id, at: this.clock.now() });
    const act = this.#next(origin.id, request);
    if (act === "blackhole") {
      await this.clock.sleep(limits.connectTimeout);
      return { kind: "connect-timeout" };
    }
    if (act === "hang") {
      await this.clock.sleep(limits.readTimeout);
      return { kind: "read-timeout" };
    }
    if (typeof act === "string") return { kind: act };
    const answer = typeof act === "number" ? { status: act } : act;
    if (answer.delay) await this.clock.sleep(answer.delay);
    const status = answer.status ?? 200;
    const text = status === 304 || request.method === "HEAD" ? "" : (answer.body ?? `from ${origin.id}`);
    return {
      kind: "response",
      status,
      statusText: "",
      headers: new HeaderMap(answer.headers),
      body: new TextEncoder().encode(text),
    };
  }

  /** Ids of the origins asked, in order. */
  get ids(): string[] {
    return this.asked.map(({ originId }) => originId);
  }

  #next(id: string, request: OriginRequest): Act {
    const acts = this.script[id] ?? 200;
    if (typeof acts === "function") return acts(request);
    if (!Array.isArray(acts)) return acts;
    return (acts.length > 1 ? acts.shift() : acts[0]) as Act;
  }
}

/** The parts of an answer that most tests look at. */
export interface Seen {
  readonly status: number;
  readonly body: string;
  readonly xCache: string | null;
  /** Seconds on the clock. */
  readonly took: number;
  readonly headers: HeaderMap;
  readonly trace: Trace;
}

/** An edge before scripted origins, on a clock of its own. */
export class ScriptedEdge {
  readonly clock = new VirtualClock();
  readonly origins: ScriptedOrigins;
  readonly edge: Edge;

  constructor(
    script: ScriptedOrigins["script"],
    config: Partial<Distribution> = {},
    options: Partial<EdgeOptions> = {},
  ) {
    this.origins = new ScriptedOrigins(this.clock, script);
    this.edge = new Edge({
      distributions: [distribution(config)],
      clock: this.clock,
      origins: this.origins,
      functions: functions(),
      random: () => 0.5,
      ...options,
    });
  }

  /** Asks, and lets as much time pass as the answer takes. */
  async get(path = "/page", over: Partial<ViewerRequest> = {}): Promise<Seen> {
    return seen(await this.clock.run(this.edge.handle(viewerRequest(path, over))));
  }

  /** Asks, and leaves the clock alone. */
  start(path = "/page", over: Partial<ViewerRequest> = {}): Promise<Seen> {
    return this.edge.handle(viewerRequest(path, over)).then(seen);
  }

  /** Lets seconds pass. */
  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
  }
}

export function viewerRequest(target: string, over: Partial<ViewerRequest> = {}): ViewerRequest {
  const [path = "", query = ""] = target.split("?");
  return {
    method: "GET",
    scheme: "https",
    httpVersion: "2.0",
    path,
    query,
    headers: new HeaderMap({ Host: "www.example.com" }),
    clientIp: "192.0.2.1",
    ...over,
  };
}

export function withHeaders(headers: Record<string, string>): Partial<ViewerRequest> {
  return { headers: new HeaderMap({ Host: "www.example.com", ...headers }) };
}

function seen(response: ViewerResponse): Seen {
  return {
    status: response.status,
    body: new TextDecoder().decode(response.body),
    xCache: response.headers.get("x-cache"),
    took: response.trace.duration / 1000,
    headers: response.headers,
    trace: response.trace,
  };
}
