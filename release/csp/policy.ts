import { createHash } from "node:crypto";
import {
  type ContentSecurityPolicy,
  inlineFallbacks,
  letsInlineIn,
} from "../../facts/http/content-security-policy";
import type { Demand, FetchDirective } from "./demand";
import { matchesSource } from "./source";

/** Which directives are asked in which order (Content Security Policy Level 3, directive fallback list). */
const fallbacks: Readonly<Record<FetchDirective, readonly string[]>> = {
  ...inlineFallbacks,
  "script-src": ["script-src", "default-src"],
  "worker-src": ["worker-src", "child-src", "script-src", "default-src"],
  "frame-src": ["frame-src", "child-src", "default-src"],
  "img-src": ["img-src", "default-src"],
  "font-src": ["font-src", "default-src"],
  "media-src": ["media-src", "default-src"],
  "object-src": ["object-src", "default-src"],
  "connect-src": ["connect-src", "default-src"],
  "manifest-src": ["manifest-src", "default-src"],
  "form-action": ["form-action"],
  "base-uri": ["base-uri"],
  "frame-ancestors": ["frame-ancestors"],
};

/** The directive of a policy that has the say over a demand; undefined where none has. */
export function governing(policy: ContentSecurityPolicy, directive: FetchDirective): string | undefined {
  return fallbacks[directive].find((name) => policy.has(name));
}

/** Whether a policy lets a page of this origin have what it demands. */
export function allows(policy: ContentSecurityPolicy, demand: Demand, origin: string): boolean {
  const name = governing(policy, demand.directive);
  if (name === undefined) return true;
  const sources = policy.get(name) as readonly string[];
  const keywords = new Set(sources.map((source) => source.toLowerCase()));
  if (demand.kind === "word") return allowsWord(sources, keywords, demand.word);
  if (demand.kind === "attribute") return allowsAttribute(sources, keywords, demand.text);
  if (isElement(demand.directive) && demand.nonce && sources.includes(`'nonce-${demand.nonce}'`)) return true;
  if (demand.kind === "inline") return letsInlineIn(sources) || hasHash(sources, demand.text);
  if (demand.directive === "script-src-elem") {
    if (hasIntegrity(sources, demand.integrity)) return true;
    // Hosts and 'self' mean nothing beside it, and what the parser finds is not inserted by a trusted script.
    if (keywords.has("'strict-dynamic'")) return false;
  }
  return sources.some((source) => matchesSource(source, demand.url, origin));
}

/** A demand as policies see it: insecure addresses are upgraded before any is asked (Fetch, main fetch). */
export function upgraded(demand: Demand, policies: readonly ContentSecurityPolicy[]): Demand {
  if (demand.kind !== "url" || !policies.some((policy) => policy.has("upgrade-insecure-requests")))
    return demand;
  return { ...demand, url: demand.url.replace(/^http:/, "https:") };
}

function allowsAttribute(sources: readonly string[], keywords: ReadonlySet<string>, text: string): boolean {
  if (letsInlineIn(sources)) return true;
  return keywords.has("'unsafe-hashes'") && hasHash(sources, text);
}

function allowsWord(sources: readonly string[], keywords: ReadonlySet<string>, word: string): boolean {
  if (word === "'unsafe-inline'") return letsInlineIn(sources);
  if (word === "'wasm-unsafe-eval'" && keywords.has("'unsafe-eval'")) return true;
  return sources.includes(word);
}

function isElement(directive: FetchDirective): boolean {
  return directive === "script-src-elem" || directive === "style-src-elem";
}

function hasHash(sources: readonly string[], text: string): boolean {
  const digests = new Map<string, string>();
  return sources.some((source) => {
    const [, name, digest] = /^'(sha256|sha384|sha512)-(.+)'$/i.exec(source) ?? [];
    if (name === undefined || digest === undefined) return false;
    const algorithm = name.toLowerCase();
    const own = digests.get(algorithm) ?? createHash(algorithm).update(text).digest("base64");
    digests.set(algorithm, own);
    return own === standardBase64(digest);
  });
}

/** A script from elsewhere may be let in by its integrity, if every hash of it is listed. */
function hasIntegrity(sources: readonly string[], integrity = ""): boolean {
  const hashes = integrity.match(/sha(256|384|512)-[^\s?]+/g) ?? [];
  return hashes.length > 0 && hashes.every((hash) => sources.includes(`'${hash}'`));
}

function standardBase64(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/");
}

/** The source expression that lets an inline text in. */
export function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
