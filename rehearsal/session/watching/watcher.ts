import type { Clock, Distribution, HeaderMap, RequestNotes, Trace, ViewerRequest } from "../../edge";
import { type ControlAction, type ControlActions, ControlError } from "../../server";
import { requireText, taking } from "../fault-controls";
import { behaviorTarget, explanation } from "./explanation";
import { type FunctionCall, FunctionNotes, seenFunction } from "./function-notes";
import { Seconds } from "./seconds";
import type { Picture, SeenOutcome, SeenRequest, SeenSecond, SeenTrace } from "./shown";

/** Requests whose traces are kept. */
const kept = 500;
/**
 * Requests of a second that are remembered, and as many again that were not simply served; what comes besides is counted only.
 * What is kept for a while costs V8 several times what counting does.
 */
const inASecond = 250;
/** Requests of one message, and as many again that were not simply served. */
const inOneMessage = 40;
/** Requests that were sent last: a page lists 300 of them, and whoever looks may ask why of each. */
const asked = 400;
/** Characters of a path that are shown, and bytes of a request's headers that are kept. */
const longest = { path: 300, headers: 8 * 1_024 };

/** What a watcher is told of the sites. */
export interface WatchedSites {
  readonly clock: Pick<Clock, "now">;
  readonly picture: () => Picture;
  /** The name of the site that a distribution is of. */
  readonly siteOf: (distributionId: string) => string | undefined;
  readonly distribution: (id: string) => Distribution | undefined;
}

interface Kept {
  readonly seen: SeenRequest;
  readonly trace: Trace;
  readonly host: string;
  readonly requestHeaders: HeaderMap | undefined;
  readonly responseHeaders: HeaderMap;
  readonly notes: Pick<RequestNotes, "key" | "kept">;
  readonly calls: readonly FunctionCall[];
}

/** What listeners are sent about every second, one message a part. */
export interface WatchedMessages {
  readonly picture: Picture;
  readonly seconds: readonly SeenSecond[];
  /** `leftOut` came besides, and is in no list. */
  readonly requests: { readonly requests: readonly SeenRequest[]; readonly leftOut: number };
}

/** Takes a message; its data is JSON already, since all listeners get the same. */
export type MessageListener = (event: keyof WatchedMessages | "told", data: string) => void;

