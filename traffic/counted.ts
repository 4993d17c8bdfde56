import { classOf, statusKinds } from "./classes";
import type { TrafficProfile } from "./profile";

/** Requests by name, of those names that at least `k` people have in common; what is left is "other". */
type Counts = Readonly<Record<string, number>>;

/** What the requests of a profile come to, whoever has counted them. */
export interface CountedTraffic
  extends Pick<TrafficProfile, "k" | "from" | "to" | "requests" | "bytes" | "bots" | "pageViews"> {
  readonly hits: number;
  readonly conditional: number;
  readonly ranges: number;
  /** Of each hour of the day. */
  readonly hours: readonly number[];
  readonly locations: Counts;
  readonly countries: Counts;
  readonly distributions: Counts;
  readonly methods: Counts;
  readonly statuses: Counts;
  readonly devices: Counts;
  /** Those of at least `k` people, in any order, with their statuses by the first digit. */
  readonly paths: readonly (Omit<TrafficProfile["paths"][number], "statuses" | "class"> & {
    readonly statuses: readonly number[];
  })[];
}

/** The profile of it. */
export function profileOf(counted: CountedTraffic): TrafficProfile {
  const { conditional, countries, distributions, hits, hours, paths, ranges, requests } = counted;
  const { bots, bytes, devices, from, k, locations, methods, pageViews, statuses, to } = counted;
  const share = (count: number) => (requests === 0 ? 0 : count / requests);
  const optional = (name: string, counts: Counts) =>
    Object.keys(counts).length > 0 ? { [name]: counts } : {};
  const told = paths.reduce((sum, path) => sum + path.requests, 0);
  return {
    ...{ version: 1, from, to, k, requests, bytes, bots, pageViews },
    ...{ hitRatio: share(hits), conditional: share(conditional), ranges: share(ranges) },
    ...{ hours: [...hours], locations },
    ...optional("countries", countries),
    ...optional("distributions", distributions),
    ...{ methods, statuses, devices },
    paths: paths
      .toSorted((a, b) => b.requests - a.requests || (a.path < b.path ? -1 : 1))
      .map((path) => ({
        ...{ path: path.path, class: classOf(path.path), requests: path.requests },
        ...{ bytes: path.bytes, hits: path.hits },
        statuses: Object.fromEntries(
          statusKinds.flatMap((kind, at) => {
            const count = path.statuses[at] ?? 0;
            return count > 0 ? [[kind, count]] : [];
          }),
        ),
      })),
    otherPaths: requests - told,
  };
}
