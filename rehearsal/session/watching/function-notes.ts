import type { FunctionAssociation, FunctionRuntime, HeaderMap } from "../../edge";
import type {
  FunctionRequest,
  FunctionResponse,
  RequestOutcome,
  ResponseOutcome,
} from "../../edge/function-ports";
import type { SeenFunction } from "./shown";

/** A call of a function: what went in and what came out, to be read when somebody asks. */
interface Call {
  readonly fn: FunctionAssociation;
  readonly request: FunctionRequest;
  readonly response: FunctionResponse | undefined;
  readonly outcome: RequestOutcome | ResponseOutcome;
}

/** Requests whose functions are remembered until the answer is there: a background refresh has nobody who fetches them. */
const remembered = 2_000;

const none: readonly Call[] = [];
const replaced = new Uint8Array();

/** Listens between an edge and its functions. */
export class FunctionNotes {
  readonly #calls = new Map<string, Call[]>();

  /** The same functions, overheard. Every request passes: objects are written out field by field, as at the edge. */
  between(runtime: FunctionRuntime): FunctionRuntime {
    return {
      onRequest: (fn, context, request) => {
        const outcome = runtime.onRequest(fn, context, request);
        if (!(outcome instanceof Promise)) {
          this.#note(context.requestId, { fn, request, response: undefined, outcome });
          return outcome;
        }
        return outcome.then((done) => {
          this.#note(context.requestId, { fn, request, response: undefined, outcome: done });
          return done;
        });
      },
      onResponse: (fn, context, request, response) => {
        // What answers have in their headers is changed in place once the function has them back.
        const before = copied(response);
        const outcome = runtime.onResponse(fn, context, request, response);
        const noting = (done: ResponseOutcome) => {
          const after: ResponseOutcome =
            done.type === "error" ? done : { type: "response", response: copied(done.response) };
          this.#note(context.requestId, { fn, request, response: before, outcome: after });
          return done;
        };
        return outcome instanceof Promise ? outcome.then(noting) : noting(outcome);
      },
    };
  }

  /** The calls for these ids, which are forgotten. */
  take(ids: readonly string[]): readonly Call[] {
    let all: readonly Call[] = none;
    for (const id of ids) {
      const calls = this.#calls.get(id);
      if (calls === undefined) continue;
      this.#calls.delete(id);
      all = all === none ? calls : [...all, ...calls];
    }
    return all;
  }

  #note(id: string, call: Call): void {
    const calls = this.#calls.get(id);
    if (calls !== undefined) {
      calls.push(call);
      return;
    }
    this.#calls.set(id, [call]);
    if (this.#calls.size <= remembered) return;
    const [oldest] = this.#calls.keys();
    this.#calls.delete(oldest as string);
  }
}

export type { Call as FunctionCall };

/** Whether the body is another one is known; what it was nobody asks. */
function copied({ body, headers, status, statusText }: FunctionResponse): FunctionResponse {
  return { status, statusText, headers: headers.clone(), body: body && replaced };
}

/** What a call came to, in lines. */
export function seenFunction({ fn, request, response, outcome }: Call): SeenFunction {
  const { name, type, eventType } = fn;
  const { origin } = request;
  return { name, type, event: eventType, ...(origin && { originId: origin.id }), did: changes() };

  function changes(): string[] {
    if (outcome.type === "error") return [`failed: ${outcome.reason}`];
    if (outcome.type === "request") {
      const { method, uri, query, headers } = outcome.request;
      const { selection } = outcome;
      return [
        ...difference("method", request.method, method),
        ...difference("path", request.uri, uri),
        ...difference("query", request.query, query),
        ...headerChanges(request.headers, headers),
        ...(selection === undefined ? [] : [selected(selection)]),
      ];
    }
    const answer = outcome.response;
    if (response === undefined) {
      const location = answer.headers.get("location");
      return [`answered ${answer.status}${location === null ? "" : `, to ${location}`} by itself`];
    }
    return [
      ...difference("status", String(response.status), String(answer.status)),
      ...headerChanges(response.headers, answer.headers),
      ...(answer.body === undefined ? [] : ["replaced the body"]),
    ];
  }
}

function selected(selection: NonNullable<Extract<RequestOutcome, { type: "request" }>["selection"]>): string {
  if (selection.type === "group") return `chose the origins ${selection.members.join(", then ")}`;
  const timers = Object.entries(selection.overrides)
    .filter(([, value]) => typeof value !== "object")
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  const what = selection.type === "select" ? `chose the origin ${selection.originId}` : "kept the origin";
  return timers === "" ? what : `${what}, with ${timers}`;
}

function difference(what: string, before: string, after: string): string[] {
  return before === after ? [] : [`${what}: ${before || "none"} became ${after || "none"}`];
}

function headerChanges(before: HeaderMap, after: HeaderMap): string[] {
  const names = [...new Set([...before.names(), ...after.names()])];
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (is === null) return [`took ${name} away`];
    return [was === null ? `added ${name}: ${is}` : `${name}: ${was} became ${is}`];
  });
}
