import type { ViewerRequest, ViewerResponse } from "../../edge";
import type { MaybePromise } from "../../edge/maybe-promise";
import type { StateName } from "../content/content";
import type { Judge } from "../judge/judge";
import { type Asked, type Oracle, viewerRequest, wrongUrls } from "../judge/oracle";
import type { WrongKind } from "../result";
import { Browser } from "../traffic/browser";
import type { Extra, Visit } from "../traffic/model";
import type { Log } from "./record";
import type { Stage } from "./stage";

export interface VisitsParts {
  readonly stage: Stage;
  readonly host: string;
  readonly oracle: Oracle;
  readonly judge: Judge;
  readonly log: Log;
  /** Of the clock, when the steady state ends. */
  readonly zero: number;
  readonly onView: (wrong: boolean) => void;
}

interface Shown {
  readonly wrong: WrongKind | undefined;
  readonly states: readonly StateName[];
  readonly stale: boolean;
}

/** Walks visitors through the site, and writes down what each of their requests came to. */
export class Visits {
  readonly #parts: VisitsParts;
  readonly #browsers = new Map<number, Browser>();
  /** By location and path. */
  readonly #rightAt = new Map<number, Map<string, number>>();

  constructor(parts: VisitsParts) {
    this.#parts = parts;
  }

  async visit({ visitor, returns, location, views, extras }: Visit): Promise<void> {
    const { oracle, stage } = this.#parts;
    const browser = returns ? this.#browser(visitor) : new Browser();
    for (const { rank, after } of views) {
      if (after > 0) await stage.clock.sleep(after);
      await this.#view(browser, location, oracle.ranked[rank % oracle.ranked.length] as string);
    }
    for (const extra of extras) await this.#ask(undefined, location, this.#extra(extra, visitor));
  }

  /** What an edge has after visitors have been there for long. */
  async warm(): Promise<void> {
    const { oracle, host } = this.#parts;
    const { rehearsal } = this.#parts.stage;
    const paths = new Set(oracle.ranked.flatMap((page) => [page, ...oracle.assets("live", page)]));
    for (const location of rehearsal.locations)
      for (const path of paths) await location.handle(viewerRequest(host, { method: "GET", path }));
  }

