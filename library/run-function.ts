import { dirname, relative, resolve } from "node:path";
import { bundleCloudFrontFunction } from "../modules/edge-bundle/generic-function";
import { checkSize } from "../modules/edge-bundle/size";
import { CloudFrontFunctionRunner } from "../rehearsal/edge/functions/cloudfront/runner";

/** What a function returned: of a request or of a response, what it gave. */
export interface FunctionOutput extends Partial<ViewerRequestEvent["request"]> {
  readonly statusCode?: number;
  readonly statusDescription?: string;
  readonly body?: string | { readonly encoding: string; readonly data: string };
}

/** What one event came to. */
export interface FunctionRun {
  /** Undefined when it failed. */
  readonly output: FunctionOutput | undefined;
  /** Why it failed. */
  readonly error: string | undefined;
  readonly logs: readonly string[];
  /** Percentage of the time that CloudFront allows, as the rehearsal counts it. */
  readonly computeUtilization: number;
}

/** What a function finds at the edge. */
export interface FunctionRunOptions {
  /** Of its KeyValueStore, which it has if this is given. */
  readonly keyValues?: Readonly<Record<string, string>>;
  /** What `Date` shows to it, in milliseconds since the epoch. @default 0 */
  readonly now?: number;
}

const storeArn = "arn:aws:cloudfront::000000000000:key-value-store/test";

/**
 * Bundles a CloudFront Function that exports `handler`, checks it as synthesis does, and runs it for one event.
 *
 * @param file relative to the working folder
 * @throws EdgeBundleError for what the runtime cannot run, or is too large for it
 */
export function runFunction(
  file: string,
  event: object,
  { keyValues, now = 0 }: FunctionRunOptions = {},
): FunctionRun {
  const path = resolve(file);
  const { head, body } = bundleCloudFrontFunction(file, relative(dirname(path), path), dirname(path));
  const code = `${head}${body}`;
  checkSize(file, code, "Shorten it.");
  const values = new Map(Object.entries(keyValues ?? {}));
  const meta = { creationDateTime: "", lastUpdatedDateTime: "", keyCount: values.size };
  const store = { get: (key: string) => values.get(key), count: () => values.size, meta: () => meta };
  const { output, errorMessage, ...run } = new CloudFrontFunctionRunner(
    {
      ...{ type: "cloudfront-function", eventType: "viewer-request", runtime: "cloudfront-js-2.0", code },
      ...{ arn: "arn:aws:cloudfront::000000000000:function/test", name: "test" },
      ...(keyValues && { keyValueStoreArn: storeArn }),
    },
    (arn) => (keyValues && arn === storeArn ? store : undefined),
    () => {},
  ).test(JSON.stringify(event), now);
  return { ...run, output: output === "" ? undefined : JSON.parse(output), error: errorMessage || undefined };
}

/** A field of a request, and all of its values where it has several. */
export interface EventField {
  value: string;
  multiValue?: { value: string }[];
}

/** What a CloudFront Function is called with at a viewer's request (CloudFront guide, Event structure). */
export interface ViewerRequestEvent {
  version: string;
  context: { distributionDomainName: string; distributionId: string; eventType: string; requestId: string };
  viewer: { ip: string };
  request: {
    method: string;
    uri: string;
    querystring: Record<string, EventField>;
    headers: Record<string, EventField>;
    cookies: Record<string, EventField>;
  };
}

/** An event of a GET for `target`, path and query, in the shape that CloudFront documents: a Cookie header becomes `cookies`. */
export function viewerRequestEvent(
  target: string,
  headers: Readonly<Record<string, string>> = {},
): ViewerRequestEvent {
  const [uri = "", query = ""] = target.split(/\?(.*)/s);
  const all = Object.entries({ host: "www.example.com", ...headers }).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const cookies = all.filter(([name]) => name === "cookie").flatMap(([, value]) => value.split(/;\s*/));
  return {
    version: "1.0",
    context: {
      ...{ distributionDomainName: "d111111abcdef8.cloudfront.net", distributionId: "EDFDVBD6EXAMPLE" },
      ...{ eventType: "viewer-request", requestId: "test" },
    },
    viewer: { ip: "192.0.2.1" },
    request: {
      ...{ method: "GET", uri, querystring: fieldsOf(query.split("&").map(named)) },
      headers: fieldsOf(all.filter(([name]) => name !== "cookie")),
      cookies: fieldsOf(cookies.map(named)),
    },
  };
}

function named(pair: string): readonly [string, string] {
  const [name = "", value = ""] = pair.split(/=(.*)/s);
  return [name, value];
}

/** The first of several values is the field's; all of them are beside it. */
function fieldsOf(pairs: readonly (readonly [string, string])[]): Record<string, EventField> {
  const fields = new Map<string, EventField>();
  for (const [name, value] of pairs.filter(([name]) => name !== "")) {
    const had = fields.get(name);
    if (had) had.multiValue = [...(had.multiValue ?? [{ value: had.value }]), { value }];
    else fields.set(name, { value });
  }
  return Object.fromEntries(fields);
}
