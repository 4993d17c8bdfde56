import { regionsError } from "./errors";
import { parseBucketPolicy } from "./policy/parse";
import { type AccessRequest, type BucketPolicy, evaluatePolicy } from "./policy/policy";

/** A Multi-Region Access Point: one name before buckets of several regions. */
export interface AccessPointOptions {
  /** Made by S3, ends with `.mrap`: the first part of the domain name. */
  readonly alias: string;
  readonly arn: string;
  readonly policy?: string | object;
  readonly routes: readonly AccessPointRoute[];
}

/** Where a Multi-Region Access Point may lead, and whether it does. */
export interface AccessPointRoute {
  readonly bucket: string;
  readonly region: string;
  readonly active: boolean;
}

/**
 * "It can take up to 2 minutes for your changes to take effect" (S3 API, SubmitMultiRegionAccessPointRoutes): all of them,
 * here. Milliseconds.
 */
export const ROUTE_PROPAGATION = 120_000;

/** An access point with its routes, of which new ones take their time. */
export class AccessPoint {
  readonly alias: string;
  readonly arn: string;
  readonly #policy: BucketPolicy | undefined;
  #routes: readonly AccessPointRoute[];
  #coming: { readonly from: number; readonly routes: readonly AccessPointRoute[] }[] = [];

  /** @throws {OutlastError} for a policy that is not understood, or where no route is active */
  constructor(options: AccessPointOptions) {
    this.alias = options.alias;
    this.arn = options.arn;
    this.#policy = options.policy === undefined ? undefined : parseBucketPolicy(options.policy, options.arn);
    this.#routes = checked(options.alias, options.routes);
  }

  /** The routes by which requests go at a time. */
  routes(now: number): readonly AccessPointRoute[] {
    const due = this.#coming.filter(({ from }) => from <= now);
    const last = due.at(-1);
    if (last === undefined) return this.#routes;
    this.#routes = last.routes;
    this.#coming = this.#coming.filter(({ from }) => from > now);
    return this.#routes;
  }

  /**
   * Makes these buckets active and all others passive, which takes effect after `ROUTE_PROPAGATION`.
   * @throws {OutlastError} where none is: S3 answers InvalidRequest
   */
  submit(active: (route: AccessPointRoute) => boolean, now: number): void {
    const latest = this.#coming.at(-1)?.routes ?? this.routes(now);
    const routes = latest.map((route) => ({ ...route, active: active(route) }));
    this.#coming.push({ from: now + ROUTE_PROPAGATION, routes: checked(this.alias, routes) });
  }

  /** Whether its own policy lets somebody in; without one, nobody but the owner gets in. */
  allows(request: AccessRequest): boolean {
    return this.#policy !== undefined && evaluatePolicy(this.#policy, request) === "allow";
  }
}

function checked(alias: string, routes: readonly AccessPointRoute[]): readonly AccessPointRoute[] {
  if (routes.some(({ active }) => active)) return routes;
  throw regionsError("REGIONS_ACCESS_POINT", [
    `${alias}: no route is active; S3 refuses that (InvalidRequest): leave one region at 100`,
  ]);
}
