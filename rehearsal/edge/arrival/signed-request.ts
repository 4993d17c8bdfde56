import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { HeaderMap } from "../../../facts/http/header-map";
import { type Answer, edgeAnswer } from "../answer";
import type { TrustedKey } from "../model";
import type { ViewerRequest } from "../ports";
import { policyProblem, readPolicy, type SignedStatement } from "./signed-policy";

/** What a visitor shows: in the query, or in cookies of the same names behind `CloudFront-`. */
interface Signature {
  readonly keyId: string | undefined;
  readonly signature: string | undefined;
  readonly policy: string | undefined;
  readonly expires: string | undefined;
  readonly hash: string | undefined;
}

const PARAMETERS: ReadonlySet<string> = new Set([
  "Expires",
  "Policy",
  "Signature",
  "Key-Pair-Id",
  "Hash-Algorithm",
]);

/**
 * Refuses a request that no trusted key has signed (CloudFront guide, "Use signed URLs" and "Use signed cookies"). A
 * URL's signature counts before a cookie's.
 *
 * @param now milliseconds since the epoch
 */
export function refuseUnsigned(
  keys: readonly TrustedKey[],
  request: ViewerRequest,
  now: number,
): Answer | undefined {
  const shown = ofQuery(request.query) ?? ofCookies(request.headers);
  if (shown?.keyId === undefined)
    return refusal("MissingKey", "Missing Key-Pair-Id query parameter or cookie value");
  if (shown.signature === undefined)
    return refusal("MissingSignature", "Missing Signature query parameter or cookie value");
  if (shown.policy === undefined && shown.expires === undefined)
    return refusal("MissingPolicy", "Missing Policy or Expires query parameter or cookie value");
  const key = keys.find(({ id }) => id === shown.keyId);
  if (key === undefined) return refusal("InvalidKey", "Unknown Key");
  const url = urlOf(request);
  const policy =
    shown.policy === undefined ? cannedPolicy(url, shown.expires ?? "") : decoded(shown.policy).toString();
  if (!isSigned(policy, shown, keyOf(key))) return refusal("AccessDenied", "Access denied");
  const statement: SignedStatement | undefined = readPolicy(policy);
  if (statement === undefined) return refusal("MalformedPolicy", "Malformed Policy");
  const problem = policyProblem(statement, { url, clientIp: request.clientIp, now });
  return problem === undefined ? undefined : refusal("AccessDenied", "Access denied", problem);
}

/** The query as the origin and the cache get it: without what signed it. */
export function withoutSignature(query: string): string {
  return query
    .split("&")
    .filter((part) => !PARAMETERS.has(part.split("=", 1)[0] as string))
    .join("&");
}

/** Any of its parameters makes a URL a signed one, and cookies are not looked at (CloudFront guide, "Decide to use signed URLs or signed cookies"). */
function ofQuery(query: string): Signature | undefined {
  const given = new Map(
    query.split("&").map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
    }),
  );
  if (![...given.keys()].some((name) => PARAMETERS.has(name))) return undefined;
  return signatureOf((name) => given.get(name) || undefined);
}

function ofCookies(headers: HeaderMap): Signature | undefined {
  const cookies = headers.getAll("cookie").flatMap((line) => line.split(";"));
  const given = new Map(
    cookies.map((cookie) => {
      const at = cookie.indexOf("=");
      return [cookie.slice(0, at).trim(), cookie.slice(at + 1).trim()];
    }),
  );
  return signatureOf((name) => given.get(`CloudFront-${name}`) || undefined);
}

function signatureOf(value: (name: string) => string | undefined): Signature {
  return {
    keyId: value("Key-Pair-Id"),
    signature: value("Signature"),
    policy: value("Policy"),
    expires: value("Expires"),
    hash: value("Hash-Algorithm"),
  };
}

function urlOf({ scheme, headers, path, query }: ViewerRequest): string {
  const rest = withoutSignature(query);
  return `${scheme}://${headers.get("host") ?? ""}${path}${rest === "" ? "" : `?${rest}`}`;
}

/** What a canned policy says, to the letter: it is signed, and not sent. */
function cannedPolicy(url: string, expires: string): string {
  return `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
}

/** Base64 in the characters that a URL and a cookie take. */
function decoded(text: string): Buffer {
  return Buffer.from(text.replaceAll("-", "+").replaceAll("_", "=").replaceAll("~", "/"), "base64");
}

/** SHA-1 unless the request names SHA-256. ECDSA's signatures are DER, as OpenSSL makes them. */
function isSigned(policy: string, { signature = "", hash }: Signature, key: KeyObject): boolean {
  const algorithm = { SHA1: "sha1", SHA256: "sha256" }[hash ?? "SHA1"];
  if (algorithm === undefined) return false;
  return verify(algorithm, Buffer.from(policy), key, decoded(signature));
}

const keys = new WeakMap<TrustedKey, KeyObject>();

function keyOf(key: TrustedKey): KeyObject {
  const found = keys.get(key) ?? createPublicKey(key.pem);
  keys.set(key, found);
  return found;
}

/** CloudFront answers in XML here. */
function refusal(code: string, message: string, reason = message): Answer {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const headers = new HeaderMap([["Content-Type", "text/xml"]]);
  return { ...edgeAnswer(403, `${code}: ${reason}`), headers, body: Buffer.from(xml) };
}
