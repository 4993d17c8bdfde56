import type { Measures, Series, WrongKind } from "../result";
import type { Log, OriginRecord, RequestRecord } from "../run/record";

/** What was measured from one time to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Slower than this is not how it was before. Milliseconds. */
export function slowFrom(steadyP99: number): number {
  return Math.max(1_000, 3 * steadyP99);
}

/** Whether an answer is not as it should be. */
export function isAbnormal({ wrong, duration }: RequestRecord, slow: number): boolean {
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
export function measure(log: Log, { from, to }: Span, slow: number, usual?: number): Measures {
  const inside = ({ at }: { readonly at: number }) => from <= at && at < to;
  const requests = log.requests.filter(inside);
  const views = log.views.filter(inside);
  const wrong: { [Kind in WrongKind]?: number } = {};
  for (const { wrong: kind } of requests) if (kind !== undefined) wrong[kind] = (wrong[kind] ?? 0) + 1;
  const answers = Object.entries(wrong).reduce(
    (sum, [kind, count]) => sum + (kind === "server-error" ? 0 : count),
    0,
  );
  const durations = requests.map(({ duration }) => duration).sort((a, b) => a - b);
  const stale = requests.filter(({ staleFor, trace }) => staleFor > 0 || trace?.stale === true);
  const asked = log.origins.filter(inside);
  const origins = byName(sums(asked, ({ origin }) => origin));
  return {
    pageViews: views.length,
    requests: requests.length,
    availability: views.length === 0 ? null : views.filter((view) => !view.wrong).length / views.length,
    wrong,
    wrongAnswers: answers,
    ownErrorPages: requests.filter(({ ownErrorPage }) => ownErrorPage).length,
    ttfb: {
      p50: rank(durations, 0.5),
      p95: rank(durations, 0.95),
      p99: rank(durations, 0.99),
      max: durations.at(-1) ?? 0,
    },
    staleShare: requests.length === 0 ? 0 : stale.length / requests.length,
    oldestStale: requests.reduce((oldest, { staleFor }) => Math.max(oldest, staleFor), 0),
    ...recoveries(log, requests, { from, to }, slow),
    failovers: requests.filter(({ trace }) => hasFailedOver(trace)).length,
    origins,
    regions: byName(sums(asked, ({ region }) => region)),
    ...(usual !== undefined && { extraOriginRequests: Math.round(total(origins) - usual * requests.length) }),
    locations: {
      seen: new Set(requests.map(({ location }) => location)).size,
      hit: new Set(requests.filter((one) => one.wrong !== undefined).map(({ location }) => location)).size,
    },
    bytesToVisitors: requests.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function hasFailedOver(trace: RequestRecord["trace"]): boolean {
  const [first, ...others] = trace?.origins ?? [];
  return others.some(({ originId }) => originId !== first?.originId);
}

/** What origins were asked, by what they have in common. */
function sums(
  asked: readonly OriginRecord[],
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
  requests: readonly RequestRecord[],
  { from, to }: Span,
  slow: number,
): Pick<Measures, "firstSuccess" | "normalAfterFault" | "normalAfterMend"> {
  const first = log.faults
    .map(({ at }) => at)
    .filter((at) => at < to)
    .sort((a, b) => a - b)[0];
  if (first === undefined || to <= 0) return { firstSuccess: null, normalAfterFault: 0, normalAfterMend: 0 };
  const views = log.views.filter(({ at }) => at >= Math.max(first, from) && at < to);
  const firstWrong = views.find(({ wrong }) => wrong);
  const success = firstWrong && views.find(({ at, wrong }) => at > firstWrong.at && !wrong);
  const abnormal = requests.filter((one) => one.at >= first && isAbnormal(one, slow));
  const last = abnormal.at(-1);
  // Whoever is still wrong at the end never became normal.
  const never = last !== undefined && last.at + last.duration > to - (to - Math.max(first, from)) / 20;
  const end = last === undefined ? first : last.at + last.duration;
  const mended = Math.max(...log.faults.map(({ at, until }) => until ?? at));
  return {
    firstSuccess: success ? success.at - first : null,
    normalAfterFault: never ? null : end - first,
    normalAfterMend: never ? null : Math.max(0, end - mended),
  };
}

function rank(sorted: readonly number[], share: number): number {
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
  const inside = ({ at: time }: { readonly at: number }) => from <= time && time < to;
  for (const view of log.views.filter(inside))
    add(view.wrong ? wrong : view.stale ? stale : right, at(view.at));
  const durations = Array.from({ length: count }, (): number[] => []);
  const cache: Record<string, number[]> = {};
  for (const { at: time, duration, trace } of log.requests.filter(inside)) {
    durations[at(time)]?.push(duration);
    const result = trace?.result ?? "none";
    cache[result] ??= zeros();
    add(cache[result], at(time));
  }
  const origins: Record<string, number[]> = {};
  for (const { origin, at: time } of log.origins.filter(inside)) {
    origins[origin] ??= zeros();
    add(origins[origin], at(time));
  }
  for (const list of durations) list.sort((a, b) => a - b);
  const ranked = (share: number) => durations.map((list) => (list.length === 0 ? null : rank(list, share)));
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
