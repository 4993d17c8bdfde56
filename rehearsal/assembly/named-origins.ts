import { HeaderMap } from "../../facts/http/header-map";
import type { Side } from "../../facts/site/switch";
import type { Edge, ViewerRequest, ViewerResponse } from "../edge";
import type { MaybePromise } from "../edge/maybe-promise";
import type { Distribution, Origin } from "../edge/model";
import type { AttemptLimits, Clock, OriginClient, OriginOutcome, OriginRequest } from "../edge/ports";
import { Names, normalized } from "../names/names";
import type { EndpointCheck } from "../names/records";
import { NameResolver } from "../names/resolver";
import { accessPointAlias, parseEndpoint } from "../regions/http/endpoint";
import type { LoadedSite } from "../terraform";
import { throughBalancer } from "./load-balancer";
import { customOrigin, directAnswer, plainRequest, within } from "./name-requests";
import type { S3Origins } from "./origin-router";
import { originOfSide } from "./sides";

export interface NamedOriginsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly s3: S3Origins;
  readonly site: () => LoadedSite;
  /** Who answers the health checks of a distribution. */
  readonly edge: () => Edge;
  /** Milliseconds from who asks to a region. */
  readonly latency: (region: string) => number;
}

/** Browsers wait so long for a connection and for an answer; nobody says how long, and it is longer than people do. */
const browserLimits: AttemptLimits = { connectTimeout: 30_000, readTimeout: 60_000 };

/** What is behind names of S3's and of Route 53's: for the edge's origins, for health checks, and for visitors. */
export class NamedOrigins implements S3Origins {
  readonly #options: NamedOriginsOptions;
  readonly #names: Names;
  readonly #edgeResolver: NameResolver;
  readonly #visitorResolver: NameResolver;
  readonly origin: OriginClient;

