import { conditionalHeaders } from "../../../facts/http/conditional";
import { HeaderMap } from "../../../facts/http/header-map";
import type { Answer } from "../answer";
import type { EdgeRequest } from "../arrival/edge-request";
import { isConditional } from "../delivery/conditions";
import { isShareable } from "../lifetime/freshness";
import type { MaybePromise } from "../maybe-promise";
import { isOutage, type Origins, type Outage } from "../origin/origins";
import type { Clock } from "../ports";
import type { Readings } from "../readings";
import { cached, compressed, originAnswer } from "./answers";
import { cachedPath, Entries } from "./entries";
import type { CacheEntry, ObjectEntry } from "./entry";
import { entrySize } from "./entry";
import { Flights, type Ticket } from "./flights";
import { LruStore } from "./lru-store";
import { Spool } from "./spool";
import { canReplaceError, isWithinRevalidateWindow } from "./stale";

/** An answer, and whether those who waited for it may have it too. */
interface Landed {
  readonly answer: Answer;
  readonly isShareable: boolean;
  /** The body, where it is still to come and is kept. */
  readonly spool?: Spool;
  /** Where more than the answer is waited for. */
  readonly isOver?: Promise<unknown>;
}

export interface ObjectSourceParts {
  readonly clock: Clock;
  readonly origins: Origins;
  readonly readings: Readings;
  /** Bytes that the cache may hold. */
  readonly cacheBytes: number;
}

const NO_HEADERS = new HeaderMap();

/** Gets what a request asks for: from the cache, from the origins, or, when they fail, from what has expired. */
export class ObjectSource {
  readonly #clock: Clock;
  readonly #origins: Origins;
  readonly #readings: Readings;
  readonly #entries: Entries;
  readonly #store: LruStore<CacheEntry>;
  readonly #cacheBytes: number;
  readonly #flights = new Flights<Landed>();

  constructor(parts: ObjectSourceParts) {
    this.#clock = parts.clock;
    this.#origins = parts.origins;
    this.#readings = parts.readings;
    this.#entries = new Entries(parts.readings);
    this.#cacheBytes = parts.cacheBytes;
    this.#store = new LruStore(parts.cacheBytes);
  }

  /** Objects and errors that are cached. */
  get size(): number {
    return this.#store.size;
  }

  /** Least recently used first. */
  entries(): Iterable<[key: string, entry: CacheEntry]> {
    return this.#store;
  }

  /** Drops what matches, and does not store what is on its way. Returns how many were dropped. */
  drop(matches: (object: { distributionId: string; path: string }) => boolean): number {
    this.#flights.invalidate(matches);
    const keys = [...this.#store].filter(([, entry]) => matches(entry)).map(([key]) => key);
    for (const key of keys) this.#store.delete(key);
    return keys.length;
  }

  get(request: EdgeRequest): MaybePromise<Answer> {
    const { behavior, method } = request;
    if (behavior.cachingDisabled || !behavior.cachedMethods.has(method) || request.viewer.upgrade)
      return this.#pass(request);
    const key = behavior.cacheKey(request);
    if (request.notes) request.notes.key = key;
    const entry = this.#store.get(key);
    return this.#fromCache(key, entry, request) ?? this.#fetch(key, request);
  }

  #fromCache(key: string, entry: CacheEntry | undefined, request: EdgeRequest): Answer | undefined {
    if (entry === undefined) return undefined;
    if (request.notes) request.notes.kept = entry;
    const now = this.#clock.now();
    if (entry.type === "error") {
      return now < entry.expiresAt ? cached(entry, "Error") : undefined;
    }
    const age = (now - this.#entries.ageStart(entry)) / 1000;
    if (now < entry.expiresAt) return cached(entry, "Hit", age);
    if (now < entry.heldUntil && canReplaceError(entry, now)) {
      return cached(entry, this.#readings.heldStaleResult, age, true);
    }
    if (!isWithinRevalidateWindow(entry, now)) return undefined;
    this.#refreshInBackground(key, request);
    return cached(entry, this.#readings.staleWhileRevalidateResult, age, true);
  }

  #refreshInBackground(key: string, request: EdgeRequest): void {
    if (this.#flights.find(key) !== undefined) return;
    const method = request.method === "HEAD" ? "GET" : request.method;
    // A refresh that fails has nobody to tell: the copy stays as it is, and the next request tries again.
    const asked = { ...request, method, attempts: [], streams: [], notes: undefined };
    this.#launch(key, asked, true, true).then(
      ({ answer }) => answer.stream?.cancel(),
      () => undefined,
    );
  }

  /** Methods that are not cached, and behaviours that cache nothing. */
  async #pass(request: EdgeRequest): Promise<Answer> {
    const signal = request.viewer.left?.();
    const asked = signal === undefined ? request : { ...request, signal };
    const result = await this.#origins.fetch(asked, undefined, false);
    const answer = originAnswer(
      result.type === "response" ? compressed(result, request, this.#readings) : result,
    );
    return noted(answer, request);
  }

  /** Collapses requests for one key: the first asks, the others wait (CloudFront guide, Simultaneous requests). */
  #fetch(key: string, request: EdgeRequest): Promise<Answer> {
    const isHead = request.method === "HEAD" && this.#readings.headMiss === "pass";
    if (request.behavior.forwardsCookies) return this.#fetchAlone(key, request, false);
    const flight = this.#flights.find(key);
    return flight === undefined
      ? this.#fetchAlone(key, request, !isHead)
      : this.#fetchWith(flight, key, request);
  }

  #fetchAlone(key: string, request: EdgeRequest, isShared: boolean): Promise<Answer> {
    return this.#launch(key, request, isShared).then(({ answer }) => noted(answer, request));
  }

