import { deviceKinds, deviceOf, hitResults, mostDigits, pageName, pageType, statusKinds } from "./classes";
import { field } from "./columns";
import { profileOf } from "./counted";
import { Crowd, type CrowdPart, crowded } from "./crowd";
import { digest, Interner, viewOf } from "./intern";
import { mostNames, NamedCrowds } from "./names";
import type { TrafficProfile } from "./profile";
import type { LeftOut, LogLine } from "./scan";

/** At most so many paths are counted each: whoever asks for made-up ones does not fill the memory. */
const mostPaths = 50_000;

class Path extends Crowd {
  bytes = 0;
  hits = 0;
  /** By the first digit; 0 is for a visitor who left before there was an answer. */
  readonly statuses = new Array<number>(6).fill(0);

  constructor(readonly path: string) {
    super();
  }
}

/** What a tally has counted, for one of another process. */
export interface TallyPart {
  readonly sums: Readonly<Sums>;
  readonly span: readonly [from: string, to: string];
  readonly hours: readonly number[];
  readonly names: readonly ReturnType<NamedCrowds["part"]>[];
  readonly crowds: readonly CrowdPart[];
  readonly paths: readonly (readonly [
    path: string,
    crowd: CrowdPart,
    sums: readonly [bytes: number, hits: number],
    statuses: readonly number[],
  ])[];
}

/** What is added up of all requests; `backwards` are lines of an earlier hour than the line before in the same file. */
const summed = [
  "requests",
  "backwards",
  "bytes",
  "pageViews",
  "hits",
  "conditional",
  "ranges",
  "beyond",
] as const;
type Sums = Record<(typeof summed)[number], number>;

/** Adds requests up, without keeping any. */
export class RequestTally {
  readonly sums = Object.fromEntries(summed.map((name) => [name, 0])) as Sums;
  readonly #k: number;
  readonly #strangers: number;
  #from = "9999";
  #to = "";
  #hour = "";
  readonly #hourBytes = Buffer.alloc(12);
  readonly #hours = new Array<number>(24).fill(0);
  readonly #locations = new NamedCrowds();
  readonly #countries = new NamedCrowds();
  readonly #distributions = new NamedCrowds();
  readonly #methods = new NamedCrowds();
  readonly #statuses = Array.from({ length: 6 }, () => new Crowd());
  readonly #devices = deviceKinds.map((kind) => [kind, new Crowd()] as const);
  readonly #agents = new Interner(deviceOf, mostNames);
  readonly #types = new Interner((text) => text.startsWith(pageType), mostNames);
  readonly #paths: Interner<Path>;

  /**
   * @param k what fewer people than these have in common is added up under one name
   * @param strangers from which number on those without an address are told apart
   */
  constructor(k: number, { paths = mostPaths, strangers = 0 } = {}) {
    this.#k = k;
    this.#strangers = strangers;
    this.#paths = new Interner((text) => new Path(text), paths);
  }

  /** A new file begins: its clock is its own. */
  begin(): void {
    this.#hour = "";
  }

