/**
 * For each node, how many steps the longest way down from it has: above every node that it points to. Nodes of a cycle
 * share a level. `targets(node)` are indices of nodes.
 *
 * Tarjan's components come out with what they point to before them, which is the order in which levels are known;
 * without recursion, since chains of pages can be as long as the site.
 */
export function levels(count: number, targets: (node: number) => readonly number[]): number[] {
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const level = new Int32Array(count).fill(-1);
  const stack: number[] = [];
  let counter = 0;

  const enter = (node: number) => {
    index[node] = low[node] = counter++;
    stack.push(node);
    return { node, next: 0 };
  };
  const close = (node: number) => {
    const members = stack.splice(stack.lastIndexOf(node));
    let height = 0;
    for (const member of members)
      for (const target of targets(member)) {
        const below = level[target] as number;
        if (below >= 0) height = Math.max(height, below + 1);
      }
    for (const member of members) level[member] = height;
  };

  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const { node } = frame;
      const target = targets(node)[frame.next++];
      if (target === undefined) {
        path.pop();
        if (low[node] === index[node]) close(node);
        const parent = path.at(-1)?.node;
        if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
      } else if (index[target] === -1) {
        path.push(enter(target));
      } else if (level[target] === -1) {
        low[node] = Math.min(low[node] as number, index[target] as number);
      }
    }
  }
  return Array.from(level);
}
