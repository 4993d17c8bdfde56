import type { Node, Program } from "acorn";
import { type AnyNode, walk } from "./syntax";

/** Name of the counting function that metered code calls; code that has the name itself cannot be metered. */
export const tick = "$outlastTick";

export interface MeteredCode {
  /** The code, for a scope in which `tick` is; modules that it imports come from a `require` there. */
  readonly code: string;
  /** Whether the counter sees everything that could take long: false where a regular expression may backtrack. */
  readonly bounded: boolean;
}

interface Edit {
  readonly at: number;
  readonly text: string;
  /** End of the code that the text replaces; nothing is replaced without it. */
  readonly until?: number;
}

/**
 * Puts a call of the counter at the head of every loop and function, so that code that never returns ends when
 * its fuel does, at a cost that a time limit around each call would exceed a hundredfold.
 */
export function meter(code: string, program: Program): MeteredCode {
  const edits: Edit[] = [];
  let bounded = true;
  walk(program as Node as AnyNode, (node) => {
    if (isLoop(node)) meterStatement(node.body as AnyNode, edits);
    else if (isFunction(node)) meterFunction(node.body as AnyNode, edits);
    else if (node.type === "ImportDeclaration") edits.push(importEdit(code, node));
    if (mayBacktrack(node)) bounded = false;
  });
  return { code: apply(code, edits), bounded };
}

const loops = new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
]);
const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function isLoop(node: AnyNode): boolean {
  return loops.has(node.type);
}

function isFunction(node: AnyNode): boolean {
  return functions.has(node.type);
}

function meterStatement(body: AnyNode, edits: Edit[]): void {
  if (body.type === "BlockStatement") edits.push({ at: body.start + 1, text: `${tick}();` });
  else edits.push({ at: body.start, text: `{${tick}();` }, { at: body.end, text: "}" });
}

function meterFunction(body: AnyNode, edits: Edit[]): void {
  if (body.type === "BlockStatement") edits.push({ at: afterDirectives(body), text: `;${tick}();` });
  else edits.push({ at: body.start, text: `(${tick}(),` }, { at: body.end, text: ")" });
}

/** "use strict" counts only at the head of a function. */
function afterDirectives(body: AnyNode): number {
  const last = (body.body as AnyNode[]).findLast(({ directive }) => directive !== undefined);
  return last?.end ?? body.start + 1;
}

/** `import a, { b as c } from "m"` becomes declarations over as many lines, so that line numbers hold. */
function importEdit(code: string, node: AnyNode): Edit {
  const source = JSON.stringify((node.source as AnyNode).value);
  const declarations = (node.specifiers as AnyNode[]).map((specifier) => {
    const local = (specifier.local as AnyNode).name as string;
    const imported = specifier.imported as AnyNode | undefined;
    return `const ${local}=require(${source})${imported ? `.${imported.name as string}` : ""};`;
  });
  const lines = code.slice(node.start, node.end).replace(/[^\n]/g, "");
  return { at: node.start, until: node.end, text: declarations.join("") + lines };
}

/**
 * Whether a regular expression may take for ever. One that backtracks too much is finished by V8's linear engine
 * (`boundRegExps`), which knows neither look-around nor back-references, nor the flags i, u and v; with one
 * unbounded repetition at most, such a one still takes time that is a low power of its input's length. What is
 * built at run time may be anything.
 */
function mayBacktrack(node: AnyNode): boolean {
  if (node.type === "Identifier" && node.name === "RegExp") return true;
  if (node.type === "Literal" && node.regex) {
    const { pattern, flags } = node.regex as { pattern: string; flags: string };
    const linear = !/[iuv]/.test(flags) && !/\(\?<?[=!]|\\[1-9k]/.test(pattern);
    const repetitions = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, "x").match(/[*+]|\{\d+,\d*\}/g) ?? [];
    return !linear && (repetitions.length > 1 || /\\[1-9k]/.test(pattern));
  }
  const called = node.type === "CallExpression" ? (node.callee as AnyNode) : undefined;
  if (called?.type !== "MemberExpression" || called.computed) return false;
  const method = (called.property as AnyNode).name as string;
  const argument = (node.arguments as AnyNode[])[0];
  // These three compile a string argument to an expression.
  return (
    ["match", "matchAll", "search"].includes(method) && !(argument?.type === "Literal" && argument.regex)
  );
}

function apply(code: string, edits: readonly Edit[]): string {
  let out = "";
  let from = 0;
  // Stable by position: at one place, what was found first (the outer construct) stays outside.
  for (const { at, until, text } of [...edits].sort((a, b) => a.at - b.at)) {
    out += code.slice(from, at) + text;
    from = until ?? at;
  }
  return out + code.slice(from);
}
