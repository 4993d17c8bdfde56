/** One parsed policy: directive to its source expressions. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** The policies of a header's value: commas separate them, and each is enforced. */
export function parsePolicies(header: string): Policy[] {
  return header.split(",").map(parsePolicy);
}

/** A single policy, as a `<meta>` element has it. The first of equal directives counts. */
export function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const directive of text.split(";")) {
    const [name, ...sources] = directive.trim().split(/\s+/);
    if (name && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
  }
  return policy;
}
