import { HeaderMap } from "../../facts/http/header-map";
import type { OriginFailure, OriginOutcome, OriginRequest } from "../edge/ports";
import type { LoadBalancer } from "../names/records";
import { customOrigin } from "./name-requests";
import type { S3Origins } from "./origin-router";

/** nginx's defaults for a proxy: `proxy_connect_timeout` and `proxy_read_timeout` of 60 s. */
const proxyLimits = { connectTimeout: 60_000, readTimeout: 60_000 };

/** What a proxy says of a server that does not answer: nginx has 504 for its timeouts, else 502. */
const statusOf: Readonly<Record<OriginFailure["kind"], 502 | 504>> = {
  "connect-refused": 502,
  "connect-timeout": 504,
  "read-timeout": 504,
  reset: 502,
  dns: 502,
  tls: 502,
};

/**
 * A load balancer's answer: its targets are proxies that are well themselves, and ask S3 under its own name. Where none of
 * them is healthy it goes on asking all (Elastic Load Balancing guide, "Health checks for Application Load Balancer target
 * groups"), so that its health decides about names alone.
 */
export async function throughBalancer(
  { origin }: LoadBalancer,
  request: OriginRequest,
  s3: S3Origins,
): Promise<OriginOutcome> {
  const headers = new HeaderMap(request.headers);
  headers.set("host", origin);
  const asked: OriginRequest = { ...request, scheme: "http", headers };
  const outcome = await s3.origin.fetch(customOrigin(origin), asked, proxyLimits);
  if (outcome.kind === "response") return outcome;
  const status = statusOf[outcome.kind];
  const statusText = status === 504 ? "Gateway Time-out" : "Bad Gateway";
  const body = Buffer.from(`<html><body><h1>${status} ${statusText}</h1></body></html>\n`);
  const type = new HeaderMap({ "content-type": "text/html", "content-length": String(body.length) });
  return { kind: "response", status, statusText, headers: type, body };
}
