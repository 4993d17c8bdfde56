import type { LambdaHeader } from "./event";

type Headers = Record<string, LambdaHeader[]>;
type Part = Record<string, unknown>;

/** What was read of an event: the parts of it that code has seen, in that order. */
export interface EventWatch {
  /** The event, which notes in a list what is read of it from here on. The list is of a realm that no function reaches. */
  watched(event: object, reads: string[]): object;
  /** Headers as they are, of those that note what is read; anything else as it is. */
  plain(headers: unknown): unknown;
  /** Puts into such a list the names of such headers that are as they came, and of which nobody has seen more than that they are there. */
  untouched(headers: unknown, into: string[]): void;
  /** Which of the event's headers these are. */
  sideOf(headers: unknown): "request" | "response" | undefined;
}

/**
 * Notes what code reads of an event of Lambda@Edge, of which the answer is a function then. Compiled in the function's realm
 * from its own source text, so it refers to nothing outside itself.
 */
export function eventWatch(): EventWatch {
  const { deleteProperty, defineProperty, get: read } = Reflect;
  const { assign, hasOwn, keys } = Object;
  const MadeProxy = Proxy;
  type Names = Readonly<Record<string, string>>;
  const named = (names: Record<string, string>): Names => assign({ __proto__: null }, names);
  /** The fields of an event's parts by what they are made of. */
  const ofConfig = named({
    distributionDomainName: "distributionDomainName",
    distributionId: "distributionId",
    eventType: "eventType",
    requestId: "requestId",
  });
  const ofRequest = named({
    clientIp: "clientIp",
    method: "method",
    querystring: "query",
    uri: "uri",
    body: "body",
    origin: "origin",
    headers: "request",
  });
  const ofResponse = named({
    status: "status",
    statusDescription: "statusDescription",
    headers: "response",
  });

  let reads: string[] = [];
  let noted: Part = {};
  /** Of the event's two headers: as they are, as they came, and what of them was read or written. */
  let sides: { proxy: object; headers: Headers; first: Headers; used: Part; side: "request" | "response" }[] =
    [];

  const note = (part: string) => {
    if (noted[part]) return;
    noted[part] = true;
    reads[reads.length] = part;
  };
  const writes = (used: Part) => ({
    deleteProperty(target: object, key: PropertyKey) {
      const isDone = deleteProperty(target, key);
      if (isDone) used[key as string] = true;
      return isDone;
    },
    defineProperty(target: object, key: PropertyKey, property: PropertyDescriptor) {
      const isDone = defineProperty(target, key, property);
      // What is frozen stays what it is.
      if (isDone && (hasOwn(property, "value") || hasOwn(property, "get") || hasOwn(property, "set")))
        used[key as string] = true;
      return isDone;
    },
  });
  const watchedPart = (part: Part, names: Names) => {
    const written: Part = { __proto__: null };
    return new MadeProxy<Part>(part, {
      ...writes(written),
      get(target, key, receiver) {
        const name = typeof key === "string" && !written[key] ? names[key] : undefined;
        if (name !== undefined) note(name);
        return read(target, key, receiver);
      },
    });
  };
  const watchedHeaders = (headers: Headers, side: "request" | "response") => {
    const used: Part = { __proto__: null };
    const proxy = new MadeProxy<Part>(headers, {
      ...writes(used),
      get(target, key, receiver) {
        if (typeof key === "string" && !used[key] && hasOwn(target, key)) {
          used[key] = true;
          note(`${side} ${key}`);
        }
        return read(target, key, receiver);
      },
    });
    sides[sides.length] = { proxy, headers, first: assign({ __proto__: null }, headers), used, side };
    return proxy;
  };
  const find = (headers: unknown) => {
    for (let i = 0; i < sides.length; i++) if (sides[i]?.proxy === headers) return sides[i];
    return undefined;
  };

  return {
    watched(event, into) {
      reads = into;
      noted = { __proto__: null };
      sides = [];
      const { config, request, response } = (event as { Records: [{ cf: Record<string, Part> }] }).Records[0]
        .cf;
      const cf: Part = { config: watchedPart(config as Part, ofConfig) };
      const asked = request as Part;
      asked.headers = watchedHeaders(asked.headers as Headers, "request");
      cf.request = watchedPart(asked, ofRequest);
      if (response !== undefined) {
        response.headers = watchedHeaders(response.headers as Headers, "response");
        cf.response = watchedPart(response, ofResponse);
      }
      return { Records: [{ cf }] };
    },
    plain: (headers) => find(headers)?.headers ?? headers,
    untouched(headers, into) {
      const known = find(headers);
      if (known === undefined) return;
      const names = keys(known.headers);
      for (let i = 0; i < names.length; i++) {
        const name = names[i] as string;
        if (!known.used[name] && known.first[name] === known.headers[name]) into[into.length] = name;
      }
    },
    sideOf: (headers) => find(headers)?.side,
  };
}
