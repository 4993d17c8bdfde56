import type { Interposed } from "../../assembly/rehearsal";
import type {
  BodyStream,
  FunctionRuntime,
  Origin,
  OriginClient,
  OriginOutcome,
  OriginSelection,
} from "../../edge";

type Broken = { readonly fault: "throws" | "exceeds-limits" };

/**
 * Stands between the edge and its origins, functions and stores: it counts what origins are asked, and breaks what no
 * fault of a region can.
 */
export class Systems {
  /** Origins as the edge asked them last: a function may have changed their timers. */
  readonly asked = new Map<string, Origin>();
  /** The order of origins that a viewer-request function chose last. */
  selection: OriginSelection | undefined;
  /** By event: viewer-request, or what sets headers on the way back. */
  readonly functions = new Map<"viewer-request" | "headers", Broken>();
  storesUnreadable = false;
  /** Share of the answers of which the body breaks off, by origin id. */
  readonly cut = new Map<string, number>();
  edge: "errors" | "dns" | undefined;
  controlPlaneDown = false;
  /** Hears what each origin was asked for, and what came of it. */
  onAsked: (origin: string, outcome: OriginOutcome) => void = () => {};
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  get between(): Interposed {
    return {
      origins: (client) => this.#listening(client),
      functions: (runtime) => this.#breaking(runtime),
      store: (store) => ({
        count: () => store.count(),
        meta: () => store.meta(),
        get: (key) => {
          if (this.storesUnreadable) throw new Error("the KeyValueStore cannot be read");
          return store.get(key);
        },
      }),
    };
  }

  #listening(client: OriginClient): OriginClient {
    return {
      fetch: async (origin, request, limits) => {
        this.asked.set(origin.id, origin);
        const outcome = await client.fetch(origin, request, limits);
        this.onAsked(origin.id, outcome);
        return this.#cutOff(origin.id, outcome);
      },
    };
  }

  #cutOff(id: string, outcome: OriginOutcome): OriginOutcome {
    const share = this.cut.get(id);
    if (share === undefined || outcome.kind !== "response" || outcome.body.length < 2) return outcome;
    if (share < 1 && this.#random() >= share) return outcome;
    return { ...outcome, body: new Uint8Array(), stream: brokenOff(outcome.body) };
  }

  #breaking(runtime: FunctionRuntime): FunctionRuntime {
    const failure = (event: "viewer-request" | "headers", type: string) => {
      const broken = this.functions.get(event);
      if (broken === undefined) return undefined;
      const isLambda = type === "lambda";
      const result =
        broken.fault === "exceeds-limits"
          ? isLambda
            ? ("LambdaLimitExceeded" as const)
            : ("FunctionThrottledError" as const)
          : isLambda
            ? ("LambdaExecutionError" as const)
            : ("FunctionExecutionError" as const);
      const reason = broken.fault === "throws" ? "it throws" : "it exceeds what CloudFront allows it";
      return { type: "error" as const, status: 503 as const, result, reason };
    };
    return {
      onRequest: (fn, context, request) => {
        const failed = fn.eventType === "viewer-request" ? failure("viewer-request", fn.type) : undefined;
        if (failed !== undefined) return failed;
        const outcome = runtime.onRequest(fn, context, request);
        if (fn.eventType === "viewer-request" && !(outcome instanceof Promise) && outcome.type === "request")
          this.selection = outcome.selection;
        return outcome;
      },
      onResponse: (fn, context, request, response) =>
        failure("headers", fn.type) ?? runtime.onResponse(fn, context, request, response),
    };
  }
}

/** Half of a body, and then no more of it. */
function brokenOff(body: Uint8Array): BodyStream {
  return {
    ended: Promise.resolve(),
    cancel: () => {},
    async *[Symbol.asyncIterator]() {
      yield body.subarray(0, body.length >> 1);
      throw new Error("the origin broke off");
    },
  };
}
