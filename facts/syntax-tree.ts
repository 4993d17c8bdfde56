/** A node of an ESTree, with its place in the code and whatever else its type has. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
  readonly [property: string]: unknown;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string";
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
  const open = [{ node: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    above.length = depth;
    visit(node, above);
    above.push(node);
    const first = open.length;
    for (const property in node) {
      const value = node[property];
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) open.push({ node: child, depth: depth + 1 });
    }
    // The last one is next.
    for (let i = first, j = open.length - 1; i < j; i++, j--)
      [open[i], open[j]] = [open[j] as (typeof open)[0], open[i] as (typeof open)[0]];
  }
}
