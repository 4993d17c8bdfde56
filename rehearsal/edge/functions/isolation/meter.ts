import type { Node, Program } from "acorn";
import { type SyntaxNode, walk } from "../../../../facts/syntax-tree";

/** Name of the counting function that metered code calls. */
export const tick = "$outlastTick";

/** Whether code has that name itself, however it is spelled: such code cannot be metered. */
export function hasTick(program: Program): boolean {
  let found = false;
  walk(program as Node as SyntaxNode, (node) => {
    if (node.type === "Identifier" && node.name === tick) found = true;
  });
  return found;
}

/** A change of code. */
export interface Edit {
  readonly at: number;
  readonly text: string;
  /** End of the code that the text replaces; nothing is replaced without it. */
  readonly until?: number;
}

/**
 * Puts a call of the counter at the head of every loop and function, so that code that never returns ends when
 * its fuel does, at a cost that a time limit around each call would exceed a hundredfold. The result is for a scope in
 * which `tick` is; modules that the code imports come from a `require` there.
 *
 * @param changes what is changed besides; at one place, these come first
 */
export function meter(code: string, program: Program, changes: readonly Edit[] = []): string {
  const edits = [...changes];
  walk(program as Node as SyntaxNode, (node) => {
    if (isLoop(node)) meterStatement(node.body as SyntaxNode, edits);
    else if (isFunction(node)) edits.push(...atHead(node.body as SyntaxNode, tick));
    else if (node.type === "ImportDeclaration") edits.push(importEdit(code, node));
  });
  return apply(code, edits);
}

const loops = new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
]);
const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function isLoop(node: SyntaxNode): boolean {
  return loops.has(node.type);
}

function isFunction(node: SyntaxNode): boolean {
  return functions.has(node.type);
}

function meterStatement(body: SyntaxNode, edits: Edit[]): void {
  if (body.type === "BlockStatement") edits.push({ at: body.start + 1, text: `${tick}();` });
  else edits.push({ at: body.start, text: `{${tick}();` }, { at: body.end, text: "}" });
}

/** Has a function call another one by name before it does anything else, with what is given to it, as code. */
export function atHead(body: SyntaxNode, called: string, given = ""): Edit[] {
  if (body.type === "BlockStatement") return [{ at: afterDirectives(body), text: `;${called}(${given});` }];
  return [
    { at: body.start, text: `(${called}(${given}),` },
    { at: body.end, text: ")" },
  ];
}

/** "use strict" counts only at the head of a function. */
function afterDirectives(body: SyntaxNode): number {
  const last = (body.body as SyntaxNode[]).findLast(({ directive }) => directive !== undefined);
  return last?.end ?? body.start + 1;
}

/** `import a, { b as c } from "m"` becomes declarations over as many lines, so that line numbers hold. */
function importEdit(code: string, node: SyntaxNode): Edit {
  const source = JSON.stringify((node.source as SyntaxNode).value);
  const declarations = (node.specifiers as SyntaxNode[]).map((specifier) => {
    const local = (specifier.local as SyntaxNode).name as string;
    const imported = specifier.imported as SyntaxNode | undefined;
    return `const ${local}=require(${source})${imported ? `.${imported.name as string}` : ""};`;
  });
  const lines = code.slice(node.start, node.end).replace(/[^\n]/g, "");
  return { at: node.start, until: node.end, text: declarations.join("") + lines };
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