  async #view(browser: Browser, location: number, path: string): Promise<void> {
    const { oracle, log, zero, stage, onView } = this.#parts;
    const at = stage.clock.now() - zero;
    const asked = this.#ask(browser, location, { method: "GET", path });
    const page = asked instanceof Promise ? await asked : asked;
    let isStale = false;
    let isWrong = false;
    const look = (shown: Shown) => {
      isStale ||= shown.stale;
      isWrong ||= shown.wrong !== undefined;
    };
    look(page);
    const state = page.states.at(-1);
    const assets = state === undefined ? [] : oracle.assets(state, path);
    const coming: Promise<Shown>[] = [];
    for (const asset of assets) {
      // What the browser has itself, or the edge, is there at once.
      const shown = this.#ask(browser, location, { method: "GET", path: asset }, page.states);
      if (shown instanceof Promise) coming.push(shown);
      else look(shown);
    }
    if (coming.length > 0) for (const shown of await Promise.all(coming)) look(shown);
    log.views.push({ at, wrong: isWrong, stale: isStale });
    onView(isWrong);
  }

  /** @param together states of the page that this belongs to */
  #ask(
    browser: Browser | undefined,
    location: number,
    asked: Asked,
    together?: readonly StateName[],
  ): MaybePromise<Shown> {
    const { host } = this.#parts;
    const { clock, systems } = this.#parts.stage;
    const started = clock.now();
    const kept = browser?.fresh(asked.path, started);
    if (kept !== undefined)
      return { wrong: undefined, states: kept.states as readonly StateName[], stale: false };
    if (systems.edge !== undefined)
      return this.#shown(undefined, browser, location, asked, together, started);
    const response = this.#answer(location, viewerRequest(host, asked, browser?.etag(asked.path)));
    return response instanceof Promise
      ? response.then((come) => this.#shown(come, browser, location, asked, together, started))
      : this.#shown(response, browser, location, asked, together, started);
  }

  /** What an answer is to its visitor, written down. */
  #shown(
    response: ViewerResponse | undefined,
    browser: Browser | undefined,
    location: number,
    asked: Asked,
    together: readonly StateName[] | undefined,
    started: number,
  ): Shown {
    const { host, judge, log, zero, oracle } = this.#parts;
    const { clock, rehearsal, systems } = this.#parts.stage;
    const now = clock.now();
    const confirmed = browser?.states(asked.path) ?? [];
    const judged = judge.judge(asked, response, confirmed, now);
    const belongs =
      together === undefined ||
      together.length === 0 ||
      judged.states.some((state) => together.includes(state));
    const wrong = judged.wrong ?? (belongs ? undefined : this.#mixed(together, asked));
    if (response && wrong === undefined) browser?.keep(asked.path, response, judged.states, now);
    const before = this.#rightAt.get(location)?.get(asked.path);
    if (wrong === undefined) this.#rightAtOf(location).set(asked.path, now);
    const duration = response?.trace.duration ?? now - started;
    // Of every request: written out field by field, which costs a tenth of putting parts together.
    log.requests.push({
      at: started - zero,
      duration,
      method: asked.method,
      path: asked.path,
      location,
      status: response?.status ?? 0,
      bytes: response?.body.length ?? 0,
      staleFor: judged.staleFor,
      site: rehearsal.site,
      wrong,
      ownErrorPage: response !== undefined && oracle.isErrorPage(response),
      trace: response?.trace,
      ledTo: response === undefined && systems.edge === undefined ? rehearsal.leadsTo(host) : undefined,
      rightBefore: wrong === undefined || before === undefined ? undefined : now - before,
    });
    return { wrong, states: judged.states, stale: judged.staleFor > 0 || (response?.trace.stale ?? false) };
  }

  #rightAtOf(location: number): Map<string, number> {
    const known = this.#rightAt.get(location) ?? new Map<string, number>();
    this.#rightAt.set(location, known);
    return known;
  }

  /** An asset that none of the page's releases has there; undefined where they all have the same answer. */
  #mixed(together: readonly StateName[], asked: Asked): WrongKind | undefined {
    return together.some((state) => this.#parts.oracle.expected(state, asked) !== undefined)
      ? "mixed-releases"
      : undefined;
  }

  #answer(location: number, request: ViewerRequest): MaybePromise<ViewerResponse | undefined> {
    const { rehearsal } = this.#parts.stage;
    const edge = rehearsal.locations[location % rehearsal.locations.length];
    const visited = edge && rehearsal.visit(request, edge);
    const read = (response: ViewerResponse | undefined) =>
      response?.stream === undefined ? response : whole(response);
    return visited instanceof Promise ? visited.then(read) : read(visited);
  }

  #extra(kind: Extra, visitor: number): Asked {
    const { oracle } = this.#parts;
    const page = oracle.ranked[visitor % oracle.ranked.length] as string;
    if (kind === "head") return { method: "HEAD", path: page };
    if (kind === "options") return { method: "OPTIONS", path: oracle.ranked[0] as string };
    if (kind === "range")
      return { method: "GET", path: oracle.assets("live", page)[0] ?? page, range: "bytes=0-99" };
    return { method: "GET", path: wrongUrls[visitor % wrongUrls.length] as string };
  }

  #browser(visitor: number): Browser {
    let browser = this.#browsers.get(visitor);
    if (browser === undefined) {
      browser = new Browser();
      this.#browsers.set(visitor, browser);
    }
    return browser;
  }
}

/** What a browser has of a body that came while it was read, if it broke off too. */
async function whole(response: ViewerResponse): Promise<ViewerResponse> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of response.stream ?? []) parts.push(part);
  } catch {
    // The rest never came: what there is is judged.
  }
  return { ...response, body: Buffer.concat(parts) };
}
