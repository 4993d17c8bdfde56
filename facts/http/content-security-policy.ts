/** One parsed policy: directive to its source expressions. */
export type ContentSecurityPolicy = ReadonlyMap<string, readonly string[]>;

/** What is inline in a page: text of elements, and of event handlers and style attributes. */
export type InlineDirective = "script-src-elem" | "script-src-attr" | "style-src-elem" | "style-src-attr";

/** Directives that govern it, in the order in which a policy is asked (Content Security Policy Level 3, fallback list). */
export const inlineFallbacks: Readonly<Record<InlineDirective, readonly string[]>> = {
  "script-src-elem": ["script-src-elem", "script-src", "default-src"],
  "script-src-attr": ["script-src-attr", "script-src", "default-src"],
  "style-src-elem": ["style-src-elem", "style-src", "default-src"],
  "style-src-attr": ["style-src-attr", "style-src", "default-src"],
};

/** The policies of a header's value, each as its directives: a name in lower case, and source expressions. */
export function directivesOf(header: string): string[][][] {
  return header.split(",").map((policy) =>
    policy
      .split(";")
      .map((directive) => directive.trim().split(/\s+/))
      .filter((words) => words[0] !== "")
      .map((words) => [(words[0] as string).toLowerCase()].concat(words.slice(1))),
  );
}

/** The policies of a header's value: commas separate them, and each is enforced. */
export function parseContentSecurityPolicies(header: string): ContentSecurityPolicy[] {
  return header.split(",").map(parseContentSecurityPolicy);
}

/** A single policy, as a `<meta>` element has it. The first of equal directives counts. */
export function parseContentSecurityPolicy(text: string): ContentSecurityPolicy {
  const policy = new Map<string, readonly string[]>();
  for (const directive of text.split(";")) {
    const [name, ...sources] = directive.trim().split(/\s+/);
    if (name && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
  }
  return policy;
}

/** Whether all inline text is let in. A hash or nonce turns 'unsafe-inline' off, for scripts 'strict-dynamic' does as well. */
export function letsInlineIn(sources: readonly string[]): boolean {
  const words = sources.map((source) => source.toLowerCase());
  if (words.indexOf("'unsafe-inline'") < 0 || words.indexOf("'strict-dynamic'") >= 0) return false;
  return !words.some((word) => /^'(nonce|sha256|sha384|sha512)-/.test(word));
}

/** Whether sources let nothing in, which beside other ones 'none' does not say. */
export function letsNothingIn(sources: readonly string[]): boolean {
  return sources.length === 0 || (sources.length === 1 && (sources[0] as string).toLowerCase() === "'none'");
}
