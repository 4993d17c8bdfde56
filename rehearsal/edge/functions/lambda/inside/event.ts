import type { LambdaContextParts } from "./context";

/** What an event of a Lambda@Edge function is made of: primitives and lists of them, to hand to another realm. */
export interface LambdaEventParts {
  readonly eventType: string;
  readonly distributionDomainName: string;
  readonly distributionId: string;
  readonly requestId: string;
  readonly clientIp: string;
  readonly method: string;
  readonly uri: string;
  readonly query: string;
  /** Lower-case names and values in turn. */
  readonly requestHeaders: readonly string[];
  /** The body in base64, as far as the function may see it. */
  readonly body: string | undefined;
  readonly isBodyTruncated: boolean;
  /** JSON of `request.origin`, in origin events. */
  readonly origin: string | undefined;
  /** Of a response event. */
  readonly status: number | undefined;
  readonly statusDescription: string;
  readonly responseHeaders: readonly string[];
}

/** An event that a function is called with, and its context. */
export interface LambdaCallParts extends LambdaEventParts {
  readonly context: LambdaContextParts;
}

/** One header as Lambda@Edge carries it. */
export interface LambdaHeader {
  key?: string;
  value: string;
}

type LambdaHeaders = Record<string, LambdaHeader[]>;

/**
 * Makes events inside the realm in which the function runs, since JSON there and back would take longer than most
 * functions do. Compiled there from its own source text, so it refers to nothing outside itself.
 *
 * Lambda guide, "Lambda@Edge event structure".
 */
export function lambdaEvents(): (parts: LambdaEventParts) => object {
  const { parse } = JSON;
  const { defineProperty, hasOwn } = Object;
  const spellings: Record<string, string> = { __proto__: null as unknown as string };
  let spelled = 0;

  /** How the header was spelled, as far as anybody knows: the event has names in lower case. */
  function spellingOf(name: string): string {
    const known = spellings[name];
    if (known !== undefined) return known;
    const words = name.split("-");
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as string;
      words[i] = word.slice(0, 1).toUpperCase() + word.slice(1);
    }
    const spelling = words.join("-");
    // Visitors choose the names; those of every day are soon here.
    if (spelled++ < 256) spellings[name] = spelling;
    return spelling;
  }

  function headersOf(flat: readonly string[]): LambdaHeaders {
    const headers: LambdaHeaders = {};
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i] as string;
      const field = { key: spellingOf(name), value: flat[i + 1] as string };
      if (hasOwn(headers, name)) headers[name]?.push(field);
      else if (name !== "__proto__") headers[name] = [field];
      else
        defineProperty(headers, name, {
          value: [field],
          enumerable: true,
          writable: true,
          configurable: true,
        });
    }
    return headers;
  }

  return (parts) => {
    const { distributionDomainName, distributionId, eventType, requestId } = parts;
    const request: Record<string, unknown> = {
      clientIp: parts.clientIp,
      headers: headersOf(parts.requestHeaders),
      method: parts.method,
      querystring: parts.query,
      uri: parts.uri,
    };
    if (parts.body !== undefined) {
      const { isBodyTruncated: inputTruncated, body: data } = parts;
      request.body = { inputTruncated, action: "read-only", encoding: "base64", data };
    }
    if (parts.origin !== undefined) request.origin = parse(parts.origin);
    const cf: Record<string, unknown> = {
      config: { distributionDomainName, distributionId, eventType, requestId },
      request,
    };
    if (parts.status !== undefined) {
      const { responseHeaders, status, statusDescription } = parts;
      cf.response = { headers: headersOf(responseHeaders), status: `${status}`, statusDescription };
    }
    return { Records: [{ cf }] };
  };
}
