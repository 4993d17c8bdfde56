import type { OriginRequest } from "../../edge/ports";

/** Where to: what is left out stays as it was asked for (S3 API, Redirect and RedirectAllRequestsTo). */
export interface WebsiteRedirect {
  readonly protocol?: string;
  readonly hostName?: string;
  readonly replaceKeyPrefixWith?: string;
  readonly replaceKeyWith?: string;
  /** @default 301 */
  readonly status?: number;
}

/** A rule of a website; one without a condition is for every request. */
export interface RoutingRule {
  readonly keyPrefix?: string;
  /** Only where the request would end in this error. */
  readonly errorStatus?: number;
  readonly redirect: WebsiteRedirect;
}

/**
 * Where the first rule that matches leads, before the object is looked for or, with `errorStatus`, once that has failed
 * (S3 guide, "Configuring a webpage redirect"); undefined where none does.
 */
export function routed(
  rules: readonly RoutingRule[],
  request: OriginRequest,
  key: string,
  errorStatus?: number,
): { readonly status: number; readonly location: string } | undefined {
  const rule = rules.find(
    (one) =>
      one.errorStatus === errorStatus && (one.keyPrefix === undefined || key.startsWith(one.keyPrefix)),
  );
  if (rule === undefined) return undefined;
  const { redirect, keyPrefix = "" } = rule;
  const { replaceKeyWith, replaceKeyPrefixWith } = redirect;
  const rest = key.slice(keyPrefix.length).split("/").map(encodeURIComponent).join("/");
  const path =
    replaceKeyWith ??
    (replaceKeyPrefixWith === undefined ? request.path.slice(1) : `${replaceKeyPrefixWith}${rest}`);
  return { status: redirect.status ?? 301, location: `${base(redirect, request)}/${path}` };
}

/** Where a website leads that redirects every request: path and query stay. */
export function redirectedWhole(redirect: WebsiteRedirect, request: OriginRequest): string {
  const query = request.query === "" ? "" : `?${request.query}`;
  return `${base(redirect, request)}${request.path}${query}`;
}

function base({ protocol, hostName }: WebsiteRedirect, { scheme, headers }: OriginRequest): string {
  return `${protocol ?? scheme}://${hostName ?? headers.get("host") ?? ""}`;
}
