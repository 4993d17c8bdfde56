import type { Node, Program } from "acorn";
import { type SyntaxNode, walk } from "../../../../facts/syntax-tree";
import { atHead, type Edit } from "../isolation/meter";

/** Name of what the handler calls first in code that answers at once. */
export const entered = "$outlastEntered";

/** Names by which code gets at a promise that is not its handler's own. */
const ofPromises = new Set(["Promise", "then", "catch", "finally", "fromAsync", entered]);

/**
 * What makes an ordinary function of the one async function of some code; undefined where that waits for something, or the
 * code has promises besides. Most handlers are async and wait for nothing: what such a one returns is its answer, and nothing
 * of it runs later. That holds for a handler which nobody calls but who has the event, so it says when it is called.
 */
export function atOnce(code: string, program: Program): readonly Edit[] | undefined {
  const asyncs: SyntaxNode[] = [];
  let waits = false;
  walk(program as Node as SyntaxNode, (node) => {
    if (node.async === true) asyncs.push(node);
    if (node.type === "AwaitExpression" || node.await === true) waits = true;
    if (ofPromises.has(String(node.type === "Literal" ? node.value : node.name))) waits = true;
  });
  const [handler, ...others] = asyncs;
  if (waits || handler === undefined || others.length > 0 || handler.generator === true) return undefined;
  // A method's function begins behind its name.
  if (!code.startsWith("async", handler.start)) return undefined;
  return [
    { at: handler.start, until: handler.start + "async".length, text: "" },
    ...atHead(handler.body as SyntaxNode, entered),
  ];
}
