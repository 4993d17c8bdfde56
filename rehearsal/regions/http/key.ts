import { keyOfPath } from "../../../facts/site/object-path";
import { s3Errors } from "../errors";

/** The key that an endpoint reads from a path. Throws InvalidURI and KeyTooLongError. */
export function requestedKey(path: string, endpoint: "rest" | "website"): string {
  const key = keyOfPath(path, endpoint);
  if (key === undefined) throw s3Errors.invalidUri();
  if (key.length > 341) {
    const bytes = Buffer.byteLength(key);
    if (bytes > 1024) throw s3Errors.keyTooLong(bytes);
  }
  return key;
}
