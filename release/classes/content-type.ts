import { extname } from "node:path";
import mime from "mime-types";
import { hasExtension } from "../../facts/site/url-style";
import { charsetOf } from "./charset";
import { isPacked, type Packing, unpackedHeadOf, unpackedWholeOf } from "./packed";
import { typeOfBytes, typeOfMarkup } from "./signatures";

/** How visitors get a file's bytes. */
export interface Served {
  readonly contentType: string;
  /** Of bytes that were compressed before they came into the folder. */
  readonly contentEncoding?: string;
  /** Hashes of what is inline in a page, as its metadata has them. */
  readonly inlineHashes?: string;
}

/** Names whose extension says nothing, or the wrong thing. */
const byName = new Map<string, string>(
  Object.entries({
    // https://developer.apple.com/documentation/xcode/supporting-associated-domains
    "apple-app-site-association": "application/json",
    // https://developer.chrome.com/docs/capabilities/pwa/scope-extensions
    "web-app-origin-association": "application/json",
    CNAME: "text/plain",
  }),
);

/** Names below `.well-known/` (https://www.iana.org/assignments/well-known-uris), with the types that their owners require. */
const byWellKnownName = new Map<string, string>(
  Object.entries({
    // RFC 9727
    "api-catalog": "application/linkset+json",
    // https://atproto.com/specs/handle#https-well-known-method
    "atproto-did": "text/plain",
    // RFC 6415: XRD, with its JSON beside it as host-meta.json
    "host-meta": "application/xrd+xml",
    // RFC 8164
    "http-opportunistic": "application/json",
    // https://spec.matrix.org/latest/client-server-api/#well-known-uri and its server-server counterpart
    "matrix/client": "application/json",
    "matrix/server": "application/json",
    "matrix/support": "application/json",
    // https://nodeinfo.diaspora.software/protocol
    nodeinfo: "application/json",
    // RFC 8414, RFC 9728; the name of an issuer may follow them
    "oauth-authorization-server": "application/json",
    "oauth-protected-resource": "application/json",
    // https://openid.net/specs: Discovery, Federation, Verifiable Credential Issuance
    "openid-configuration": "application/json",
    "openid-credential-issuer": "application/json",
    "openid-federation": "application/entity-statement+jwt",
    // https://w3c.github.io/webappsec-passkey-endpoints/passkey-endpoints.html
    "passkey-endpoints": "application/json",
    // https://build.fhir.org/ig/HL7/smart-app-launch/conformance.html
    "smart-configuration": "application/json",
    // https://buettner.github.io/private-prefetch-proxy/traffic-advice.html
    "traffic-advice": "application/trafficadvice+json",
    // https://docs.kantarainitiative.org/uma/wg/rec-oauth-uma-grant-2.0.html
    "uma2-configuration": "application/json",
    // https://www.w3.org/TR/webauthn-3/#sctn-related-origins
    webauthn: "application/json",
    // RFC 7033
    webfinger: "application/jrd+json",
  }),
);

/** Extensions that mime-types knows by another type than browsers ask for. */
const byExtension = new Map<string, string>(
  Object.entries({
    // RFC 9239: the one type of scripts; under nosniff browsers run nothing else.
    ".cjs": "text/javascript",
    // https://developer.apple.com/documentation/devicemanagement: Safari installs a profile of this type alone.
    ".mobileconfig": "application/x-apple-aspen-config",
    // https://github.com/ndjson/ndjson-spec
    ".ndjson": "application/x-ndjson",
    // RFC 6713
    ".tgz": "application/gzip",
    // RFC 6350
    ".vcf": "text/vcard",
  }),
);

/** Text that mime-types gives no charset for, though a reader would guess one without it. */
const textual =
  /^(text\/|application\/(javascript|json|xml|manifest\+json|ld\+json|[\w.-]+\+xml)|image\/svg\+xml)/;

/**
 * What only browsers read, so that `.gz` behind it means "send it compressed". Of other files (`dump.csv.gz`,
 * `sitemap.xml.gz`, `site.tar.gz`) whoever asks wants the `.gz` itself, and unpacks it.
 */