  constructor(options: NamedOriginsOptions) {
    const { clock, random, latency } = options;
    this.#options = options;
    this.#names = new Names({
      ...{ clock, random, latency },
      probe: (check, limits) => this.#probe(check, check.endpoint, limits),
    });
    this.#edgeResolver = new NameResolver(this.#names, clock);
    this.#visitorResolver = new NameResolver(this.#names, clock);
    this.origin = { fetch: (origin, request, limits) => this.#fetch(origin, request, limits) };
  }

  /** Goes by this site's records and health checks from now on. */
  deploy({ zones, distributions }: LoadedSite): void {
    const used = distributions.flatMap(({ aliases, origins }) => [
      ...aliases,
      ...origins.map(({ domainName }) => domainName),
    ]);
    this.#names.update(zones, used);
  }

  serves(domainName: string): boolean {
    return this.#options.s3.serves(domainName) || this.#names.knows(domainName);
  }

  /** The buckets that a name leads to, what is preferred first. */
  bucketsOf(domainName: string): readonly string[] {
    const alias = accessPointAlias(domainName);
    if (alias !== undefined) {
      const point = this.#options.site().accessPoints.find((one) => one.alias === alias);
      return point?.routes.map(({ bucket }) => bucket) ?? [];
    }
    return this.#names.targetsOf(domainName).flatMap((target) => {
      return parseEndpoint(this.#names.balancer(target)?.origin ?? target)?.bucket ?? [];
    });
  }

  /** The bucket of a side, where it is a name that has both of them: an origin's, or the visitors' own. */
  bucketOfSide(side: Side, distribution: Distribution): string | undefined {
    const origin = originOfSide("primary", distribution);
    if (origin === undefined) return undefined;
    const [primary, replica] = this.bucketsOf(origin.domainName);
    if (side === "primary" || replica !== undefined) return side === "primary" ? primary : replica;
    const own = primary ?? parseEndpoint(origin.domainName)?.bucket;
    return distribution.aliases.flatMap((alias) => this.bucketsOf(alias)).find((bucket) => bucket !== own);
  }

  /** A visitor's request, where its name leads it; undefined where nothing answers. */
  visit(request: ViewerRequest, edge: Edge): MaybePromise<ViewerResponse | undefined> {
    const asked = request.headers.get("host") ?? "";
    if (!this.#names.knows(asked)) return edge.answer(request);
    const host = normalized(asked);
    const target = this.#visitorResolver.lookUp(host);
    if (target === undefined) return undefined;
    return this.#options.s3.serves(target)
      ? this.#visitDirectly(target, host, request)
      : edge.answer(request);
  }

  /** What a visitor gets who is led past the edge. */
  async #visitDirectly(
    target: string,
    host: string,
    request: ViewerRequest,
  ): Promise<ViewerResponse | undefined> {
    const { clock, s3 } = this.#options;
    const begin = clock.now();
    const { method, scheme, path, query, headers } = request;
    const asked = { ...plainRequest(path, host), method, scheme, query, headers };
    const outcome = await s3.origin.fetch(customOrigin(target), asked, browserLimits);
    return directAnswer(target, outcome, clock.now() - begin);
  }

  /** Where a visitor's name leads, by the answer that visitors go by. */
  leadsTo(host: string): string | undefined {
    return this.#names.knows(host) ? this.#visitorResolver.lookUp(host) : undefined;
  }

  /** Ends the health checks. */
  close(): void {
    this.#names.close();
  }

  #fetch(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const { s3 } = this.#options;
    if (s3.serves(origin.domainName)) return s3.origin.fetch(origin, request, limits);
    return this.#fetchByName(origin, request, limits);
  }

  async #fetchByName(origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const { s3, clock } = this.#options;
    const target = this.#edgeResolver.lookUp(origin.domainName);
    const balancer = target === undefined ? undefined : this.#names.balancer(target);
    if (balancer !== undefined) return within(limits, clock, throughBalancer(balancer, request, s3));
    if (target === undefined || !s3.serves(target)) {
      const reason = `${origin.domainName} leads to ${target ?? "nothing"}, and nothing on this machine stands for that.`;
      return { kind: "dns", reason };
    }
    // The certificate of S3's REST endpoint is for S3's own names, and CloudFront compares it with the origin's (CloudFront
    // guide, "Require HTTPS for communication between CloudFront and your custom origin").
    if (request.scheme === "https" && parseEndpoint(target)?.kind === "rest") return { kind: "tls" };
    return s3.origin.fetch({ ...origin, domainName: target }, request, limits);
  }

  /** What a checker gets from where the name leads now: it keeps no answer of Route 53's. */
  async #probe(check: EndpointCheck, endpoint: string, limits: AttemptLimits): Promise<OriginOutcome> {
    const { s3, clock, edge, site } = this.#options;
    const [path = "/", query = ""] = check.path.split("?", 2);
    const scheme = check.protocol === "https" ? "https" : "http";
    const request = { ...plainRequest(path, check.host), scheme, query } as const;
    const target = this.#names.resolve(endpoint)?.target ?? normalized(endpoint);
    const balancer = this.#names.balancer(target);
    if (balancer !== undefined) return within(limits, clock, throughBalancer(balancer, request, s3));
    if (s3.serves(target)) return s3.origin.fetch(customOrigin(target), request, limits);
    const isOwn = site().distributions.some(
      ({ domainName, aliases }) => domainName === target || aliases.includes(target),
    );
    // What nothing on this machine stands for is nobody's outage here.
    if (!isOwn) return directlyHealthy;
    const viewer = { ...request, httpVersion: "1.1", clientIp: "54.183.255.128" } as const;
    const answer = edge()
      .handle(viewer)
      .then((response): OriginOutcome => ({ ...response, kind: "response" }));
    return within(limits, clock, answer);
  }
}

const directlyHealthy: OriginOutcome = {
  ...{ kind: "response", status: 200, statusText: "OK", headers: new HeaderMap() },
  body: new Uint8Array(0),
};
