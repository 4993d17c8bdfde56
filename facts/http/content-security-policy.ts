/** One parsed policy: directive to its source expressions. */
export type ContentSecurityPolicy = ReadonlyMap<string, readonly string[]>;

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
