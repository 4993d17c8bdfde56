import { longestKeyPath } from "../s3/limits";

/** What no reader can take for a name alone. Slashes are plain in a canonical path. */
const NOT_PLAIN = /\\|%5C|\/\/|\/\.\.?(?:\/|$)|%[01][0-9A-F]|%7F|%(?![0-9A-F][0-9A-F])/;

/** Escapes, and characters that have to be: controls, spaces, all that is not ASCII, and what RFC 1738 calls unsafe. */
const TO_SPELL = /%[0-9A-Fa-f]{2}|[^!-~]+|["#<>[\]^`{|}]/g;

/** Characters that stand for themselves in a path, as browsers send them. `encodeURI` leaves the same. */
const PLAIN = /[\w\-.~!$&'()*+,:;=@/]/;

/** Percent-encodes what may not stand in a URL or a header: controls, spaces and everything beyond ASCII. */
export function encodeUnsafe(text: string): string {
  return /[^!-~]/.test(text) ? text.replace(/[^!-~]+/g, encodeRun) : text;
}

function encodeRun(run: string): string {
  try {
    return encodeURIComponent(run);
  } catch {
    return "%EF%BF%BD";
  }
}

/**
 * The one spelling of all paths that S3 would read as one key: escapes in upper case, and only where a character cannot
 * stand for itself (RFC 3986, 6.2.2; slashes count as such, since S3 decodes them). A `+` is a plus. Dot segments stay;
 * see `isPlain`. A second application changes nothing.
 */
export function canonicalPath(uri: string): string {
  return uri.replace(TO_SPELL, spell);
}

function spell(part: string): string {
  if (part.charAt(0) !== "%") return encodeRun(part);
  const character = String.fromCharCode(parseInt(part.slice(1), 16));
  return PLAIN.test(character) ? character : part.toUpperCase();
}

/**
 * Whether a canonical path can name a document. Empty and dot segments, backslashes, control characters, broken
 * escapes and what is longer than any S3 key cannot: such a path is neither redirected nor rewritten, so that the
 * origin says 4xx, and no reading of it can lead off the site.
 */
export function isPlain(path: string): boolean {
  return path.charAt(0) === "/" && path.length <= longestKeyPath && !NOT_PLAIN.test(path);
}

/** A path of such characters alone, as most are. */
const ALL_PLAIN = /^[\w\-.~!$&'()*+,:;=@/]*$/;

/**
 * The canonical spelling of a path that is not encoded yet, in which browsers send it and invalidations name it. Half of
 * a character has no UTF-8: browsers send U+FFFD in its place.
 */
export function encodePath(path: string): string {
  if (ALL_PLAIN.test(path)) return path;
  return encodeURI(path.replace(/\p{Surrogate}/gu, "\ufffd"))
    .replaceAll("?", "%3F")
    .replaceAll("#", "%23");
}

/** A path as text; undefined where an escape is broken, or its bytes are no UTF-8. */
export function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