  async #fetchWith(flight: Promise<Landed>, key: string, request: EdgeRequest): Promise<Answer> {
    const landed = await flight;
    const answer = landed.isShareable ? await alsoFor(landed, request) : undefined;
    if (answer === undefined) return this.#fetchAlone(key, request, false);
    return answer.result === "Miss" || answer.result === "RefreshHit" ? { ...answer, result: "Hit" } : answer;
  }

  #launch(key: string, request: EdgeRequest, isShared: boolean, isRefresh = false): Promise<Landed> {
    const { config } = request.distribution;
    return this.#flights.start(key, isShared, config.id, cachedPath(request), (ticket) =>
      this.#ask(key, request, ticket, isRefresh),
    );
  }

  async #ask(key: string, request: EdgeRequest, ticket: Ticket, isRefresh: boolean): Promise<Landed> {
    const policy = request.behavior.config.cachePolicy;
    const entry = this.#store.get(key);
    const expired = entry?.type === "object" ? entry : undefined;
    const conditions =
      expired === undefined || request.behavior.forwardsCookies
        ? undefined
        : conditionalHeaders(expired.validators);
    const asHead = request.method === "HEAD" && this.#readings.headMiss === "pass";
    const asked = request.method === "HEAD" && !asHead ? { ...request, method: "GET" } : request;
    const hasStale = expired !== undefined && canReplaceError(expired, this.#clock.now());
    const result = await this.#origins.fetch(asked, conditions, hasStale);
    const now = this.#clock.now();
    const keep = (kept: CacheEntry) => {
      if (!ticket.mayStore) return;
      this.#store.set(key, kept);
      if (request.notes) request.notes.kept = kept;
    };
    const headers = result.type === "response" ? result.headers : NO_HEADERS;
    const shareable = !asHead && isShareable(policy, headers, this.#readings);
    if (result.type === "response" && result.status === 304 && expired !== undefined) {
      const renewed = this.#entries.renewed(expired, result.headers, request, now);
      keep(renewed);
      const age = (now - this.#entries.ageStart(renewed)) / 1000;
      const answer = cached(renewed, "RefreshHit", age);
      return { answer, isShareable: isShareable(policy, renewed.headers, this.#readings) };
    }
    if (isOutage(result) && expired !== undefined && canReplaceError(expired, now)) {
      return { answer: this.#staleInstead(expired, result, request, now), isShareable: true };
    }
    const answer = originAnswer(
      result.type === "response" ? compressed(result, request, this.#readings) : result,
    );
    const stored = asHead ? undefined : this.#entries.made(result, answer, request, now);
    if (stored !== undefined && answer.stream !== undefined) {
      // A viewer that turns out to have the object, or a refresh, leaves without the body that the cache is to have.
      const keepsGoing = isRefresh || isConditional(request.headers);
      const spool = new Spool(answer.stream, this.#cacheBytes, keepsGoing);
      const isOver = spool.whole.then((body) => {
        if (body) keep({ ...stored, body, size: entrySize(stored.path, stored.headers, body) });
      });
      return { answer: { ...answer, stream: spool.reader() }, isShareable: shareable, spool, isOver };
    }
    if (stored !== undefined) keep(stored);
    else if (!asHead && answer.status < 400) this.#store.delete(key);
    return { answer, isShareable: shareable && answer.stream === undefined };
  }

  #staleInstead(entry: ObjectEntry, failed: Outage, request: EdgeRequest, now: number): Answer {
    const isSilent = failed.type === "failure" && !this.#readings.holdAfterSilence;
    if (!entry.saysStaleIfError && !isSilent) {
      const seconds = this.#entries.errorSeconds(failed.status, NO_HEADERS, request, failed.isS3, now);
      entry.heldUntil = now + seconds * 1000;
    }
    return cached(
      entry,
      this.#readings.staleIfErrorResult,
      (now - this.#entries.ageStart(entry)) / 1000,
      true,
    );
  }
}

/** The answer that somebody else's request brought, for one that waited; undefined where its beginning is gone. */
async function alsoFor({ answer, spool }: Landed, request: EdgeRequest): Promise<Answer | undefined> {
  if (spool === undefined) return answer;
  if (request.headers.has("range")) {
    const body = await spool.whole;
    return body && { ...answer, body, stream: undefined };
  }
  const stream = spool.reader();
  return stream && noted({ ...answer, stream }, request);
}

/** The answer, with its body in the list of what is on its way for the request. */
function noted(answer: Answer, request: EdgeRequest): Answer {
  if (answer.stream !== undefined) request.streams.push(answer.stream);
  return answer;
}
