import { ToldHeaders } from "./fields";
import type { LambdaEventParts } from "./inside/event";
import type { LambdaHost } from "./inside/prelude";
import type { Invocation } from "./invocation";

/** What a call told of itself. */
export interface ToldCall extends Pick<LambdaHost, "reads" | "untouched" | "side" | "result"> {
  /** Name, key and value of each header that it returned, in turn. */
  readonly headers: readonly unknown[];
}

/** An answer: JSON of all but its headers, and of these name, key and value in turn, or a name and nothing for one as it came. */
interface KnownAnswer {
  readonly others: object;
  readonly headers: readonly unknown[];
  readonly side: "request" | "response" | undefined;
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

  /** Whether calls are still worth noting. */
  get isKept(): boolean {
    return this.#isKept;
  }

  find(event: LambdaEventParts): Invocation | undefined {
    if (!this.#isKept) return undefined;
    let at: Branch | KnownAnswer | undefined = this.#first;
    while (at !== undefined && "next" in at) at = at.next.get(at.read(event));
    if (++this.#asked === most.events && this.#found < most.events / 2) this.forget();
    if (at === undefined) return undefined;
    this.#found++;
    return { type: "returned", value: { ...at.others, headers: new ToldHeaders(toldAgain(at, event)) } };
  }

  /** Remembers what a call came to. */
  keep(event: LambdaEventParts, { reads, result, headers, untouched, side }: ToldCall): void {
    const known: KnownAnswer = { others: JSON.parse(result), headers: shortened(headers, untouched), side };
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
      if (!("next" in next) || next.part !== part) {
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

function namesIn(flat: readonly string[]): string {
  let names = "";
  for (let i = 0; i < flat.length; i += 2) names += `${flat[i]}\n`;
  return names;
}

/** No field of HTTP holds a NUL (RFC 9110, 5.5). */
function valuesIn(flat: readonly string[], name: string): string | undefined {
  let values: string | undefined;
  for (let i = 0; i < flat.length; i += 2)
    if (flat[i] === name) values = values === undefined ? flat[i + 1] : `${values}\0${flat[i + 1]}`;
  return values;
}

function shortened(headers: readonly unknown[], untouched: readonly string[]): readonly unknown[] {
  const left = new Set<unknown>(untouched);
  const names = new Set<unknown>();
  const kept: unknown[] = [];
  for (let i = 0; i < headers.length; i += 3) {
    const [name, key, value] = headers.slice(i, i + 3);
    if (!left.has(name)) kept.push(name, key, value);
    else if (!names.has(name)) kept.push(name, undefined, undefined);
    names.add(name);
  }
  return kept;
}

function toldAgain({ headers, side }: KnownAnswer, event: LambdaEventParts): readonly unknown[] {
  const flat = side === "request" ? event.requestHeaders : event.responseHeaders;
  const told: unknown[] = [];
  for (let i = 0; i < headers.length; i += 3) {
    const name = headers[i];
    if (headers[i + 1] !== undefined) told.push(name, headers[i + 1], headers[i + 2]);
    else for (let j = 0; j < flat.length; j += 2) if (flat[j] === name) told.push(name, name, flat[j + 1]);
  }
  return told;
}
