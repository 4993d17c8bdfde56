import { remembered } from "../../../facts/remembered";
import { keyOfPath } from "../../../facts/site/object-path";
import { s3Errors } from "../errors";

const atRest = remembered((path) => keyOfPath(path, "rest"));
const atWebsite = remembered((path) => keyOfPath(path, "website"));

/** As `keyOfPath`. */
export function endpointKey(path: string, endpoint: "rest" | "website"): string | undefined {
  return endpoint === "rest" ? atRest(path) : atWebsite(path);
}

/** The key that an endpoint reads from a path. Throws InvalidURI and KeyTooLongError. */
export function requestedKey(path: string, endpoint: "rest" | "website"): string {
  const key = endpointKey(path, endpoint);
  if (key === undefined) throw s3Errors.invalidUri();
  if (key.length > 341) {
    const bytes = Buffer.byteLength(key);
    if (bytes > 1024) throw s3Errors.keyTooLong(bytes);
  }
  return key;
}
