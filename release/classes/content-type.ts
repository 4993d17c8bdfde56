import { extname } from "node:path";
import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import mime from "mime-types";
import { charsetOf } from "./charset";

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

/** How much of a file is unpacked to see whether it is what its name says. Bytes, packed and unpacked. */
const packedHead = 16 * 1024;
const unpackedHead = 32 * 1024 * 1024;

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
  if (encoded === undefined) return withCharset(plainOr(mediaTypeOf(key), key, bytes, whole), bytes, whole);
  const { encoding, type } = encoded;
  const unpacked = unpackedHeadOf(bytes, encoding);
  if (unpacked === undefined)
    return { ...withCharset(type, bytes, whole), contradiction: `is not ${encoding}, which its name says` };
  const { served, ...rest } = withCharset(type, unpacked, false);
  return { served: { ...served, contentEncoding: encoding }, ...rest };
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

/** As browsers know them (https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type). */
const startOfHtml = /^\ufeff?\s*<(!doctype html|html)[\s>]/i;
const startOfXml = /^\ufeff?\s*<\?xml\s/;

/**
 * Texts that their names give another type, or none: LICENSE, sources and public keys would be downloads. Names without an
 * extension are pages, XML and JSON, too, as frameworks and copies of sites have them. Below `.well-known/`, programs ask: a
 * name that is not known there is JSON if its bytes are, and a text is left alone.
 */
function plainOr(type: string, key: string, bytes: Uint8Array, whole: boolean): string {
  const isBare = type === unknownType && extname(key) === "";
  const isServers = pageOfServer.test(key);
  if (!(isBare || isServers || ofTwoFormats.test(key)) || !isPlainText(bytes, whole)) return type;
  if (isBare && whole && isJson(bytes)) return "application/json";
  if (isBare && key.includes(".well-known/")) return type;
  const start = Buffer.from(bytes.subarray(0, 1024)).toString();
  if (isServers || isBare) {
    if (startOfHtml.test(start)) return "text/html";
    if (isServers) return type;
  }
  return startOfXml.test(start) ? (isBare ? "application/xml" : type) : "text/plain";
}

function isJson(bytes: Uint8Array): boolean {
  try {
    return typeof JSON.parse(Buffer.from(bytes).toString()) === "object";
  } catch {
    return false;
  }
}

function isPlainText(bytes: Uint8Array, whole: boolean): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (bytes.length === 0 || /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(Buffer.from(bytes).toString("latin1")))
    return false;
  try {
    // The beginning of a file may end within a character.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

function mediaTypeOf(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1);
  return wellKnownType(key) ?? byName.get(name) ?? typeOfExtension(extname(name).toLowerCase());
}

function wellKnownType(key: string): string | undefined {
  if (!key.includes(".well-known/")) return undefined;
  const [, name = ""] = /(?:^|\/)\.well-known\/(.+)$/.exec(key) ?? [];
  return byWellKnownName.get(name) ?? byWellKnownName.get(name.split("/")[0] as string);
}

/** What has been looked up: a site has few extensions, and a file is asked about several times. */
const knownTypes = new Map<string, string>();

function typeOfExtension(extension: string): string {
  const known = knownTypes.get(extension);
  if (known !== undefined) return known;
  const type = byExtension.get(extension) ?? (mime.lookup(extension) || unknownType);
  knownTypes.set(extension, type);
  return type;
}

/** How bytes are packed, as Content-Encoding calls it. */
type Encoding = "br" | "gzip";

/** What a name says of a file that was compressed beforehand: how, and the type of what is in it. */
function encodedName(key: string): { readonly encoding: Encoding; readonly type: string } | undefined {
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

/** The beginning of what is packed; undefined for what is not packed so. */
function unpackedHeadOf(bytes: Uint8Array, encoding: Encoding): Uint8Array | undefined {
  const head = bytes.subarray(0, packedHead);
  // RFC 1952; of one byte zlib cannot tell.
  if (encoding === "gzip" && !(head[0] === 0x1f && head[1] === 0x8b)) return undefined;
  const maxOutputLength = unpackedHead;
  try {
    return encoding === "br"
      ? brotliDecompressSync(head, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength })
      : gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength });
  } catch (error) {
    // Packed it is, whatever is in it.
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? new Uint8Array() : undefined;
  }
}