  add(line: LogLine): LeftOut | undefined {
    const status = numberAt(line, field.status);
    // 000 is a visitor who left before there was an answer.
    if (status < 0 || status > 599 || !this.#isTime(line)) return "no-request";
    const k = this.#k;
    const { view } = line;
    const who = this.#who(line);
    const bytes = Math.max(0, numberAt(line, field.bytes));
    this.sums.requests++;
    this.sums.bytes += bytes;
    const kind = Math.floor(status / 100);
    const isHit = line.is(field.result, hitResults[0]) || line.is(field.result, hitResults[1]);
    if (isHit) this.sums.hits++;
    if (status === 304) this.sums.conditional++;
    if (status === 206 || !isEmpty(line, field.rangeStart)) this.sums.ranges++;
    const [agentStart, agentEnd] = [line.start(field.agent), line.end(field.agent)];
    const device = this.#agents.get(view, agentStart, agentEnd) ?? deviceOf(line.text(field.agent));
    this.#devices[device]?.[1].add(who, k);
    this.#statuses[kind]?.add(who, k);
    const start = line.start(field.location);
    // "FRA56-P1": the city alone.
    this.#locations.add(line, start, Math.min(start + 3, line.end(field.location)), who, k);
    this.#methods.add(line, line.start(field.method), line.end(field.method), who, k);
    if (!isEmpty(line, field.country))
      this.#countries.add(line, line.start(field.country), line.end(field.country), who, k);
    const one = isEmpty(line, field.host) ? field.distribution : field.host;
    if (!isEmpty(line, one)) this.#distributions.add(line, line.start(one), line.end(one), who, k);
    const path = this.#paths.get(view, line.start(field.path), line.end(field.path));
    if (deviceKinds[device] !== "bot" && (status === 304 || kind === 2) && this.#isPage(line, path))
      this.sums.pageViews++;
    if (path === undefined) {
      this.sums.beyond++;
      return undefined;
    }
    path.add(who, k);
    path.bytes += bytes;
    if (isHit) path.hits++;
    path.statuses[kind] = (path.statuses[kind] ?? 0) + 1;
    return undefined;
  }

  /** What it has counted, for another tally. */
  part(): TallyPart {
    return {
      ...{ sums: this.sums, span: [this.#from, this.#to], hours: this.#hours },
      names: this.#named.map((one) => one.part()),
      crowds: this.#crowds.map((one) => one.part),
      paths: this.#paths.values().map((one) => [one.path, one.part, [one.bytes, one.hits], one.statuses]),
    };
  }

  /** Adds what another one has counted of the same seed and with the same `k`. */
  absorb({ crowds, hours, names, paths, span, sums }: TallyPart): void {
    const k = this.#k;
    for (const name of summed) this.sums[name] += sums[name];
    if (span[0] < this.#from) this.#from = span[0];
    if (span[1] > this.#to) this.#to = span[1];
    for (const [at, count] of hours.entries()) this.#hours[at] = (this.#hours[at] ?? 0) + count;
    for (const [at, one] of this.#named.entries()) one.absorb(names[at] ?? [], k);
    for (const [at, one] of this.#crowds.entries()) one.absorb(crowds[at] ?? [0, []], k);
    for (const [path, crowd, [bytes, hits], statuses] of paths) {
      const name = viewOf(Buffer.from(path));
      const own = this.#paths.get(name, 0, name.byteLength);
      if (own === undefined) {
        this.sums.beyond += crowd[0];
        continue;
      }
      own.absorb(crowd, k);
      own.bytes += bytes;
      own.hits += hits;
      for (const [kind, count] of statuses.entries()) own.statuses[kind] = (own.statuses[kind] ?? 0) + count;
    }
  }

  profile(): TrafficProfile {
    const k = this.#k;
    const { sums } = this;
    return profileOf({
      ...{ k, from: this.#from, to: this.#to, hours: this.#hours },
      ...{ requests: sums.requests, bytes: sums.bytes, pageViews: sums.pageViews, hits: sums.hits },
      ...{ conditional: sums.conditional, ranges: sums.ranges },
      bots: this.#devices[0]?.[1].requests ?? 0,
      ...{ locations: this.#locations.counts(k), countries: this.#countries.counts(k) },
      ...{ distributions: this.#distributions.counts(k), methods: this.#methods.counts(k) },
      statuses: crowded(asked(statusKinds.map((kind, at) => [kind, this.#statuses[at] as Crowd])), k),
      devices: crowded(asked(this.#devices), k),
      paths: this.#paths.values().filter((path) => path.isOf(k)),
    });
  }

  /** The paths that were asked for, of anybody; undefined where there were too many to know. */
  get paths(): ReadonlySet<string> | undefined {
    return this.sums.beyond > 0 ? undefined : new Set(this.#paths.values().map(({ path }) => path));
  }

  get #named(): readonly NamedCrowds[] {
    return [this.#locations, this.#countries, this.#distributions, this.#methods];
  }

  get #crowds(): readonly Crowd[] {
    return [...this.#statuses, ...this.#devices.map(([, crowd]) => crowd)];
  }

  /** Counts the line's hour, if it is one. */
  #isTime(line: LogLine): boolean {
    const [date, time] = [line.start(field.date), line.start(field.time)];
    const { buffer } = line;
    const known = this.#hourBytes;
    let isKnown = this.#hour !== "" && line.end(field.date) - date === 10 && line.end(field.time) - time >= 8;
    for (let at = 0; isKnown && at < 12; at++)
      isKnown = known[at] === buffer[at < 10 ? date + at : time + at - 10];
    if (!isKnown) {
      const text = `${line.text(field.date)}T${line.text(field.time)}`;
      if (!isHour(text) || line.end(field.time) - time < 8) return false;
      const hour = text.slice(0, 13);
      if (hour < this.#hour) this.sums.backwards++;
      this.#hour = hour;
      if (hour < this.#from) this.#from = hour;
      if (hour > this.#to) this.#to = hour;
      known.write(`${hour.slice(0, 10)}${hour.slice(11)}`, "latin1");
    }
    const at = ((known[10] as number) - 48) * 10 + (known[11] as number) - 48;
    this.#hours[at] = (this.#hours[at] ?? 0) + 1;
    return true;
  }

  /** A log without addresses tells of requests alone. */
  #who(line: LogLine): number {
    return isEmpty(line, field.address)
      ? this.#strangers + this.sums.requests
      : digest(line.view, line.start(field.address), line.end(field.address));
  }

  /** Without a content type, which only some logs have, a path without an extension. */
  #isPage(line: LogLine, path: Path | undefined): boolean {
    if (isEmpty(line, field.type)) return pageName.test(path?.path ?? line.text(field.path));
    return (
      this.#types.get(line.view, line.start(field.type), line.end(field.type)) ??
      line.text(field.type).startsWith(pageType)
    );
  }
}

/** Whether it begins with an hour of a day that there is. */
function isHour(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT([01]\d|2[0-3])/.test(text)) return false;
  const day = Date.parse(text.slice(0, 10));
  // A day too many of a month is one of the next.
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
}

/** Those that are of anybody. */
function asked<Named extends readonly [string, Crowd]>(crowds: readonly Named[]): readonly Named[] {
  return crowds.filter(([, { requests }]) => requests > 0);
}

/** Whether a field is "-", empty, or none that the log has. */
function isEmpty(line: LogLine, which: Parameters<LogLine["start"]>[0]): boolean {
  const start = line.start(which);
  const length = line.end(which) - start;
  return length <= 0 || (length === 1 && line.buffer[start] === 45);
}

/** A number of digits alone; -1 where it is none. */
function numberAt(line: LogLine, which: Parameters<LogLine["start"]>[0]): number {
  let value = 0;
  const [start, end] = [line.start(which), line.end(which)];
  if (start >= end || end - start > mostDigits) return -1;
  for (let at = start; at < end; at++) {
    const digit = (line.buffer[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