const browsersOnly = /^(text\/(html|css|javascript)|application\/(xhtml\+xml|wasm)|image\/svg\+xml)/;
/** Unity's names for a game's assets (https://docs.unity3d.com/Manual/webgl-server-configuration-code-samples.html). */
const gameData = /\.(data|symbols\.json)$/i;

/** What no first bytes of gzip begin: where they do, the file was compressed where it lies, as uploads to S3 have long been prepared. */
const readable = new RegExp(`${textual.source}|^application/wasm`);

const unknownType = "application/octet-stream";

/** Content-Type of what a key's bytes are by its name, as a reader of the folder finds them; never empty. */
export function contentTypeOf(key: string): string {
  const encoded = encodedName(key);
  if (encoded !== undefined) return encoded.encoding === "gzip" ? "application/gzip" : unknownType;
  const type = mediaTypeOf(key);
  return textual.test(type) ? `${type}; charset=utf-8` : type;
}

/**
 * Type and encoding that visitors get a file with: by its name, and by what its bytes say of their charset and packing.
 *
 * @param bytes all of the file, or its beginning
 * @param whole whether it is all
 * @returns with `contradiction` where name, declaration and bytes do not agree, in words
 */
export function servedAs(
  key: string,
  bytes: Uint8Array,
  whole = true,
): { readonly served: Served; readonly contradiction?: string } {
  const encoded = encodedName(key);
  if (encoded === undefined) {
    const named = mediaTypeOf(key);
    const unpacked = readable.test(named) && isPacked(bytes) ? unpackedHeadOf(bytes, "gzip") : undefined;
    if (unpacked === undefined) return withCharset(plainOr(named, key, bytes, whole), bytes, whole);
    const { served } = withCharset(named, unpacked, false);
    return {
      served: { ...served, contentEncoding: "gzip" },
      contradiction: "is gzip, which its name does not say, and is sent as such",
    };
  }
  const { encoding, type } = encoded;
  const unpacked = unpackedHeadOf(bytes, encoding);
  if (unpacked === undefined)
    return { ...withCharset(type, bytes, whole), contradiction: `is not ${encoding}, which its name says` };
  const { served, ...rest } = withCharset(type, unpacked, false);
  return { served: { ...served, contentEncoding: encoding }, ...rest };
}

/** What is to be read of a file: that in it, where it was compressed where it lies; nothing of one whose name says so. */
export function readableBytes(
  key: string,
  { contentEncoding }: Served,
  bytes: Uint8Array,
): Uint8Array | undefined {
  if (contentEncoding === undefined) return bytes;
  return isPackedByName(key) ? undefined : unpackedWholeOf(bytes);
}

/** Whether a name says that its bytes were compressed: what is in them is that of the file beside it. */
export function isPackedByName(key: string): boolean {
  return encodedName(key) !== undefined;
}

/** True for pages: what browsers render, and what is never cached for long. */
export function isDocumentType(contentType: string): boolean {
  return /^(text\/html|application\/xhtml\+xml)/.test(contentType);
}

/** True for scripts, modules and others. */
export function isScriptType(contentType: string): boolean {
  return /^(text|application)\/javascript/.test(contentType);
}

/**
 * Extensions of a format in bytes that texts have as well: TypeScript and MPEG's transport streams, public keys and
 * Publisher, PEM and Keynote, Graphviz and Word, gettext and PowerPoint, Org and Organizer, proteins and Palm, genomes and
 * VNC, templates and Groove; and Rust beside a service's XML.
 */
const ofTwoFormats = /\.([mc]?ts|m2ts|pub|key|dot|pot|org|pdb|bed|tpl|rs)$/i;

/** What servers run, and send the HTML of: in a copy of such a site, the pages have their names. */
const pageOfServer = /\.(php\d?|phtml|aspx?|jspx?|cfm|cgi|do)$/i;

