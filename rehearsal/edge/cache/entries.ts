import { HeaderMap } from "../../../facts/http/header-map";
import type { Answer } from "../answer";
import type { EdgeRequest } from "../arrival/edge-request";
import { errorLifetime } from "../lifetime/error-lifetime";
import { keptHeaders, type Lifetime, lifetime } from "../lifetime/freshness";
import type { OriginsResult } from "../origin/origins";
import type { Readings } from "../readings";
import { type CacheEntry, entrySize, type ObjectEntry } from "./entry";
import { renewedHeaders } from "./renewal";

const NO_HEADERS = new HeaderMap();

/** What the cache keeps of answers, and for how long. */
export class Entries {
  readonly #readings: Readings;

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  /** A copy that a 304 has confirmed, with the headers that the 304 changed. */
  renewed(entry: ObjectEntry, changes: HeaderMap, request: EdgeRequest, now: number): ObjectEntry {
    const headers = keptHeaders(renewedHeaders(entry.headers, changes));
    const isOwn = this.#readings.lifetimeAfter304 === "own-headers";
    const lives = this.#lifetime(request, entry.status, isOwn ? changes : headers, now);
    return {
      type: "object",
      distributionId: entry.distributionId,
      path: entry.path,
      status: entry.status,
      statusText: entry.statusText,
      headers,
      body: entry.body,
      originStatus: 304,
      storedAt: now,
      expiresAt: expiryOf(lives, now),
      keptBy: lives.by,
      size: entrySize(entry.path, headers, entry.body),
      validators: entry.validators,
      receivedAt: entry.receivedAt,
      revalidateAlways: lives.revalidateAlways,
      staleWhileRevalidate: lives.staleWhileRevalidate,
      staleIfError: lives.staleIfError,
      saysStaleIfError: lives.saysStaleIfError,
      heldUntil: 0,
    };
  }

  /** What is kept of an answer; undefined where nothing is. */
  made(result: OriginsResult, answer: Answer, request: EdgeRequest, now: number): CacheEntry | undefined {
    if (result.type === "error" || answer.status === 206 || answer.status === 304) return undefined;
    const { status, statusText, body, originStatus } = answer;
    const headers = keptHeaders(answer.headers);
    const distributionId = request.distribution.config.id;
    const path = cachedPath(request);
    const size = entrySize(path, headers, body);
    const base = {
      distributionId,
      path,
      status,
      statusText,
      headers,
      body,
      originStatus,
      storedAt: now,
      size,
    };
    if (status >= 400) {
      const isS3 = result.type !== "generated" && result.isS3;
      const origins = result.type === "response" ? headers : NO_HEADERS;
      const seconds = this.errorSeconds(status, origins, request, isS3, now);
      if (seconds === 0) return undefined;
      return {
        type: "error",
        ...base,
        expiresAt: now + seconds * 1000,
        keptBy: "error-caching",
        reason: answer.reason,
      };
    }
    const lives = this.#lifetime(request, status, headers, now);
    if (!lives.storable) return undefined;
    const { revalidateAlways, staleWhileRevalidate, staleIfError, saysStaleIfError } = lives;
    const windows = { staleWhileRevalidate, staleIfError, saysStaleIfError };
    const times = { expiresAt: expiryOf(lives, now), keptBy: lives.by, revalidateAlways, ...windows };
    const validators = result.type === "response" ? result.headers : headers;
    return { type: "object", ...base, ...times, validators, receivedAt: now, heldUntil: 0 };
  }

  /** Seconds for which an error is held: none without a rule or a default that says so. */
  errorSeconds(
    status: number,
    headers: HeaderMap,
    { distribution, behavior }: EdgeRequest,
    isS3: boolean,
    now: number,
  ): number {
    const { alsoHeldErrors } = this.#readings;
    const rule = distribution.errorRules.get(status);
    return errorLifetime(status, headers, rule, behavior.config.cachePolicy, isS3, now, alsoHeldErrors);
  }

  #lifetime(request: EdgeRequest, status: number, headers: HeaderMap, now: number): Lifetime {
    return lifetime(request.behavior.config.cachePolicy, status, headers, now, this.#readings);
  }

  /** From when a copy's Age counts, in milliseconds since the epoch. */
  ageStart(entry: ObjectEntry): number {
    return this.#readings.ageCountsFrom === "revalidation" ? entry.storedAt : entry.receivedAt;
  }
}

/** Milliseconds since the epoch. */
function expiryOf({ ttl, revalidateAlways }: Lifetime, now: number): number {
  return revalidateAlways ? now : now + ttl * 1000;
}

/** What an invalidation calls the object: its path, and the query where the key has it. */
export function cachedPath({ uri, query, behavior }: EdgeRequest): string {
  const isQueryInKey = behavior.config.cachePolicy.queryStrings.behavior !== "none";
  return isQueryInKey && query !== "" ? `${uri}?${query}` : uri;
}
