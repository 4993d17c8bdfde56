import { cssReferences } from "./css";
import { htmlReferences } from "./html";
import type { Resolver } from "./resolve";

/** What one file refers to, as keys of the site. Sorted, without itself. */
export interface FileReferences {
  /** What it cannot do without. */
  readonly uses: readonly string[];
  /** Where it leads to. */
  readonly links: readonly string[];
  /** Files that it loads and that are not there, as written. */
  readonly missing: readonly string[];
}

export const noReferences: FileReferences = { uses: [], links: [], missing: [] };

const styleSheet = /^text\/css/;
const markup = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml)/;

/** True for types whose references can be read with certainty. */
export function hasReferences(type: string): boolean {
  return styleSheet.test(type) || markup.test(type);
}

/** Reads the references of a page, an image of markup or a style sheet. */
export function readReferences(
  key: string,
  type: string,
  bytes: Uint8Array,
  resolver: Resolver,
): FileReferences {
  const text = new TextDecoder().decode(bytes);
  if (styleSheet.test(type)) return resolved(key, resolver, { loads: cssReferences(text), links: [] });
  return resolved(key, resolver, htmlReferences(text));
}

function resolved(
  key: string,
  resolver: Resolver,
  found: { readonly base?: string; readonly loads: readonly string[]; readonly links: readonly string[] },
): FileReferences {
  const uses = new Set<string>();
  const links = new Set<string>();
  const missing = new Set<string>();
  for (const reference of found.loads) {
    const target = resolver.resolve(reference, key, found.base);
    if (target === "missing") missing.add(reference);
    else if (target !== undefined && target !== key) uses.add(target);
  }
  for (const reference of found.links) {
    const target = resolver.resolve(reference, key, found.base);
    if (target !== undefined && target !== "missing" && target !== key) links.add(target);
  }
  return { uses: [...uses].sort(), links: [...links].sort(), missing: [...missing].sort() };
}
