import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { ExpectedHeader } from "../../../config/expected-headers";
import { cacheTtls } from "../../../facts/cloudfront/cache-ttls";
import { parseCacheControl } from "../../../facts/http/cache-control";
import { remembered } from "../../../facts/remembered";
import { isDocumentType } from "../../../release/classes/content-type";
import { HeaderMap, type ViewerRequest, type ViewerResponse } from "../../edge";
import type { ContentState, StateName } from "../content/content";

/** What a visitor may ask for. */
export interface Asked {
  readonly method: "GET" | "HEAD" | "OPTIONS";
  readonly path: string;
  readonly range?: string;
}

/** What a site answers while nothing is wrong with it. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly digest: string;
  readonly size: number;
  readonly isHtml: boolean;
  readonly location: string | null;
  /** Security headers, by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for which a cache may show it after it was replaced. */
  readonly window: number;
}

/** What a site's config promises of its answers, whatever its Terraform has come to. */
export interface PromisedAnswers {
  /** Of answers with a status. */
  readonly headers: (status: number) => readonly ExpectedHeader[];
  /** Whether there is a page of the site's own for what it has not. */
  readonly hasNotFoundPage: boolean;
  /** Whether one document is what all addresses have. */
  readonly isOneDocument: boolean;
}

const securityHeaders = [
  "strict-transport-security",
  "content-security-policy",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "permissions-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "cross-origin-embedder-policy",
];

/** Seconds that CloudFront keeps what says nothing of its lifetime (CachingOptimized, DefaultTTL). */
const usualTtl = cacheTtls({}).defaultTtl;

/**
 * Knows what every release's answers are: status, bytes and headers, as a twin of the site gives them of which nothing is
 * broken. What is right is decided by these and never by the status alone.
 */
export class Oracle {
  readonly #expected = new Map<string, Map<StateName, ExpectedAnswer>>();
  readonly #errorPages = new Set<string>();
  readonly #promised: PromisedAnswers | undefined;
  readonly #pages = new Map<StateName, ReadonlyMap<string, readonly string[]>>();
  /** Pages by rank: the most asked for first. */
  readonly ranked: readonly string[];
  /** By path, the key of the object behind it. */
  readonly keys: ReadonlyMap<string, string>;

  /**
   * @param pathOf the path under which the site has a page: not everybody's has `/docs/` for docs/index.html
   * @param promised of the own site: what a mistake in its Terraform takes away, the twin lacks as well
   */
  constructor(
    states: readonly ContentState[],
    pathOf: (page: ContentState["pages"][number]) => string,
    promised?: PromisedAnswers,
  ) {
    this.#promised = promised;
    for (const { name, pages } of states)
      this.#pages.set(name, new Map(pages.map((page) => [pathOf(page), page.assets])));
    const [first] = states;
    this.ranked = (first?.pages ?? []).map(pathOf);
    this.keys = new Map((first?.pages ?? []).map((page) => [pathOf(page), page.key]));
  }

