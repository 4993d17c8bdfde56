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
  readonly response?: FunctionResponse;
  readonly outcome: RequestOutcome | ResponseOutcome;
}

/** Requests whose functions are remembered until the answer is there: a background refresh has nobody who fetches them. */
const remembered = 2_000;

/** Listens between an edge and its functions. */
export class FunctionNotes {
  readonly #calls = new Map<string, Call[]>();

  /** The same functions, overheard. */
  between(runtime: FunctionRuntime): FunctionRuntime {
    return {
      onRequest: (fn, context, request) =>
        heard(runtime.onRequest(fn, context, request), (outcome) =>
          this.#note(context.requestId, { fn, request, outcome }),
        ),
      onResponse: (fn, context, request, response) => {
        // What answers have in their headers is changed in place once the function has them back.
        const before = { ...response, headers: response.headers.clone() };
        return heard(runtime.onResponse(fn, context, request, response), (outcome) =>
          this.#note(context.requestId, { fn, request, response: before, outcome: copied(outcome) }),
        );
      },
    };
  }

  /** The calls for these ids, which are forgotten. */
  take(ids: readonly string[]): readonly Call[] {
    return ids.flatMap((id) => {
      const calls = this.#calls.get(id) ?? [];
      this.#calls.delete(id);
      return calls;
    });
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

function heard<T>(outcome: T | Promise<T>, note: (outcome: T) => void): T | Promise<T> {
  const noting = (done: T) => {
    note(done);
    return done;
  };
  return outcome instanceof Promise ? outcome.then(noting) : noting(outcome);
}

function copied(outcome: ResponseOutcome): ResponseOutcome {
  if (outcome.type === "error") return outcome;
  const { status, statusText, headers } = outcome.response;
  return { type: "response", response: { status, statusText, headers: headers.clone() } };
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
