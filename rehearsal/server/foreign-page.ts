import type { IncomingHttpHeaders } from "node:http";
import { hostName } from "./local-hosts";

/** Loopback as a client writes it in Host, whatever account or bucket stands before it. */
const loopback = /^(?:(?:[^.]+\.)*localhost|(?:[^.]+\.)*127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why a request may come from a web page that somebody happens to visit; undefined where it does not. A page reaches
 * every port of its visitor's machine: by a name that it has led there (DNS rebinding: the Host is not loopback's), or
 * from its own origin, which browsers say in Origin (Fetch standard, "Origin header") or, for what scripts did not ask
 * for, in Sec-Fetch-Site (Fetch Metadata). Programs send neither of the two.
 */
export function foreignPage(headers: IncomingHttpHeaders): string | undefined {
  if (!loopback.test(hostName(headers.host ?? ""))) return "ask by a loopback address";
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin))
    return "requests from another site's pages are refused";
  return headers["sec-fetch-site"] === "cross-site"
    ? "requests from another site's pages are refused"
    : undefined;
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && loopback.test(new URL(origin).hostname);
}