  /** Every request that is made of the site in a state, or was of another. */
  *requests(): Generator<Asked> {
    const paths = new Set<string>();
    for (const pages of this.#pages.values())
      for (const [page, assets] of pages) for (const path of [page, ...assets]) paths.add(path);
    for (const path of paths) yield { method: "GET", path };
    for (const path of this.ranked) yield { method: "HEAD", path };
    const [home = "/"] = this.ranked;
    yield { method: "OPTIONS", path: home };
    for (const path of paths) yield { method: "GET", path, range: "bytes=0-99" };
    for (const path of wrongUrls) yield { method: "GET", path };
  }

  /**
   * An error is nothing that a page or an asset of the state should be, and what is no document is no page, such as the list
   * of a bucket: whatever the site answers there is wrong.
   */
  learn(state: StateName, asked: Asked, response: ViewerResponse, now: number): void {
    if (response.status >= 400 && asked.method !== "OPTIONS" && this.#isOf(state, asked.path)) return;
    const type = response.headers.get("content-type") ?? "";
    if (response.status === 200 && this.#pages.get(state)?.has(asked.path) && !isDocumentType(type)) return;
    const id = idOf(asked);
    const states = this.#expected.get(id) ?? new Map<StateName, ExpectedAnswer>();
    states.set(state, this.#asPromised(asked, expectationOf(response, now)));
    this.#expected.set(id, states);
  }

  #asPromised({ method, path }: Asked, answer: ExpectedAnswer): ExpectedAnswer {
    if (this.#promised === undefined || method === "OPTIONS") return answer;
    const { isOneDocument } = this.#promised;
    const isUnknown =
      wrongUrls.includes(path) && (answer.status >= 400 || (answer.status === 200 && !isOneDocument));
    const headers = { ...answer.headers };
    for (const { name, value = "any value" } of this.#promised.headers(isUnknown ? 404 : answer.status)) {
      // A page's hashes join its policy.
      const isOwn = value === "any value" || name === "content-security-policy" || headers[name] === value;
      if (securityHeaders.includes(name) && !(headers[name] && isOwn)) headers[name] = value;
    }
    const isHtml = answer.isHtml || (isUnknown && this.#promised.hasNotFoundPage);
    return { ...answer, headers, isHtml, ...(isUnknown && { status: 404 }) };
  }

  /** What a path is once its object was taken down: what a path is that never was. */
  expectedGone(): ExpectedAnswer | undefined {
    return this.#expected.get(idOf({ method: "GET", path: wrongUrls[0] as string }))?.get("live");
  }

  expected(state: StateName, asked: Asked): ExpectedAnswer | undefined {
    return this.answers(asked)?.get(state);
  }

  /** What is right, by the state of the content; undefined where nothing ever is. */
  answers(asked: Asked): ReadonlyMap<StateName, ExpectedAnswer> | undefined {
    return this.#expected.get(idOf(asked));
  }

  /** Keeps the body of the site's own page for an error, if it has that. */
  learnErrorPage(body: Uint8Array | undefined): void {
    if (body !== undefined) this.#errorPages.add(bodyDigest(body, new HeaderMap()));
  }

  isErrorPage({ body, headers, status }: ViewerResponse): boolean {
    return status >= 500 && this.#errorPages.has(bodyDigest(body, headers));
  }

  #isOf(state: StateName, path: string): boolean {
    const pages = this.#pages.get(state);
    return pages !== undefined && (pages.has(path) || [...pages.values()].some((all) => all.includes(path)));
  }

  /** What a browser loads for a page of a state. */
  assets(state: StateName, page: string): readonly string[] {
    return this.#pages.get(state)?.get(page) ?? [];
  }
}

/** Addresses that no site has: mistyped, or tried by machines. */
export const wrongUrls = ["/no-such-page-1a2b3c", "/wp-login.php", "/assets/no-such-file.css"];

const idOfGet = remembered((path) => `GET ${path}`);

export function idOf({ method, path, range }: Asked): string {
  if (method === "GET" && range === undefined) return idOfGet(path);
  return range === undefined ? `${method} ${path}` : `${method} ${path} ${range}`;
}

const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const alike = [
  "user-agent",
  agent,
  "accept",
  "text/html,*/*;q=0.8",
  "accept-language",
  "en",
  "accept-encoding",
  "gzip, deflate, br",
];

/** Headers by host, range and ETag; whoever sends the same shares them, and nobody changes them. */
const sent = remembered((host) =>
  remembered((range) =>
    remembered((etag) => {
      const headers = HeaderMap.fromFlat(["host", host, ...alike]);
      if (range) headers.set("range", range);
      if (etag) headers.set("if-none-match", etag);
      return headers;
    }),
  ),
);

/** A request as a browser sends it. */
export function viewerRequest(host: string, { method, path, range }: Asked, etag?: string): ViewerRequest {
  const headers = sent(host)(range ?? "")(etag ?? "");
  return { method, scheme: "https", httpVersion: "2.0", path, query: "", headers, clientIp: "192.0.2.1" };
}

function expectationOf({ status, headers, body }: ViewerResponse, now: number): ExpectedAnswer {
  const found = securityHeaders.map((name) => [name, headers.get(name)] as const);
  return {
    status,
    digest: bodyDigest(body, headers),
    size: body.length,
    isHtml: isHtml(headers),
    location: headers.get("location"),
    headers: Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== null)),
    window: staleWindow(headers, now),
  };
}

function staleWindow(headers: HeaderMap, now: number): number {
  const {
    sMaxAge,
    maxAge,
    expiresIn,
    noStore,
    staleIfError = 0,
    staleWhileRevalidate = 0,
  } = parseCacheControl(headers, now);
  if (noStore) return 0;
  const lifetime = sMaxAge ?? maxAge ?? expiresIn ?? usualTtl;
  return (lifetime + Math.max(staleIfError, staleWhileRevalidate)) * 1_000;
}

export function isHtml(headers: HeaderMap): boolean {
  return /^text\/html\b/.test(headers.get("content-type") ?? "");
}

const digests = new WeakMap<Uint8Array, string>();

/** Of the bytes that a browser sees, whatever they were compressed with on the way. */
export function bodyDigest(body: Uint8Array, headers: HeaderMap): string {
  let digest = digests.get(body);
  if (digest === undefined) {
    digest = createHash("sha1")
      .update(decoded(body, headers.get("content-encoding")))
      .digest("base64");
    digests.set(body, digest);
  }
  return digest;
}

function decoded(body: Uint8Array, encoding: string | null): Uint8Array {
  try {
    if (encoding === "gzip") return gunzipSync(body);
    return encoding === "br" ? brotliDecompressSync(body) : body;
  } catch {
    return body;
  }
}
