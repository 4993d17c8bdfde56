import { STATUS_CODES } from "node:http";
import { HeaderMap } from "../../facts/http/header-map";

/** An answer that the edge writes itself. */
export interface EdgeAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
}

/** CloudFront guide, "Quotas": 494 is its own status for request headers over 32,768 bytes. */
const OWN_STATUS_TEXT: Readonly<Record<number, string>> = { 494: "Request Header Too Large" };

const EXPLANATIONS: Readonly<Record<number, string>> = {
  400: "The request could not be understood.",
  403: "The edge refused this request.",
  414: "The URL of this request is too long.",
  416: "The requested range lies outside the object.",
  421: "No distribution on this edge answers for this host name.",
  494: "The headers of this request are too large.",
  502: "The edge could not get a valid answer from the origin or from a function.",
  503: "The request could not be served at this moment.",
  504: "The origin did not answer in time.",
};

/**
 * CloudFront's own small HTML page for an error that it makes itself. `detail` is text and gets escaped.
 * CloudFront guide, "Troubleshooting error response status codes".
 */
export function errorPage(status: number, detail = EXPLANATIONS[status] ?? ""): EdgeAnswer {
  const statusText = OWN_STATUS_TEXT[status] ?? STATUS_CODES[status] ?? "Error";
  const page = `<!DOCTYPE html>
<html><head><title>${status} ${statusText}</title></head>
<body><h1>${status} ${statusText}</h1><p>${escapeHtml(detail)}</p><hr><p>CloudFront</p></body></html>
`;
  return answer(status, statusText, page);
}

/**
 * The answer of a behaviour that redirects HTTP to HTTPS: 301 for GET and HEAD, 307 for other methods, 403 for
 * those below HTTP/1.1. CloudFront guide, "Require HTTPS for communication between viewers and CloudFront".
 */
export function httpsRedirect(request: {
  readonly method: string;
  readonly httpVersion: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}): EdgeAnswer {
  const isSafe = request.method === "GET" || request.method === "HEAD";
  if (!isSafe && request.httpVersion === "1.0") return errorPage(403);
  const redirect = isSafe
    ? answer(301, "Moved Permanently", "<html><body><h1>301 Moved Permanently</h1></body></html>\n")
    : answer(307, "Temporary Redirect", "<html><body><h1>307 Temporary Redirect</h1></body></html>\n");
  const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
  redirect.headers.set("Location", `https://${request.host}${target}`);
  return redirect;
}

function answer(status: number, statusText: string, page: string): EdgeAnswer {
  const body = new TextEncoder().encode(page);
  const headers = new HeaderMap({
    Server: "CloudFront",
    "Content-Type": "text/html",
    "Content-Length": String(body.length),
  });
  return { status, statusText, headers, body };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
