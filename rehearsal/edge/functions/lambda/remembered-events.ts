import { InvalidResultError } from "../../function-ports";
import { RepeatedHeaders, readHeaders, ToldHeaders } from "./fields";
import type { LambdaEventParts } from "./inside/event";
import type { LambdaHost } from "./inside/prelude";
import type { Invocation } from "./invocation";

/** What a call told of itself. */
export interface ToldCall extends Pick<LambdaHost, "reads" | "untouched" | "side" | "result"> {
  /** Name, key and value of each header that it returned, in turn. */
  readonly headers: readonly unknown[];
}

/** An answer: all but its headers, and of these the names, and each one's value, or its place in the event where it is as it came. */
interface KnownAnswer {
  readonly next: undefined;
  readonly others: object;
  readonly names: readonly string[];
  readonly values: readonly (string | number)[];
  readonly side: LambdaHost["side"];
}

/** What was read next, and what came of each value of it. */
interface Branch {
  readonly part: string;
  readonly read: (event: LambdaEventParts) => unknown;
  readonly next: Map<unknown, Branch | KnownAnswer>;
}

/** Answers that are remembered, characters of what one was made of, and events that are looked at for one that comes again. */
const most = { answers: 500, characters: 8_000, events: 1_000 } as const;

/** Which parts an event has. */
const shape = "shape";

/**
 * What a function came to for events, by what it read of them: as long as its module keeps what it kept when it was loaded,
 * what it reads decides what it reads next, and in the end its answer.
 */
export class RememberedEvents {
  #first: Branch = branchOf(shape);
  #answers = 0;
  #asked = 0;
  #found = 0;
  #isKept = true;
  #loadsQuietly = false;

  /** Whether calls are still worth noting. */
  get isKept(): boolean {
    return this.#isKept;
  }

  /** Whether who has not loaded the code may have an answer: nobody misses a line that it logs when it is loaded. */
  get answersUnloaded(): boolean {
    return this.#isKept && this.#loadsQuietly;
  }

  /** The code was loaded, and keeps nothing that does not show. */
  loaded(isQuiet: boolean): void {
    this.#loadsQuietly = isQuiet;
  }

  find(event: LambdaEventParts): Invocation | undefined {
    if (!this.#isKept) return undefined;
    let at: Branch | KnownAnswer | undefined = this.#first;
    while (at?.next !== undefined) at = at.next.get(at.read(event));
    if (++this.#asked === most.events && this.#found < most.events / 2) this.forget();
    if (at === undefined) return undefined;
    this.#found++;
    return { type: "returned", value: { ...at.others, headers: repeated(at, event) } };
  }

  /** Remembers what a call came to, unless its headers are none that CloudFront takes. */
  keep(event: LambdaEventParts, call: ToldCall): void {
    const { reads, result, headers } = call;
    const known = knownAnswer(event, call);
    if (known === undefined) return;
    const values = reads.map((part) => branchOf(part).read(event));
    const size = [...values, ...headers, result].reduce<number>((sum, one) => sum + `${one}`.length, 0);
    if (size > most.characters) return;
    if (this.#answers >= most.answers) {
      this.#first = branchOf(shape);
      this.#answers = 0;
    }
    this.#answers++;
    let branch = this.#first;
    let value = branch.read(event);
    for (const [at, part] of reads.entries()) {
      const next = branch.next.get(value) ?? branchOf(part);
      branch.next.set(value, next);
      // Where it came to an answer before, or read something else, that depends on more, whatever the code shows.
      if (next.next === undefined || next.part !== part) {
        this.forget();
        return;
      }
      branch = next;
      value = values[at];
    }
    if (branch.next.has(value)) this.forget();
    else branch.next.set(value, known);
  }

  /** Nothing is remembered any more. */
  forget(): void {
    this.#isKept = false;
    this.#first = branchOf(shape);
  }
}

function branchOf(part: string): Branch {
  return { part, read: readerOf(part), next: new Map() };
}

function readerOf(part: string): Branch["read"] {
  if (part === shape)
    return ({ body, origin, status }) =>
      (body === undefined ? 0 : 1) + (origin === undefined ? 0 : 2) + (status === undefined ? 0 : 4);
  if (part === "body") return ({ body, isBodyTruncated }) => body && `${isBodyTruncated} ${body}`;
  const [, side, name] = /^(request|response)(?: (.*))?$/s.exec(part) ?? [];
  if (side === undefined) return (event) => event[part as keyof LambdaEventParts];
  const list = side === "request" ? "requestHeaders" : "responseHeaders";
  return name === undefined ? (event) => namesIn(event[list]) : (event) => valuesIn(event[list], name);
}

/** Lists of names, as one text each: the first ones, since functions and visitors may make up as many as they like. */
const knownNames: { readonly names: readonly string[]; readonly text: string }[] = [];
const mostKnownNames = 64;

/** To put names together, and to look up what comes of it, takes longer than to see that they are those of before. */
function namesIn(flat: readonly string[]): string {
  for (let i = 0; i < knownNames.length; i++) {
    const { names, text } = knownNames[i] as (typeof knownNames)[number];
    let at = names.length * 2 === flat.length ? 0 : -1;
    while (at >= 0 && at < flat.length && names[at / 2] === flat[at]) at += 2;
    if (at === flat.length) return text;
  }
  const names = flat.filter((_, at) => at % 2 === 0);
  const text = names.join("\n");
  if (knownNames.length < mostKnownNames) knownNames.push({ names, text });
  return text;
}

/** No field of HTTP holds a NUL (RFC 9110, 5.5). */
function valuesIn(flat: readonly string[], name: string): string | undefined {
  let values: string | undefined;
  for (let i = 0; i < flat.length; i += 2)
    if (flat[i] === name) values = values === undefined ? flat[i + 1] : `${values}\0${flat[i + 1]}`;
  return values;
}

function knownAnswer(
  event: LambdaEventParts,
  { headers, result, side, untouched }: ToldCall,
): KnownAnswer | undefined {
  try {
    readHeaders(new ToldHeaders(headers));
  } catch (error) {
    if (error instanceof InvalidResultError) return undefined;
    throw error;
  }
  const came = cameWith(event, side);
  const passing = new Set<unknown>(untouched);
  const names: string[] = [];
  const values: (string | number)[] = [];
  for (let i = 0; i < headers.length; i += 3) {
    const name = headers[i] as string;
    names.push(name);
    if (!passing.has(name)) values.push(headers[i + 2] as string);
    else {
      // The names of the event's headers are something that was read, so that their places are those of every such event.
      const places = came.flatMap((one, at) => (at % 2 === 0 && one === name ? [at + 1] : []));
      values.push(places[names.filter((one) => one === name).length - 1] as number);
    }
  }
  return { next: undefined, others: JSON.parse(result), names, values, side };
}

function repeated({ names, side, values }: KnownAnswer, event: LambdaEventParts): RepeatedHeaders {
  const came = cameWith(event, side);
  const flat: string[] = [];
  const others: number[] = [];
  for (let i = 0; i < names.length; i++) {
    const value = values[i] as string | number;
    flat.push(names[i] as string, typeof value === "number" ? (came[value] as string) : value);
    if (typeof value === "number") others.push(flat.length - 1);
  }
  return new RepeatedHeaders(flat, others);
}

function cameWith(event: LambdaEventParts, side: LambdaHost["side"]): readonly string[] {
  return side === "request" ? event.requestHeaders : event.responseHeaders;
}
