import type { EventValue, EventValues, FunctionEvent } from "../event";
import type { Host } from "./host";

/** Makes the events of a context, and knows an answer that is the event's own object as it was. */
export interface Events {
  /** The event that the host's fields describe. */
  make(): FunctionEvent;
  /** The event that a test run gives as JSON. */
  parse(json: string): FunctionEvent;
  /**
   * The uri of a returned request in which nothing else has changed, or "" for a response that is as it was; undefined
   * for anything else.
   */
  unchanged(returned: unknown): string | undefined;
}

/**
 * Builds events inside the context, from strings: JSON there and back took most of a call's time. Compiled in the
 * context from its own source text, so it refers to nothing outside itself.
 *
 * CloudFront guide, "CloudFront Functions event structure": names in lower case, values as sent (query strings stay
 * encoded), cookies apart from headers.
 */
export function events(host: Host): Events {
  const { parse, stringify } = JSON;
  const { defineProperty, hasOwn, keys } = Object;
  type Request = FunctionEvent["request"];
  type Response = FunctionEvent["response"];
  /** What a call was given, and its names and values in turn; the event itself is the function's to change. */
  let request: Request | undefined;
  let response: Response;
  let query: readonly string[] = [];
  let cookies: readonly string[] = [];
  /** JSON of the request or the response of an event in which a name occurs twice, or a response has cookies. */
  let fingerprint = "";
  let isRepeated = false;

  class ViewerRequest {
    method = host.method;
    uri = host.uri;
    querystring = fieldsOf(query);
    headers = fieldsOf(host.headers, "cookie");
    cookies = fieldsOf(cookies);

    /** The guide's "General helper methods". */
    rawQueryString() {
      return host.query || undefined;
    }
  }
  defineProperty(ViewerRequest.prototype, "constructor", { value: Object });

  /** Visitors choose the names: `__proto__` has to be one like any other. */
  function put(fields: EventValues, name: string, value: EventValue) {
    if (name !== "__proto__") fields[name] = value;
    else defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true });
  }

  /** A name that comes again has all its values in `multiValue`. */
  function add(fields: EventValues, name: string, value: EventValue) {
    if (!hasOwn(fields, name)) return put(fields, name, value);
    const known = fields[name] as EventValue;
    isRepeated = true;
    if (known.multiValue) known.multiValue.push(value);
    else put(fields, name, { ...known, multiValue: [{ ...known }, value] });
  }

  function fieldsOf(flat: readonly string[], except?: string): EventValues {
    const fields: EventValues = {};
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i] as string;
      if (name !== except) add(fields, name, { value: flat[i + 1] as string });
    }
    return fields;
  }

  function queryOf(text: string): string[] {
    const flat: string[] = [];
    if (text === "") return flat;
    const parts = text.split("&");
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string;
      const at = part.indexOf("=");
      if (part !== "") flat.push(at < 0 ? part : part.slice(0, at), at < 0 ? "" : part.slice(at + 1));
    }
    return flat;
  }

  function cookiesOf(headers: readonly string[]): string[] {
    const flat: string[] = [];
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== "cookie") continue;
      const parts = (headers[i + 1] as string).split(";");
      for (let j = 0; j < parts.length; j++) {
        const part = parts[j] as string;
        const at = part.indexOf("=");
        if (at > 0) flat.push(part.slice(0, at).trim(), part.slice(at + 1).trim());
      }
    }
    return flat;
  }

  function responseCookies(headers: readonly string[]): EventValues {
    const fields: EventValues = {};
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== "set-cookie") continue;
      isRepeated = true;
      const text = headers[i + 1] as string;
      const end = text.indexOf(";");
      const pair = end < 0 ? text : text.slice(0, end);
      const at = pair.indexOf("=");
      if (at <= 0) continue;
      const attributes = (end < 0 ? "" : text.slice(end + 1))
        .split(";")
        .map((part) => part.trim())
        .join("; ");
      add(fields, pair.slice(0, at).trim(), { value: pair.slice(at + 1).trim(), attributes });
    }
    return fields;
  }

  function makeResponse(): Response {
    isRepeated = false;
    return {
      statusCode: host.statusCode,
      statusDescription: host.statusDescription,
      headers: fieldsOf(host.responseHeaders, "set-cookie"),
      cookies: responseCookies(host.responseHeaders),
    };
  }

  /** Whether these are the fields of `flat`, in which no name is twice, and nothing else. */
  function areFieldsOf(fields: EventValues, flat: readonly string[], except?: string): boolean {
    if (typeof fields !== "object" || fields === null) return false;
    let count = 0;
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i] as string;
      if (name === except) continue;
      const field = fields[name];
      if (
        typeof field !== "object" ||
        field === null ||
        field.value !== flat[i + 1] ||
        field.multiValue !== undefined
      )
        return false;
      count++;
    }
    return keys(fields).length === count;
  }

  function print(): string {
    if (response !== undefined) return stringify(response);
    const { method, querystring, headers, cookies: sent } = request as Request;
    return stringify([method, querystring, headers, sent]);
  }

  function isRequestAsGiven(now: Request): boolean {
    if (keys(now).length !== 5) return false;
    if (fingerprint !== "") return print() === fingerprint;
    return (
      now.method === host.method &&
      areFieldsOf(now.headers, host.headers, "cookie") &&
      areFieldsOf(now.querystring, query) &&
      areFieldsOf(now.cookies, cookies)
    );
  }

  function isResponseAsGiven(now: NonNullable<Response>): boolean {
    if (keys(now).length !== 4) return false;
    if (fingerprint !== "") return print() === fingerprint;
    return (
      now.statusCode === host.statusCode &&
      now.statusDescription === host.statusDescription &&
      areFieldsOf(now.headers, host.responseHeaders) &&
      areFieldsOf(now.cookies, [])
    );
  }

  return {
    make() {
      const { distributionDomainName, distributionId, eventType, requestId } = host;
      query = queryOf(host.query);
      cookies = cookiesOf(host.headers);
      isRepeated = false;
      request = new ViewerRequest();
      const event: FunctionEvent = {
        version: "1.0",
        context: { distributionDomainName, distributionId, eventType, requestId },
        viewer: { ip: host.clientIp },
        request,
      };
      response = eventType === "viewer-response" ? makeResponse() : undefined;
      if (response !== undefined) event.response = response;
      fingerprint = isRepeated ? print() : "";
      return event;
    },
    parse(json) {
      request = undefined;
      response = undefined;
      host.query = "";
      return parse(json);
    },
    unchanged(returned) {
      const given = response ?? request;
      if (given === undefined || returned !== given) return undefined;
      const uri = response === undefined ? (request as Request).uri : "";
      if (typeof uri !== "string") return undefined;
      const isSame =
        response === undefined ? isRequestAsGiven(request as Request) : isResponseAsGiven(response);
      return isSame ? uri : undefined;
    },
  };
}
