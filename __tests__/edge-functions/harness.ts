import vm from "node:vm";
import { strFromU8, unzipSync } from "fflate";
import { type SiteConfig, type SiteInput, siteSchema } from "../../config/schema";
import type { EventRequest, EventResponse, Fields } from "../../facts/site/event";

/** A site with defaults for what a test does not care about. */
export function siteOf(input: Partial<SiteInput> = {}): SiteConfig {
  return siteSchema.parse({
    name: "test",
    regions: { primary: "eu-west-1", replica: "eu-central-1" },
    ...input,
  });
}

export const domain = { name: "www.example.com", aliases: ["example.com"], zone: { name: "example.com" } };

/** A store that answers, or one that fails for every key. */
export type Store = Readonly<Record<string, string>> | "unreadable";

/** What the function asked of the `cloudfront` module, in order. */
export type HelperCall = readonly [method: string, argument: unknown];

export interface Deployed<Event, Answer> {
  readonly handler: (event: Event) => Answer;
  readonly calls: HelperCall[];
  readonly reads: string[];
}

/** The code of a CloudFront Function as deployed, with a stub of the `cloudfront` module. */
export function deploy<Event, Answer>(code: string, store: Store = {}): Deployed<Event, Answer> {
  const calls: HelperCall[] = [];
  const reads: string[] = [];
  const get = async (key: string): Promise<string> => {
    reads.push(key);
    if (store === "unreadable") throw new Error("the store cannot be read");
    const value = store[key];
    if (value === undefined) throw new Error(`key ${key} not found`);
    return value;
  };
  const cloudfront = {
    kvs: () => ({ get }),
    updateRequestOrigin: (settings: unknown) => void calls.push(["updateRequestOrigin", plain(settings)]),
    createRequestOriginGroup: (group: unknown) => void calls.push(["createRequestOriginGroup", plain(group)]),
  };
  const script = code.replace(/^import (\w+) from"cloudfront";/, "const $1=cloudfront;");
  const handler = vm.runInNewContext(`"use strict";${script};handler`, { cloudfront });
  return { handler, calls, reads };
}

/** The handler of a Lambda archive: `index.handler` of a CommonJS module. */
export function deployLambda<Event, Answer>(zip: Uint8Array): (event: Event) => Promise<Answer> {
  const source = unzipSync(zip)["index.js"];
  if (source === undefined) throw new Error("no index.js in the archive");
  const module = { exports: {} as { handler: (event: Event) => Promise<Answer> } };
  vm.runInNewContext(strFromU8(source), { module, exports: module.exports });
  return module.exports.handler;
}

/** A viewer-request event in the documented shape. */
export function requestEvent(target: string, headers: Fields = { host: { value: "www.example.com" } }) {
  const queryAt = target.indexOf("?");
  const query = queryAt < 0 ? undefined : target.slice(queryAt + 1);
  const request: EventRequest = {
    method: "GET",
    uri: queryAt < 0 ? target : target.slice(0, queryAt),
    querystring: parseQuery(query ?? ""),
    headers,
    rawQueryString: () => query,
  };
  return {
    version: "1.0",
    context: { eventType: "viewer-request", distributionId: "E1", requestId: "r" },
    viewer: { ip: "192.0.2.1" },
    request,
  };
}

/** As CloudFront shows a query: one entry a name, its values still encoded, all of them in `multiValue`. */
export function parseQuery(query: string): Fields {
  const fields: Fields = {};
  for (const pair of query.split("&").filter(Boolean)) {
    const [name = "", ...rest] = pair.split("=");
    const value = rest.join("=");
    const field = fields[name];
    if (field === undefined) fields[name] = { value };
    else field.multiValue = [...(field.multiValue ?? [{ value: field.value }]), { value }];
  }
  return fields;
}

/** An object of another realm as one of this. */
export function plain<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

export type ViewerRequestHandler = Deployed<
  ReturnType<typeof requestEvent>,
  Promise<EventRequest & EventResponse>
>;
