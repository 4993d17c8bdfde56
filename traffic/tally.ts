import type { LogRequest } from "./lines";
import type { TrafficProfile } from "./profile";

/** At most so many paths are counted each: whoever asks for made-up ones does not fill the memory. */
const mostPaths = 50_000;

type Path = { requests: number; bytes: number; hits: number; statuses: Record<string, number> };

/** Adds requests up, without keeping any. */
export class RequestTally {
  #requests = 0;
  #bytes = 0;
  #bots = 0;
  #pageViews = 0;
  #hits = 0;
  #conditional = 0;
  #ranges = 0;
  #from = "9999";
  #to = "";
  #beyond = 0;
  readonly #hours = new Array<number>(24).fill(0);
  readonly #locations = new Map<string, number>();
  readonly #methods = new Map<string, number>();
  readonly #statuses = new Map<string, number>();
  readonly #devices = new Map<string, number>();
  readonly #paths = new Map<string, Path>();

  add(request: LogRequest): void {
    const { bytes, contentType, date, location, method, path, result, status, time } = request;
    const hour = `${date}T${time.slice(0, 2)}`;
    if (hour < this.#from) this.#from = hour;
    if (hour > this.#to) this.#to = hour;
    this.#requests++;
    this.#bytes += bytes;
    const at = Number(time.slice(0, 2)) % 24;
    this.#hours[at] = (this.#hours[at] ?? 0) + 1;
    const isHit = /^(Hit|RefreshHit)$/.test(result);
    if (isHit) this.#hits++;
    if (status === 304) this.#conditional++;
    if (request.isRange || status === 206) this.#ranges++;
    const device = deviceOf(request.agent);
    if (device === "bot") this.#bots++;
    else if (isPage(contentType, path) && (status === 304 || (status >= 200 && status < 300)))
      this.#pageViews++;
    const kind = status === 0 ? "000" : `${Math.floor(status / 100)}xx`;
    bump(this.#devices, device);
    // "FRA56-P1": the city alone.
    bump(this.#locations, location.slice(0, 3).toUpperCase());
    bump(this.#methods, method);
    bump(this.#statuses, kind);
    let one = this.#paths.get(path);
    if (one === undefined) {
      if (this.#paths.size >= mostPaths) {
        this.#beyond++;
        return;
      }
      one = { requests: 0, bytes: 0, hits: 0, statuses: {} };
      this.#paths.set(path, one);
    }
    one.requests++;
    one.bytes += bytes;
    if (isHit) one.hits++;
    one.statuses[kind] = (one.statuses[kind] ?? 0) + 1;
  }

  get requests(): number {
    return this.#requests;
  }

  /** @param k what fewer requests than these have in common is added up under one name */
  profile(k: number): TrafficProfile {
    const all = [...this.#paths].map(([path, one]) => ({ path, ...one }));
    const shown = all
      .filter(({ requests }) => requests >= k)
      .toSorted((a, b) => b.requests - a.requests || (a.path < b.path ? -1 : 1));
    const others = all.reduce((sum, { requests }) => sum + (requests < k ? requests : 0), this.#beyond);
    const share = (count: number) => (this.#requests === 0 ? 0 : count / this.#requests);
    return {
      ...{ version: 1, from: this.#from, to: this.#to, k, requests: this.#requests, bytes: this.#bytes },
      ...{ bots: this.#bots, pageViews: this.#pageViews, hitRatio: share(this.#hits) },
      ...{ conditional: share(this.#conditional), ranges: share(this.#ranges), hours: this.#hours },
      ...{ locations: many(this.#locations, k), methods: many(this.#methods, k) },
      ...{
        statuses: many(this.#statuses, k),
        devices: many(this.#devices, k),
        paths: shown,
        otherPaths: others,
      },
    };
  }
}

function bump(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** By name, what has at least `k`; the rest together. */
function many(counts: ReadonlyMap<string, number>, k: number): Record<string, number> {
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rest = sorted.reduce((sum, [, count]) => sum + (count < k ? count : 0), 0);
  const shown = sorted.filter(([, count]) => count >= k);
  return Object.fromEntries(rest > 0 ? [...shown, ["other", rest]] : shown);
}

/** Without a content type, which only some logs have, a path without an extension. */
function isPage(contentType: string, path: string): boolean {
  if (contentType !== "-") return contentType.startsWith("text/html");
  return /\/[^./]*$|\.html?$/.test(path);
}

/** As the agent says of itself; logs write spaces as %20. */
function deviceOf(agent: string): string {
  if (/bot|crawl|spider|slurp|curl|wget|python|monitor|health/i.test(agent)) return "bot";
  if (/ipad|tablet/i.test(agent)) return "tablet";
  return /mobile|iphone|android/i.test(agent) ? "mobile" : "desktop";
}
