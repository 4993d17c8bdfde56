import { HeaderMap } from "../../../facts/http/header-map";
import { keyOfPath } from "../../../facts/site/object-path";
import type { Bucket } from "../bucket";
import { S3Error, s3Errors } from "../errors";
import type { S3Answer } from "./answer";
import type { Caller } from "./caller";
import { answerPreflight } from "./cors";
import { requestedKey } from "./key";
import { answerObject, readable } from "./rest";
import { redirectedWhole, routed } from "./website-redirects";
import { escapeText } from "./xml";

/** One request at the website endpoint (S3 user guide, "Website endpoints"): errors are pages. */
export function answerWebsite(bucket: Bucket, caller: Caller): S3Answer {
  try {
    return answerPage(bucket, caller);
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return byRule(bucket, caller, error.status) ?? errorPage(bucket, caller, error);
  }
}

function byRule(bucket: Bucket, { request }: Caller, errorStatus?: number): S3Answer | undefined {
  const { method, path } = request;
  if (method !== "GET" && method !== "HEAD") return undefined;
  const key = keyOfPath(path, "website") ?? "";
  const found = routed(bucket.website?.routingRules ?? [], request, key, errorStatus);
  return found && redirect(found.status, found.location);
}

function answerPage(bucket: Bucket, caller: Caller): S3Answer {
  const { method, path } = caller.request;
  if (bucket.website === undefined)
    throw new S3Error(
      "NoSuchWebsiteConfiguration",
      404,
      "The specified bucket does not have a website configuration",
    );
  if (method === "OPTIONS") return answerPreflight(bucket, caller.request);
  if (method !== "GET" && method !== "HEAD") throw s3Errors.methodNotAllowed(method);
  const { redirectAll } = bucket.website;
  if (redirectAll) return redirect(301, redirectedWhole(redirectAll, caller.request));
  const elsewhereByRule = byRule(bucket, caller);
  if (elsewhereByRule) return elsewhereByRule;
  const asked = requestedKey(path, "website");
  const key = asked === "" || asked.endsWith("/") ? asked + bucket.website.indexDocument : asked;
  if (key === asked && !exists(bucket, key) && exists(bucket, `${key}/${bucket.website.indexDocument}`))
    return redirect(302, `${path}/`);
  const version = readable(bucket, caller, key);
  const elsewhere = version.content.metadata.websiteRedirectLocation;
  return elsewhere === undefined
    ? answerObject(version, caller, bucket.store.hasVersionIds)
    : redirect(301, elsewhere);
}

function exists(bucket: Bucket, key: string): boolean {
  return bucket.store.current(key)?.type === "object";
}

function redirect(status: number, location: string): S3Answer {
  return { status, headers: new HeaderMap({ location, "content-length": "0" }), body: new Uint8Array(0) };
}

function errorPage(bucket: Bucket, caller: Caller, error: S3Error): S3Answer {
  const document = bucket.website?.errorDocument;
  if (document !== undefined && (error.status === 403 || error.status === 404)) {
    const current = bucket.store.current(document);
    if (current?.type === "object" && caller.may(bucket, "s3:GetObject", document)) {
      const { metadata, body, etag } = current.content;
      const headers = new HeaderMap({
        "content-type": metadata.contentType ?? "binary/octet-stream",
        "last-modified": current.lastModifiedHttp,
        "content-length": String(body.length),
        etag,
      });
      return {
        status: error.status,
        headers,
        body: caller.request.method === "HEAD" ? new Uint8Array(0) : body,
      };
    }
  }
  const html = errorHtml(error);
  const body = caller.request.method === "HEAD" ? new Uint8Array(0) : new TextEncoder().encode(html);
  const headers = new HeaderMap({
    "content-type": "text/html; charset=utf-8",
    "content-length": String(body.length),
  });
  return { status: error.status, headers, body };
}

export function errorHtml(error: S3Error): string {
  return `<html><head><title>${error.status} ${error.code}</title></head><body><h1>${error.status} ${error.code}</h1><ul><li>Code: ${error.code}</li><li>Message: ${escapeText(error.message)}</li></ul></body></html>\n`;
}