/**
 * Texts that their names give another type, or none: LICENSE, sources and public keys would be downloads. Names without an
 * extension are pages, XML, JSON and pictures, too, as frameworks and copies of sites have them; what has one that nobody knows
 * is a text at most. Below `.well-known/`, programs ask: a name that is not known there is JSON if its bytes are, and a text is
 * left alone.
 */
function plainOr(type: string, key: string, bytes: Uint8Array, whole: boolean): string {
  const isUnknown = namedTypeOf(key) === undefined;
  const isBare = isUnknown && !hasExtension(`/${key}`);
  const isServers = pageOfServer.test(key);
  if (!(isUnknown || isServers || ofTwoFormats.test(key))) return type;
  const isAsked = key.includes(".well-known/");
  const marked = isBare && !isAsked ? typeOfBytes(bytes) : undefined;
  if (marked !== undefined || !isText(bytes)) return marked ?? type;
  if (isBare && whole && isJson(bytes)) return "application/json";
  if (isUnknown && isAsked) return type;
  const markup = isServers || isBare ? typeOfMarkup(bytes) : undefined;
  if (markup !== undefined && (isBare || markup === "text/html")) return markup;
  if (isServers || !isWholeUtf8(bytes, whole)) return type;
  // Of the formats that texts share a name with, one is XML.
  return isXml.test(type) && typeOfMarkup(bytes) !== undefined ? type : "text/plain";
}

const isXml = /[+/]xml$/;

function isJson(bytes: Uint8Array): boolean {
  try {
    return typeof JSON.parse(Buffer.from(bytes).toString()) === "object";
  } catch {
    return false;
  }
}

function isText(bytes: Uint8Array): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return bytes.length > 0 && !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(Buffer.from(bytes).toString("latin1"));
}

function isWholeUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    // The beginning of a file may end within a character.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

function mediaTypeOf(key: string): string {
  return namedTypeOf(key) ?? unknownType;
}

/** Undefined for a name that nobody knows: `.bin` and `.dump` are known to be bytes. */
function namedTypeOf(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf("/") + 1);
  return wellKnownType(key) ?? byName.get(name) ?? typeOfExtension(extname(name).toLowerCase());
}

function wellKnownType(key: string): string | undefined {
  if (!key.includes(".well-known/")) return undefined;
  const [, name = ""] = /(?:^|\/)\.well-known\/(.+)$/.exec(key) ?? [];
  return byWellKnownName.get(name) ?? byWellKnownName.get(name.split("/")[0] as string);
}

/** What has been looked up: a site has few extensions, and a file is asked about several times. */
const knownTypes = new Map<string, string | undefined>();

function typeOfExtension(extension: string): string | undefined {
  if (knownTypes.has(extension)) return knownTypes.get(extension);
  const type = byExtension.get(extension) ?? (mime.lookup(extension) || undefined);
  knownTypes.set(extension, type);
  return type;
}

/** What a name says of a file that was compressed beforehand: how, and the type of what is in it. */
function encodedName(key: string): { readonly encoding: Packing; readonly type: string } | undefined {
  const extension = extname(key).toLowerCase();
  // https://www.w3.org/TR/SVG2/conform.html: SVG that was compressed with gzip.
  if (extension === ".svgz") return { encoding: "gzip", type: "image/svg+xml" };
  if (extension !== ".br" && extension !== ".gz") return undefined;
  const inner = key.slice(0, -extension.length);
  const type = mediaTypeOf(inner);
  if (extension === ".br") return { encoding: "br", type };
  const forBrowsers = browsersOnly.test(type) || gameData.test(inner);
  return extension === ".gz" && forBrowsers ? { encoding: "gzip", type } : undefined;
}

function withCharset(type: string, bytes: Uint8Array, whole: boolean) {
  if (!textual.test(type)) return { served: { contentType: type } };
  const { charset, contradiction } = charsetOf(type, bytes, whole);
  const contentType = charset === undefined ? type : `${type}; charset=${charset}`;
  return { served: { contentType }, ...(contradiction !== undefined && { contradiction }) };
}
