const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/** An S3 key has at most 1,024 bytes, three characters each once percent-encoded; "/" comes before it. */
const LONGEST_PATH = 1 + 3 * 1024;

/** Separators in every spelling that some reader takes for a slash. */
const NOT_PLAIN =
  /\\|%5C|(?:\/|%2F)(?:\/|%2F)|(?:\/|%2F)\.\.?(?:\/|%2F|$)|%[01][0-9A-F]|%7F|%(?![0-9A-F][0-9A-F])/;

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
 * The one spelling of equivalent paths: unreserved characters plain, other escapes in upper case (RFC 3986, 6.2.2).
 * Dot segments stay; see `isPlain`.
 */
export function canonicalPath(uri: string): string {
  const path = encodeUnsafe(uri);
  if (!path.includes("%")) return path;
  return path.replace(/%[0-9A-Fa-f]{2}/g, canonicalEscape);
}

function canonicalEscape(triplet: string): string {
  const character = String.fromCharCode(parseInt(triplet.slice(1), 16));
  return UNRESERVED.test(character) ? character : triplet.toUpperCase();
}

/**
 * Whether a canonical path can name a document. Empty and dot segments, backslashes, control characters, broken
 * escapes and what is longer than any S3 key cannot: such a path is neither redirected nor rewritten, so that the
 * origin says 4xx, and no reading of it can lead off the site.
 */
export function isPlain(path: string): boolean {
  return path.charAt(0) === "/" && path.length <= LONGEST_PATH && !NOT_PLAIN.test(path);
}
