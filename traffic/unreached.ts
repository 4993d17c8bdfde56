import type { UrlStyle } from "../facts/site/url-style";
import { pathsOf } from "../facts/site/visitor-path";

/** Keys of the content, and how visitors reach them. */
export interface AskableContent {
  readonly keys: readonly string[];
  readonly urls: UrlStyle;
}

/** Every path that leads to one of the files. */
export function pathsOfContent({ keys, urls }: AskableContent): string[] {
  return keys.flatMap((key) => pathsOf(key, urls));
}

/** Paths of the files that nobody asked for under any of their names, in order. */
export function unreachedOf(
  asked: ReadonlySet<string | undefined>,
  { keys, urls }: AskableContent,
): string[] {
  return keys
    .flatMap((key) => {
      const paths = pathsOf(key, urls);
      const [first] = paths;
      return first === undefined || paths.some((path) => asked.has(path)) ? [] : [first];
    })
    .toSorted();
}
