/** A node of an ESTree, with its place in the code and whatever else its type has. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
  readonly [property: string]: unknown;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/**
 * Calls `visit` for a node and everything below it, parents first and in the order of the code, with the nodes above
 * it, the nearest last; that list is good for the call alone. Without recursion: minified expressions are nested as
 * deep as they are long.
 */
export function walk(
  root: SyntaxNode,
  visit: (node: SyntaxNode, above: readonly SyntaxNode[]) => void,
): void {
  const above: SyntaxNode[] = [];
  // Side by side, with no object a node: every script and every page's code comes this way.
  const open: SyntaxNode[] = [root];
  const depths: number[] = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const depth = depths.pop() as number;
    while (above.length > depth) above.pop();
    visit(node, above);
    above.push(node);
    const first = open.length;
    for (const property in node) {
      const value = node[property];
      if (typeof value !== "object" || value === null) continue;
      if (!Array.isArray(value)) {
        if (isNode(value)) open.push(value);
      } else for (const child of value) if (isNode(child)) open.push(child);
    }
    // The last one is next.
    for (let i = first, j = open.length - 1; i < j; i++, j--) {
      const one = open[i] as SyntaxNode;
      open[i] = open[j] as SyntaxNode;
      open[j] = one;
    }
    while (depths.length < open.length) depths.push(depth + 1);
  }
}
