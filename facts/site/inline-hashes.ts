import {
  directivesOf,
  type InlineDirective,
  inlineFallbacks,
  letsInlineIn,
  letsNothingIn,
} from "../http/content-security-policy";
import type { HeaderChange } from "./header-rules";

/** Metadata of a page's object with the hashes of what is inline in it, and the header that S3 makes of it. */
export const inlineHashesMetadata = "outlast-csp";
export const inlineHashesHeader = "x-amz-meta-outlast-csp";

/** S3 keeps 2 KB of metadata with an object, names included (S3 guide, Working with object metadata). Bytes. */
export const longestInlineHashes = 2048 - inlineHashesHeader.length;

const policyHeader = "Content-Security-Policy";

/** Hashes alone: nothing that is written beside an object can let in more than texts that somebody has hashed. */
const syntax =
  /^(script|style)-src-(elem|attr)( 'sha256-[A-Za-z0-9+/]{43}=')+(; (script|style)-src-(elem|attr)( 'sha256-[A-Za-z0-9+/]{43}=')+)*$/;

/** Source expressions by what they are of, as metadata has them; "" where there are none. */
export function writeInlineHashes(hashes: Readonly<Partial<Record<InlineDirective, readonly string[]>>>) {
  return Object.keys(hashes)
    .sort()
    .map((name) => [name].concat([...(hashes[name as InlineDirective] ?? [])].sort()))
    .filter(({ length }) => length > 1)
    .map((words) => words.join(" "))
    .join("; ");
}

/** The hashes of such metadata; none of a text that no release has written. */
export function readInlineHashes(text: string): string[][] {
  return syntax.test(text) ? text.split("; ").map((part) => part.split(" ")) : [];
}

/**
 * A header's policies with the hashes of a page in them, each where it has the say. A directive that lets in nothing, or
 * every inline text, stays as it is: a hash would turn the first word, or the other, off.
 */
export function withInlineHashes(header: string, text: string): string {
  const additions = readInlineHashes(text);
  if (additions.length === 0) return header;
  return directivesOf(header)
    .map((directives) => {
      for (let i = 0; i < additions.length; i++) addHashes(directives, additions[i] as string[]);
      return directives.map((words) => words.join(" ")).join("; ");
    })
    .join(", ");
}

function addHashes(directives: string[][], addition: string[]): void {
  const kind = addition[0] as InlineDirective;
  const governing = governingOf(directives, inlineFallbacks[kind]);
  if (governing === undefined) return;
  const sources = governing.slice(1);
  if (letsNothingIn(sources) || letsInlineIn(sources)) return;
  let words = governing;
  if (governing[0] === "default-src") {
    words = [inlineFallbacks[kind][1] as string].concat(sources);
    directives.push(words);
  }
  const wanted = (kind.slice(-5) === "-attr" ? ["'unsafe-hashes'"] : []).concat(addition.slice(1));
  for (let i = 0; i < wanted.length; i++) {
    const word = wanted[i] as string;
    if (words.indexOf(word) < 0) words.push(word);
  }
}

function governingOf(directives: string[][], names: readonly string[]): string[] | undefined {
  for (let i = 0; i < names.length; i++)
    for (let j = 0; j < directives.length; j++)
      if ((directives[j] as string[])[0] === names[i]) return directives[j];
  return undefined;
}

/** What a header function knows of the site's policy; none where no hashes travel. */
export interface InlineHashesSettings {
  /** The policy of answers that no rule gives another; "" if there is none. */
  readonly policy: string;
}

/**
 * The changes of header rules with what the hashes of a page make of them; the metadata's own header goes. A 304 without
 * metadata speaks of a page that whoever asks has, with its policy: any other would take that one's place.
 *
 * @param text the metadata's value, "" if there is none
 */
export function changesWithHashes(
  changes: HeaderChange[],
  settings: InlineHashesSettings,
  status: number,
  text: string,
): HeaderChange[] {
  const isPolicy = (change: HeaderChange) => change.name.toLowerCase() === policyHeader.toLowerCase();
  if (text === "") {
    if (status !== 304) return changes;
    return changes.filter((change) => !isPolicy(change)).concat([{ name: policyHeader }]);
  }
  const own = changes.filter(isPolicy);
  const last = own[own.length - 1];
  const policy = last === undefined ? settings.policy : last.value;
  const all = changes.concat([{ name: inlineHashesHeader }]);
  return policy ? all.concat([{ name: policyHeader, value: withInlineHashes(policy, text) }]) : all;
}
