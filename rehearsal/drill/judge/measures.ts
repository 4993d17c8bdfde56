import type { Measures, Series, WrongKind } from "../result";
import { Numbers } from "../run/numbers";
import { type Log, longWait, type OriginRecord, type RequestMeasured, type Span } from "../run/record";

/** Slower than this is not how it was before. Milliseconds. */
export function slowFrom(steadyP99: number): number {
  return Math.max(longWait, 3 * steadyP99);
}

/** Whether an answer is not as it should be. */
export function isAbnormal({ wrong, duration }: Pick<RequestMeasured, "wrong" | "duration">, slow: number) {
  return wrong !== undefined || duration > slow;
}

/** Requests to origins for each of a visitor's. */
export function usualShare({ origins, requests }: Pick<Measures, "origins" | "requests">): number {
  return requests === 0 ? 0 : total(origins) / requests;
}

function total(origins: Measures["origins"]): number {
  return Object.values(origins).reduce((sum, { requests }) => sum + requests, 0);
}

/** @param slow as `slowFrom` has it @param usual as `usualShare` has it of the steady state */
export function measure(log: Log, span: Span, slow: number, usual?: number): Measures {
  const wrong: { [Kind in WrongKind]?: number } = {};
  const durations = new Numbers();
  const [seen, hit] = [new Set<number>(), new Set<number>()];
  let [answers, ownErrorPages, stale, oldestStale, failovers, bytesToVisitors] = [0, 0, 0, 0, 0, 0];
  for (const request of log.requests.within(span)) {
    const { wrong: kind, location } = request;
    durations.push(request.duration);
    seen.add(location);
    if (kind !== undefined) {
      wrong[kind] = (wrong[kind] ?? 0) + 1;
      hit.add(location);
      if (kind !== "server-error") answers++;
    }
    if (request.isOwnErrorPage) ownErrorPages++;
    if (request.isStale) stale++;
    if (request.hasFailedOver) failovers++;
    oldestStale = Math.max(oldestStale, request.staleFor);
    bytesToVisitors += request.bytes;
  }
  let [pageViews, right] = [0, 0];
  for (const view of log.views.within(span)) {
    pageViews++;
    if (!view.wrong) right++;
  }
  const requests = durations.length;
  const sorted = durations.sorted();
  const origins = byName(sums(log.origins.within(span), ({ origin }) => origin));
  return {
    pageViews,
    requests,
    availability: pageViews === 0 ? null : right / pageViews,
    wrong,
    wrongAnswers: answers,
    ownErrorPages,
    ttfb: {
      p50: rank(sorted, 0.5),
      p95: rank(sorted, 0.95),
      p99: rank(sorted, 0.99),
      max: sorted.at(-1) ?? 0,
    },
    staleShare: requests === 0 ? 0 : stale / requests,
    oldestStale,
    ...recoveries(log, span, slow),
    failovers,
    origins,
    regions: byName(sums(log.origins.within(span), ({ region }) => region)),
    ...(usual !== undefined && { extraOriginRequests: Math.round(total(origins) - usual * requests) }),
    locations: { seen: seen.size, hit: hit.size },
    bytesToVisitors,
  };
}

/** What origins were asked, by what they have in common. */
function sums(
  asked: Iterable<OriginRecord>,
  nameOf: (record: OriginRecord) => string | undefined,
): Measures["origins"] {
  const all: Record<string, { requests: number; failures: number; bytes: number }> = {};
  for (const record of asked) {
    const name = nameOf(record);
    if (name === undefined) continue;
    all[name] ??= { requests: 0, failures: 0, bytes: 0 };
    all[name].requests++;
    all[name].bytes += record.bytes;
    if (record.failed) all[name].failures++;
  }
  return all;
}

function recoveries(
  log: Log,
  { from, to }: Span,
  slow: number,
): Pick<Measures, "firstSuccess" | "normalAfterFault" | "normalAfterMend"> {
  const first = log.faults
    .map(({ at }) => at)
    .filter((at) => at < to)
    .sort((a, b) => a - b)[0];
  if (first === undefined || to <= 0) return { firstSuccess: null, normalAfterFault: 0, normalAfterMend: 0 };
  const since = Math.max(first, from);
  let firstWrong: number | undefined;
  let success: number | undefined;
  for (const { at, wrong } of log.views.within({ from: since, to })) {
    if (wrong) firstWrong ??= at;
    else if (firstWrong !== undefined && at > firstWrong) success ??= at;
  }
  let last: RequestMeasured | undefined;
  for (const request of log.requests.within({ from: since, to }))
    if (isAbnormal(request, slow)) last = request;
  // Whoever is still wrong at the end never became normal.
  const never = last !== undefined && last.at + last.duration > to - (to - since) / 20;
  const end = last === undefined ? first : last.at + last.duration;
  const mended = Math.max(...log.faults.map(({ at, until }) => until ?? at));
  return {
    firstSuccess: success === undefined ? null : success - first,
    normalAfterFault: never ? null : end - first,
    normalAfterMend: never ? null : Math.max(0, end - mended),
  };
}

function rank(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const points = 120;

/** What charts are drawn of. */
export function seriesOf(log: Log, { from, to }: Span): Series {
  const step = Math.max(1_000, Math.ceil((to - from) / points / 1_000) * 1_000);
  const count = Math.ceil((to - from) / step);
  const zeros = () => new Array<number>(count).fill(0);
  const at = (time: number) => Math.min(count - 1, Math.max(0, Math.floor((time - from) / step)));
  const [right, stale, wrong] = [zeros(), zeros(), zeros()];
  for (const view of log.views.within({ from, to }))
    add(view.wrong ? wrong : view.stale ? stale : right, at(view.at));
  const durations = Array.from({ length: count }, (): number[] => []);
  const cache: Record<string, number[]> = {};
  for (const { at: time, duration, result = "none" } of log.requests.within({ from, to })) {
    durations[at(time)]?.push(duration);
    cache[result] ??= zeros();
    add(cache[result], at(time));
  }
  const origins: Record<string, number[]> = {};
  for (const { origin, at: time } of log.origins.within({ from, to })) {
    origins[origin] ??= zeros();
    add(origins[origin], at(time));
  }
  const sorted = durations.map((some) => Float64Array.from(some).sort());
  const ranked = (share: number) => sorted.map((some) => (some.length === 0 ? null : rank(some, share)));
  return {
    from,
    step,
    right,
    stale,
    wrong,
    p50: ranked(0.5),
    p99: ranked(0.99),
    origins: byName(origins),
    cache: byName(cache),
  };
}

function add(list: number[], index: number): void {
  list[index] = (list[index] ?? 0) + 1;
}

function byName<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
