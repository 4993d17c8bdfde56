import { compileInvalidation } from "../../../rehearsal/edge/cache/invalidation";
import type { Regions } from "../../../rehearsal/regions";
import { loadedBy, md5Of, precachedBy } from "./random-site";
import { buckets } from "./world";

/** An object as visitors read it. */
interface Read {
  readonly text: string;
  readonly loads: readonly string[];
}

interface SeenPage extends Read {
  readonly key: string;
  last: number;
}

/** What each body says: they are looked at again at every request. */
const known = new WeakMap<Uint8Array, Read>();

function read(body: Uint8Array): Read {
  const before = known.get(body);
  if (before) return before;
  const text = new TextDecoder().decode(body);
  const now = { text, loads: loadedBy(text) };
  known.set(body, now);
  return now;
}

/**
 * Every visitor there could be: each version of a page that either region has shown may be served for as long as edges
 * keep stale pages, and each file that it loads may be asked for in either region.
 */
export class Visitors {
  readonly #seen = new Map<string, SeenPage>();
  /** Texts of workers and their lists that each region has shown last, by bucket and key. */
  readonly #workers = new Map<string, string>();
  #releasing: Readonly<Record<string, string>> = {};

  constructor(
    private readonly regions: Regions,
    private readonly now: () => number,
    /** Milliseconds. */
    private readonly staleness: number,
    /** Whether edges answer with what they hold until that is invalidated. */
    private readonly edgesKeep: boolean,
  ) {}

  /** From now on this site is on its way, so that a worker of the one before may keep pages of this one. */
  releasing(site: Readonly<Record<string, string>>): void {
    this.#releasing = site;
  }

  /** What is missing, as "page loads file, not in bucket"; empty as it should be. */
  look(): string[] {
    const sites = Object.values(buckets).map((name) => ({ name, objects: this.#objects(name) }));
    for (const { objects } of sites)
      for (const [key, page] of objects) if (key.endsWith(".html")) this.#see(key, page);

    const problems: string[] = [];
    for (const [page, { loads, last }] of this.#seen) {
      if (this.now() - last > this.staleness) continue;
      for (const { name, objects } of sites)
        for (const key of everythingLoaded(loads, sites))
          if (!objects.has(key)) problems.push(`${page} loads ${key}, not in ${name}`);
    }
    return [...problems, ...this.#install(sites)];
  }

  /**
   * Whoever installs a worker the moment that a region shows it, and keeps what it precaches, from whichever region or
   * edge answers, for as long as the worker does not change.
   */
  #install(
    sites: readonly { readonly name: string; readonly objects: ReadonlyMap<string, Read> }[],
  ): string[] {
    const problems: string[] = [];
    for (const { name, objects } of sites)
      for (const worker of ["sw.js", "ngsw.json", "offline.js"]) {
        const text = objects.get(worker)?.text;
        const before = this.#workers.get(`${name} ${worker}`);
        this.#workers.set(`${name} ${worker}`, text ?? "");
        if (text === undefined || text === before) continue;
        for (const { key, revision } of precachedBy(text)) {
          const isRight = (found: string | undefined) =>
            found !== undefined && (md5Of(found) === revision || found === this.#releasing[key]);
          for (const region of sites)
            if (!isRight(region.objects.get(key)?.text))
              problems.push(`${worker} in ${name} keeps another ${key} of ${region.name}`);
          if (this.edgesKeep)
            for (const seen of this.#seen.values())
              if (seen.key === key && !isRight(seen.text))
                problems.push(`${worker} in ${name} keeps another ${key} of an edge`);
        }
      }
    return problems;
  }

  /** Pages that an edge may still show, and that neither region has any more; empty where all have been invalidated. */
  outdated(): string[] {
    const sites = Object.values(buckets).map((name) => this.#objects(name));
    return [...this.#seen.values()]
      .filter(({ key, text }) => sites.every((objects) => objects.get(key)?.text !== text))
      .map(({ key, text }) => `${key}: ${text}`);
  }

  /** Edges drop what they have of these paths. */
  invalidate(paths: readonly string[]): void {
    const isDropped = compileInvalidation(paths);
    for (const [id, { key }] of this.#seen) if (isDropped(`/${key}`)) this.#seen.delete(id);
  }

  #see(key: string, page: Read): void {
    const id = `${key} ${page.text}`;
    const seen = this.#seen.get(id);
    if (seen) seen.last = this.now();
    else this.#seen.set(id, { key, ...page, last: this.now() });
  }

  #objects(name: string): Map<string, Read> {
    const { contents } = this.regions.store(name).list();
    return new Map(contents.map(({ key, content }) => [key, read(content.body)]));
  }
}

/** With what style sheets load in turn, whichever region they come from. */
function everythingLoaded(
  loads: readonly string[],
  sites: readonly { readonly objects: ReadonlyMap<string, Read> }[],
): Set<string> {
  const found = new Set<string>();
  const open = [...loads];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (found.has(key)) continue;
    found.add(key);
    if (!key.endsWith(".css")) continue;
    for (const { objects } of sites) open.push(...(objects.get(key)?.loads ?? []));
  }
  return found;
}
