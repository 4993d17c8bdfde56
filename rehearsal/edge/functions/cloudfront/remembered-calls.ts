import type { FunctionContext, FunctionRequest } from "../../function-ports";
import type { Host } from "./inside/host";
import type { SandboxResult } from "./sandbox-result";

/** What a call read in its function's store: store, key and value. */
type StoreRead = readonly [storeId: string, key: string, value: string | null];

interface Remembered {
  readonly result: SandboxResult;
  readonly reads: readonly StoreRead[];
}

/** Requests that are remembered, and characters of one and of its answer: a visitor may send as many and as long ones as they like. */
const most = { requests: 500, characters: 2_000 } as const;

/**
 * What a function came to for requests that it has seen, for as long as it would read the same in its store. Of a function
 * whose answers depend on nothing else (`moduleState`), a call for such a request comes to the same once more.
 */
export class RememberedCalls {
  /** By the headers of a request, which the next one often has too, and by the rest of it. */
  readonly #known = new Map<string, Map<string, Remembered>>();
  #requests = 0;
  readonly #host: Host;
  readonly #read: Host["read"];
  readonly #tellState: () => void;
  readonly #state: string;
  /** Of the call that is under way; undefined where it has asked what is not remembered. */
  #reads: StoreRead[] | undefined;
  #isOver = false;

  /** @param tellState has the host's `state` say what the module keeps between calls */
  constructor(host: Host, tellState: () => void) {
    this.#host = host;
    this.#tellState = tellState;
    const { meta, read } = host;
    this.#read = read;
    host.read = (id, name) => {
      const reads = this.#reads;
      // A store that cannot be read throws.
      this.#reads = undefined;
      const value = read(id, name);
      reads?.push([id, name, value]);
      this.#reads = reads;
      return value;
    };
    host.meta = (id) => {
      this.#reads = undefined;
      return meta(id);
    };
    tellState();
    this.#state = host.state;
  }

  find(context: FunctionContext, request: FunctionRequest): SandboxResult | undefined {
    if (this.#isOver) return undefined;
    const known = this.#known.get(request.headers.text)?.get(restOf(context, request));
    if (known === undefined) return undefined;
    const { reads, result } = known;
    for (let i = 0; i < reads.length; i++) if (!this.#readsStill(reads[i] as StoreRead)) return undefined;
    return result;
  }

  /** A call begins that is none of these. */
  begin(): void {
    this.#reads = [];
  }

  /**
   * It is over: remembers what it came to, unless the next one might come to something else.
   *
   * @param asked its context and its request; undefined for an event that is none of an edge's
   */
  end(asked: readonly [FunctionContext, FunctionRequest] | undefined, result: SandboxResult): void {
    const reads = this.#reads;
    this.#reads = undefined;
    this.#tellState();
    if (this.#host.state !== this.#state) {
      this.#isOver = true;
      this.#known.clear();
    } else if (!this.#isOver && reads && asked && isAnswer(result)) {
      this.#keep(restOf(...asked), asked[1].headers.text, { result, reads });
    }
  }

  #keep(rest: string, headers: string, call: Remembered): void {
    if (rest.length + headers.length > most.characters) return;
    if (this.#requests >= most.requests) {
      this.#known.clear();
      this.#requests = 0;
    }
    this.#requests++;
    const ofHeaders = this.#known.get(headers) ?? new Map();
    this.#known.set(headers, ofHeaders.set(rest, call));
  }

  #readsStill([id, name, value]: StoreRead): boolean {
    try {
      return this.#read(id, name) === value;
    } catch {
      return false;
    }
  }
}

function restOf({ clientIp }: FunctionContext, { method, query, uri }: FunctionRequest): string {
  return `${method}\0${uri}\0${query}\0${clientIp}`;
}

function isAnswer({ text, type }: SandboxResult): boolean {
  return (type === "unchanged" || type === "returned") && text.length <= most.characters;
}