/** Sees every request, remembers the last ones, and tells whoever listens. */
export class Watcher {
  readonly functions = new FunctionNotes();
  readonly #watched: WatchedSites;
  readonly #seconds = new Seconds();
  readonly #ring: Kept[] = [];
  readonly #listeners = new Set<MessageListener>();
  #next = 0;
  /** What of this second is remembered, and of this message sent. */
  readonly #remembered = new Places();
  readonly #sent = new Places();
  #second = 0;
  /** What was sent, by its id, for longer than thousands of requests a second leave it in the ring. */
  readonly #shown = new Map<string, Kept>();
  #pending: SeenRequest[] = [];
  #leftOut = 0;
  #picture = "";
  #toldUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(watched: WatchedSites) {
    this.#watched = watched;
  }

  /** A request was answered: the edge's `onTrace`. It costs what a line of a log does, and less while nobody looks. */
  readonly observe = (trace: Trace, request: ViewerRequest, notes: RequestNotes): void => {
    const at = this.#watched.clock.now();
    const calls = this.functions.take(notes.functionIds);
    const outcome = outcomeOf(trace, notes.status);
    this.#seconds.add(at, outcome, trace);
    const second = Math.floor(at / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#remembered.clear();
    }
    if (this.#remembered.isFull(outcome, inASecond)) {
      if (this.#listeners.size > 0) this.#leftOut++;
      return;
    }
    const remembered = this.#remember(at, outcome, calls, trace, request, notes);
    if (this.#listeners.size === 0) return;
    if (this.#sent.isFull(outcome, inOneMessage)) this.#leftOut++;
    else this.#send(remembered);
  };

  #send(one: Kept): void {
    this.#pending.push(one.seen);
    this.#shown.set(one.seen.id, one);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > asked && oldest !== undefined) this.#shown.delete(oldest);
  }

  #remember(
    at: number,
    outcome: SeenOutcome,
    calls: readonly FunctionCall[],
    trace: Trace,
    request: ViewerRequest,
    notes: RequestNotes,
  ): Kept {
    const { headers: responseHeaders, key, kept: copy, requestId, status } = notes;
    const { method, path, query, headers } = request;
    const seen: SeenRequest = {
      id: requestId,
      at,
      site: this.#watched.siteOf(trace.distributionId),
      method,
      path: (query === "" ? path : `${path}?${query}`).slice(0, longest.path),
      status,
      result: trace.result,
      outcome,
      origins: trace.origins,
      duration: trace.duration,
      stale: trace.stale,
    };
    const remembered: Kept = {
      seen,
      trace,
      host: headers.get("host") ?? "",
      requestHeaders: headers.size > longest.headers ? undefined : headers,
      responseHeaders,
      notes: {
        key,
        kept: copy && { storedAt: copy.storedAt, expiresAt: copy.expiresAt, keptBy: copy.keptBy },
      },
      calls,
    };
    this.#ring[this.#next] = remembered;
    this.#next = (this.#next + 1) % kept;
    return remembered;
  }

  /** Begins with all that there is; returns how to stop. */
  listen(listener: MessageListener): () => void {
    const at = this.#watched.clock.now();
    listener("picture", JSON.stringify(this.#watched.picture()));
    listener("seconds", JSON.stringify(this.#seconds.until(at)));
    listener("requests", JSON.stringify({ requests: this.requests().slice(-inOneMessage), leftOut: 0 }));
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.tick(), 1_000).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#pending = [];
      this.#sent.clear();
      this.#shown.clear();
    };
  }

  /** The same actions; what one of them has changed is seen at once. */
  seenAtOnce(actions: ControlActions): ControlActions {
    const seen = Object.entries(actions).map(([name, act]) => {
      if (name.startsWith("GET ")) return [name, act] as const;
      const acting: ControlAction = async (input) => {
        const done = await act(input);
        this.#tellPicture();
        return done;
      };
      return [name, acting] as const;
    });
    return Object.fromEntries(seen);
  }

  /** Tells what is new since it was called last. A picture is told when it has changed, a second when it is over. */
  tick(): void {
    if (this.#listeners.size === 0) return;
    const at = this.#watched.clock.now();
    this.#tellPicture();
    const seconds = this.#seconds.until(at).filter((second) => second.at > this.#toldUntil);
    this.#toldUntil = seconds.at(-1)?.at ?? this.#toldUntil;
    // Without a second too: it says that somebody is there.
    this.#tell("seconds", JSON.stringify(seconds));
    const [requests, leftOut] = [this.#pending, this.#leftOut];
    [this.#pending, this.#leftOut] = [[], 0];
    this.#sent.clear();
    if (requests.length > 0) this.#tell("requests", JSON.stringify({ requests, leftOut }));
  }

  /** What was told to whoever runs the session, for listeners too. */
  say(text: string, isWarning: boolean): void {
    this.#tell(
      "told",
      JSON.stringify({ at: this.#watched.clock.now(), text: text.slice(0, 2_000), isWarning }),
    );
  }

  /** The seconds of the last ten minutes that are over. */
  seconds(): readonly SeenSecond[] {
    return this.#seconds.until(this.#watched.clock.now());
  }

  /** The last requests, the newest last. */
  requests(): readonly SeenRequest[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].map(({ seen }) => seen);
  }

  /** @throws {ControlError} for a request that is not remembered */
  trace(id: string): SeenTrace {
    const found = this.#shown.get(id) ?? this.#ring.find(({ seen }) => seen.id === id);
    if (found === undefined)
      throw new ControlError(`no request ${id.slice(0, 80)} is among the last ${kept}`);
    const { calls, host, notes, requestHeaders, responseHeaders, seen, trace } = found;
    const distribution = this.#watched.distribution(trace.distributionId);
    const functions = calls.map(seenFunction);
    const behavior = distribution?.cacheBehaviors.find(({ pathPattern }) => pathPattern === trace.behavior);
    const policy = (behavior ?? distribution?.defaultCacheBehavior)?.cachePolicy;
    return {
      ...seen,
      host,
      behavior: trace.behavior,
      target: distribution ? behaviorTarget(distribution, trace.behavior) : "",
      cachePolicy: policy?.name ?? "",
      ...notes,
      functions,
      why: explanation({
        ...{ at: seen.at, path: seen.path, status: seen.status, trace, functions },
        ...(notes.kept && { kept: notes.kept }),
        ...(distribution && { distribution }),
      }),
      requestHeaders: [...(requestHeaders ?? [])],
      responseHeaders: [...responseHeaders],
    };
  }

  /** The actions of the control API. */
  actions(): ControlActions {
    const { picture } = this.#watched;
    return {
      "GET /picture": () => picture(),
      "GET /seconds": () => this.seconds(),
      "GET /requests": () => this.requests(),
      "GET /trace": taking(["id"], ({ id }) => this.trace(requireText(id, "id"))),
    };
  }

  #tellPicture(): void {
    if (this.#listeners.size === 0) return;
    const picture = JSON.stringify(this.#watched.picture());
    if (picture !== this.#picture) this.#tell("picture", picture);
    this.#picture = picture;
  }

  #tell(...message: Parameters<MessageListener>): void {
    for (const listener of this.#listeners) listener(...message);
  }
}

/** Places for so many requests, and as many again for those that were not simply served: these are who is looked for. */
class Places {
  #usual = 0;
  #besides = 0;

  /** Takes a place, if there is one. */
  isFull(outcome: SeenOutcome, places: number): boolean {
    if (this.#usual < places) this.#usual++;
    else if (outcome !== "served" && this.#besides < places) this.#besides++;
    else return true;
    return false;
  }

  clear(): void {
    this.#usual = 0;
    this.#besides = 0;
  }
}

/** What is not there is nobody's fault; an older copy, or the second origin's, is what the site was built for. */
function outcomeOf({ origins, stale }: Trace, status: number): SeenOutcome {
  if (status >= 500 || (status === 403 && origins.some(({ outcome }) => outcome === 403))) return "failed";
  if (status >= 400) return "missing";
  if (stale) return "stale";
  return origins.length > 1 ? "failover" : "served";
}
