import { Crowd } from "../../../traffic/crowd";
import type { Trace } from "../../edge";
import type { LoggedRequest } from "./requests";

/** What came of a request this time. */
export interface Replayed {
  readonly status: number;
  readonly trace: Pick<Trace, "behavior" | "origins" | "result">;
  /** What the cache of its location knew of its answer before: nothing, another answer of the path, or the answer. */
  readonly known: "nothing" | "path" | "answer";
}

/** Requests that are answered differently in the same way, for the same cause. */
export interface Difference {
  readonly kind: "status" | "cache";
  /** "404", or "Miss". */
  readonly logged: string;
  readonly now: string;
  readonly behavior: string;
  readonly cause: string;
  readonly requests: number;
  /** Some that enough people asked for, the most asked for first. */
  readonly paths: readonly string[];
}

interface Group extends Omit<Difference, "requests" | "paths"> {
  readonly paths: Map<string, Crowd>;
  requests: number;
}

/** Paths of a group beyond these are counted, and not named. */
const mostPaths = 1_000;
const shownPaths = 5;

/** Adds differences up by what they have in common. */
export class Differences {
  readonly #groups = new Map<string, Group>();
  readonly #k: number;
  same = 0;
  different = 0;
  /** Of the requests that a cache could answer, what it did in the log, and does now. */
  readonly hits = { logged: 0, now: 0, of: 0 };

  /** @param k how many people have to ask for a path before it is named */
  constructor(k: number) {
    this.#k = k;
  }

  add(request: LoggedRequest, now: Replayed): void {
    const [was, is] = [cacheResult(request.result), cacheResult(now.trace.result)];
    if (was !== undefined && is !== undefined) {
      this.hits.of++;
      if (was === "Hit") this.hits.logged++;
      if (is === "Hit") this.hits.now++;
    }
    if (alike(request.status) !== alike(now.status))
      this.#differs(
        request,
        now,
        "status",
        String(request.status),
        String(now.status),
        statusCause(request, now),
      );
    else if (was !== undefined && is !== undefined && was !== is)
      this.#differs(request, now, "cache", was, is, cacheCause(is, now.known));
    else this.same++;
  }

  /** The most frequent first. */
  groups(): Difference[] {
    return [...this.#groups.values()]
      .toSorted((a, b) => b.requests - a.requests)
      .map(({ paths, ...group }) => ({
        ...group,
        paths: [...paths]
          .filter(([, crowd]) => crowd.isOf(this.#k))
          .toSorted(([, a], [, b]) => b.requests - a.requests)
          .slice(0, shownPaths)
          .map(([path]) => path),
      }));
  }

  #differs(
    { path, who }: LoggedRequest,
    { trace: { behavior } }: Replayed,
    kind: Difference["kind"],
    logged: string,
    now: string,
    cause: string,
  ): void {
    this.different++;
    const name = [kind, logged, now, behavior, cause].join("\n");
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { kind, logged, now, behavior, cause, requests: 0, paths: new Map() };
      this.#groups.set(name, group);
    }
    group.requests++;
    let crowd = group.paths.get(path);
    if (crowd === undefined && group.paths.size < mostPaths) {
      crowd = new Crowd();
      group.paths.set(path, crowd);
    }
    crowd?.add(who, this.#k);
  }
}

/** A log does not say what a visitor had: a 304 confirms the 200 that there would have been, and so does a part. */
function alike(status: number): number {
  return status === 304 || status === 206 ? 200 : status;
}

function cacheResult(result: string): "Hit" | "Miss" | undefined {
  if (result === "Hit" || result === "RefreshHit") return "Hit";
  return result === "Miss" ? "Miss" : undefined;
}

function cacheCause(now: "Hit" | "Miss", known: Replayed["known"]): string {
  if (now === "Hit") return "a copy is kept for longer, or for more of the requests";
  if (known === "nothing")
    return "nobody asked there before in these logs: what the cache had, they do not say";
  return known === "path"
    ? "another copy for the same path: by query, headers or cookies that are in the cache key"
    : "the copy has expired";
}

function statusCause({ status }: LoggedRequest, { status: now, trace }: Replayed): string {
  if (/GeneratedResponse$/.test(trace.result)) return "an edge function answers";
  if (now >= 300 && now < 400) return "the viewer protocol policy or the bucket redirects";
  const isAsked = trace.origins.length > 0;
  if (now >= 500) return isAsked ? "no origin answers it" : "the edge cannot answer it";
  if (now >= 400) return isAsked || now === 404 ? "the content has no such file" : "the edge refuses it";
  if (status >= 500) return "the log's failure is none here";
  return status >= 400 ? "the content has it now" : "it is no redirect any more";
}
