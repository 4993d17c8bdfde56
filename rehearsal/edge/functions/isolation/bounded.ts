import type { Node, Program } from "acorn";
import { type SyntaxNode, walk } from "../../../../facts/syntax-tree";

/** Methods that make an expression of a string. */
const compiling = new Set(["match", "matchAll", "search"]);

/**
 * Whether the counter of metered code sees everything that could take long in it. It does not see into a regular
 * expression, which may backtrack for ever; a time limit does. This keeps mistakes from hanging the edge; it is no wall
 * against code that means to.
 */
export function isBounded(program: Program): boolean {
  const allowed = new Set<SyntaxNode>();
  let bounded = true;
  walk(program as Node as SyntaxNode, (node) => {
    if (isCallWithExpression(node)) allowed.add(node.callee as SyntaxNode);
    if (!allowed.has(node) && (mayBacktrack(node) || isUnknownCall(node))) bounded = false;
  });
  return bounded;
}

/** `text.match(/a/)`: the expression is judged by itself. */
function isCallWithExpression(node: SyntaxNode): boolean {
  const [argument] = (node.arguments ?? []) as SyntaxNode[];
  return node.type === "CallExpression" && argument?.type === "Literal" && argument.regex !== undefined;
}

/**
 * Whether a regular expression may take for ever. One that backtracks too much is finished by V8's linear engine
 * (`boundRegExps`), which knows neither look-around nor back-references, nor the flags i, u and v; with one
 * unbounded repetition at most, such a one still takes time that is a low power of its input's length. What is
 * built at run time may be anything.
 */
function mayBacktrack(node: SyntaxNode): boolean {
  if (node.type === "Identifier" && node.name === "RegExp") return true;
  if (node.type === "MemberExpression") {
    const name = memberName(node);
    return name === "constructor" || compiling.has(name ?? "");
  }
  if (node.type !== "Literal" || !node.regex) return false;
  const { pattern, flags } = node.regex as { pattern: string; flags: string };
  const linear = !/[iuv]/.test(flags) && !/\(\?<?[=!]|\\[1-9k]/.test(pattern);
  const repetitions = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, "x").match(/[*+]|\{\d+,\d*\}/g) ?? [];
  return !linear && (repetitions.length > 1 || /\\[1-9k]/.test(pattern));
}

/** A method whose name is worked out may be any. */
function isUnknownCall(node: SyntaxNode): boolean {
  const callee = node.type === "CallExpression" ? (node.callee as SyntaxNode) : undefined;
  return callee?.type === "MemberExpression" && memberName(callee) === undefined;
}

/** Undefined where it is worked out at run time. */
function memberName(node: SyntaxNode): string | undefined {
  const property = node.property as SyntaxNode;
  if (node.computed !== true) return property.name as string;
  return property.type === "Literal" ? String(property.value) : undefined;
}
