import { s3Errors } from "../errors";

/**
 * The key of a request path as S3 reads it: `+` is a space, `%2B` a plus, and dots and double slashes are
 * characters like any other. Throws InvalidURI and KeyTooLongError.
 */
export function keyOfPath(path: string): string {
  const raw = path.startsWith("/") ? path.slice(1) : path;
  const key = /[%+]/.test(raw) ? decode(raw) : raw;
  if (key.length > 341) {
    const bytes = Buffer.byteLength(key);
    if (bytes > 1024) throw s3Errors.keyTooLong(bytes);
  }
  return key;
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    throw s3Errors.invalidUri();
  }
}
