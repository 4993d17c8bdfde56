import { conditionalHeaders } from "../../../facts/http/conditional";
import { HeaderMap } from "../../../facts/http/header-map";
import type { Answer } from "../answer";
import type { EdgeRequest } from "../arrival/edge-request";
import { isShareable } from "../lifetime/freshness";
import type { MaybePromise } from "../maybe-promise";
import { isOutage, type Origins, type Outage } from "../origin/origins";
import type { Clock } from "../ports";
import type { Readings } from "../readings";
import { cached, compressed, originAnswer } from "./answers";
import { cachedPath, Entries } from "./entries";
import type { CacheEntry, ObjectEntry } from "./entry";
import { Flights, type Ticket } from "./flights";
import { LruStore } from "./lru-store";
import { canReplaceError, isWithinRevalidateWindow } from "./stale";

/** An answer, and whether those who waited for it may have it too. */
interface Landed {
  readonly answer: Answer;
  readonly isShareable: boolean;
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
  readonly #flights = new Flights<Landed>();

  constructor(parts: ObjectSourceParts) {
    this.#clock = parts.clock;
    this.#origins = parts.origins;
    this.#readings = parts.readings;
    this.#entries = new Entries(parts.readings);
    this.#store = new LruStore(parts.cacheBytes);
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
    if (behavior.cachingDisabled || !behavior.cachedMethods.has(method)) return this.#pass(request);
    const key = `${request.distribution.config.id} ${behavior.cacheKey(request)}`;
    const entry = this.#store.get(key);
    return this.#fromCache(key, entry, request) ?? this.#fetch(key, request);
  }

  #fromCache(key: string, entry: CacheEntry | undefined, request: EdgeRequest): Answer | undefined {
    if (entry === undefined) return undefined;
    const now = this.#clock.now();
    if (entry.type === "error") {
      return now < entry.expiresAt ? cached(entry, "Error") : undefined;
    }
    const age = (now - this.#entries.ageStart(entry)) / 1000;
    if (now < entry.expiresAt) return cached(entry, "Hit", age);
    if (now < entry.heldUntil && canReplaceError(entry, request.behavior.config.cachePolicy, now)) {
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
    this.#launch(key, { ...request, method, attempts: [] }, true).catch(() => undefined);
  }

  /** Methods that are not cached, and behaviours that cache nothing. */
  async #pass(request: EdgeRequest): Promise<Answer> {
    const result = await this.#origins.fetch(request, undefined, false);
    return originAnswer(result.type === "response" ? compressed(result, request, this.#readings) : result);
  }

  /** Collapses requests for one key: the first asks, the others wait (CloudFront guide, Simultaneous requests). */
  async #fetch(key: string, request: EdgeRequest): Promise<Answer> {
    const isHead = request.method === "HEAD" && this.#readings.headMiss === "pass";
    if (request.behavior.forwardsCookies) return (await this.#launch(key, request, false)).answer;
    const flight = this.#flights.find(key);
    if (flight === undefined) return (await this.#launch(key, request, !isHead)).answer;
    const landed = await flight;
    if (!landed.isShareable) return (await this.#launch(key, request, false)).answer;
    const { answer } = landed;
    return answer.result === "Miss" || answer.result === "RefreshHit" ? { ...answer, result: "Hit" } : answer;
  }

  #launch(key: string, request: EdgeRequest, isShared: boolean): Promise<Landed> {
    const { config } = request.distribution;
    return this.#flights.start(key, isShared, config.id, cachedPath(request), (ticket) =>
      this.#ask(key, request, ticket),
    );
  }

  async #ask(key: string, request: EdgeRequest, ticket: Ticket): Promise<Landed> {
    const policy = request.behavior.config.cachePolicy;
    const entry = this.#store.get(key);
    const expired = entry?.type === "object" ? entry : undefined;
    const conditions =
      expired === undefined || request.behavior.forwardsCookies
        ? undefined
        : conditionalHeaders(expired.validators);
    const asHead = request.method === "HEAD" && this.#readings.headMiss === "pass";
    const asked = request.method === "HEAD" && !asHead ? { ...request, method: "GET" } : request;
    const hasStale = expired !== undefined && canReplaceError(expired, policy, this.#clock.now());
    const result = await this.#origins.fetch(asked, conditions, hasStale);
    const now = this.#clock.now();
    const keep = (kept: CacheEntry) => {
      if (ticket.mayStore) this.#store.set(key, kept);
    };
    const headers = result.type === "response" ? result.headers : NO_HEADERS;
    const shareable = !asHead && isShareable(policy, headers);
    if (result.type === "response" && result.status === 304 && expired !== undefined) {
      const renewed = this.#entries.renewed(expired, result.headers, request, now);
      keep(renewed);
      const age = (now - this.#entries.ageStart(renewed)) / 1000;
      const answer = cached(renewed, "RefreshHit", age);
      return { answer, isShareable: isShareable(policy, renewed.headers) };
    }
    if (isOutage(result) && expired !== undefined && canReplaceError(expired, policy, now)) {
      return { answer: this.#staleInstead(expired, result, request, now), isShareable: true };
    }
    const answer = originAnswer(
      result.type === "response" ? compressed(result, request, this.#readings) : result,
    );
    const stored = asHead ? undefined : this.#entries.made(result, answer, request, now);
    if (stored !== undefined) keep(stored);
    else if (!asHead && answer.status < 400) this.#store.delete(key);
    return { answer, isShareable: shareable };
  }

  #staleInstead(entry: ObjectEntry, failed: Outage, request: EdgeRequest, now: number): Answer {
    const isSilent = failed.type === "failure" && !this.#readings.holdAfterSilence;
    if (entry.staleIfError === undefined && !isSilent) {
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
