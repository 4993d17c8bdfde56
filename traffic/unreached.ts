import type { UrlStyle } from "../facts/site/url-style";
import { pathsOf } from "../facts/site/visitor-path";

/** Paths of the files that nobody asked for under any of their names, in order. */
export function unreachedOf(asked: ReadonlySet<string>, keys: readonly string[], urls: UrlStyle): string[] {
  return keys
    .flatMap((key) => {
      const paths = pathsOf(key, urls);
      const [first] = paths;
      return first === undefined || paths.some((path) => asked.has(path)) ? [] : [first];
    })
    .toSorted();
}
