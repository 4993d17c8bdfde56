import type { Node, Program } from "acorn";
import { isNode, type SyntaxNode, walk } from "../../../../facts/syntax-tree";
import { atHead, type Edit } from "../isolation/meter";

/** Name of what takes, in a function's module, what a scope keeps for the functions in it. */
export const scopeKeeper = "$outlastScope";

/** Names by which code gets at what is not the same in two calls with the same event, or at what nobody sees it keep. */
const unlike = new Set([
  ...["Date", "random", "arguments", "globalThis", "eval", "Function", "constructor", "Promise", "fromAsync"],
  ...["__proto__", "getPrototypeOf", "setPrototypeOf", "Reflect", "Proxy", "bind", "compile", "WeakRef"],
  ...["FinalizationRegistry", "Atomics", "SharedArrayBuffer", "RegExp"],
]);
/** Globals that are no object, and those that are the module's own. */
const ofNobody = new Set(["undefined", "NaN", "Infinity", "module", "exports"]);

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const loops = new Set(["ForStatement", "ForInStatement", "ForOfStatement"]);
const otherScopes = new Set(["Program", "BlockStatement", "SwitchStatement", "CatchClause"]);

/**
 * What has each scope of a module tell what it keeps for the functions that are made in it; undefined where a call might
 * depend on anything but its event and that: code that asks for the time, writes to a variable of a scope that has been left,
 * or may have hold of what is everybody's. Code that is written otherwise may be as good; it is called each time.
 *
 * @param globals names that the language has
 * @param isAtOnce whether its one async function is called as an ordinary one
 */
export function keptScopes(
  program: Program,
  globals: ReadonlySet<string>,
  isAtOnce: boolean,
): readonly Edit[] | undefined {
  const root = program as Node as SyntaxNode;
  const names = declaredNames(root);
  const all = new Set([...names.values()].flatMap((some) => [...some]));
  for (const name of all) if (globals.has(name)) return undefined;
  /** Scopes in which a function is made. */
  const making = new Set<SyntaxNode>([root]);
  let isTold = true;
  walk(root, (node, above) => {
    if (node.type.startsWith("Class") || node.generator === true || (node.async === true && !isAtOnce))
      isTold = false;
    const text = node.type === "Identifier" ? String(node.name) : node.type === "Literal" ? node.value : "";
    if (typeof text === "string" && (unlike.has(text) || text.startsWith("$outlast"))) isTold = false;
    if (text === "prototype" && !isLookedInto(node, above)) isTold = false;
    if (node.type === "Identifier" && isReference(node, above)) {
      const isGlobal = globals.has(text as string) && !ofNobody.has(text as string);
      if (isGlobal && !isUsedAlone(node, above.at(-1) as SyntaxNode)) isTold = false;
    }
    for (const target of writtenTo(node, above))
      if (!mayWrite(target, node, above, names, all)) isTold = false;
    if (functions.has(node.type) && !noteMaking(node, above, names, making)) isTold = false;
  });
  return isTold ? [...making].flatMap((scope) => keeping(scope, names)) : undefined;
}

/** The names that each scope declares itself. */
function declaredNames(root: SyntaxNode): Map<SyntaxNode, Set<string>> {
  const names = new Map<SyntaxNode, Set<string>>();
  const declare = (scope: SyntaxNode | undefined, patterns: readonly unknown[]) => {
    if (scope === undefined) return;
    const known = names.get(scope) ?? new Set();
    for (const name of patterns.flatMap(boundNames)) known.add(name);
    names.set(scope, known);
  };
  walk(root, (node, above) => {
    const scope = above.findLast(isScope);
    const whole = above.findLast(({ type }) => functions.has(type) || type === "Program");
    if (node.type === "VariableDeclaration") {
      const declared = (node.declarations as SyntaxNode[]).map(({ id }) => id);
      declare(node.kind === "var" ? whole : scope, declared);
    } else if (node.type === "FunctionDeclaration") {
      declare(scope, [node.id]);
      // Sloppy code has that of a block as a variable as well (ECMAScript, B.3.2).
      declare(whole, [node.id]);
    } else if (node.type === "FunctionExpression") declare(node, [node.id]);
    if (functions.has(node.type)) declare(node, node.params as SyntaxNode[]);
    if (node.type === "CatchClause") declare(node, [node.param]);
  });
  return names;
}

function isScope({ type }: SyntaxNode): boolean {
  return functions.has(type) || loops.has(type) || otherScopes.has(type);
}

/** What a pattern gives names to, or writes to: the names and members at its ends. */
function endsOf(pattern: unknown): SyntaxNode[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case "ObjectPattern":
      return (pattern.properties as SyntaxNode[]).flatMap((one) => endsOf(one.value ?? one));
    case "ArrayPattern":
      return (pattern.elements as unknown[]).flatMap(endsOf);
    case "AssignmentPattern":
      return endsOf(pattern.left);
    case "RestElement":
      return endsOf(pattern.argument);
    default:
      return [pattern];
  }
}

function boundNames(pattern: unknown): string[] {
  return endsOf(pattern).map(({ name }) => String(name));
}

/** `Object.prototype.hasOwnProperty`: something in a prototype, and not the prototype itself. */
function isLookedInto(node: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  const [user, parent] = above.slice(-2);
  if (parent?.type !== "MemberExpression" || parent.property !== node || parent.computed === true)
    return false;
  return user?.type === "MemberExpression" && user.object === parent && user.computed !== true;
}

/** Whether an identifier stands for a variable. */
function isReference(node: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  const parent = above.at(-1);
  if (parent === undefined || parent.label === node) return false;
  const isName = parent.property === node || parent.key === node;
  return !isName || parent.computed === true;
}

/** Whether a global is called, or asked for something by its name, so that nobody gets hold of itself. */
function isUsedAlone(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === "CallExpression" || parent.type === "NewExpression") return parent.callee === node;
  if (parent.type === "MemberExpression") return parent.object === node && parent.computed !== true;
  return parent.operator === "typeof" || (parent.operator === "instanceof" && parent.right === node);
}

function writtenTo(node: SyntaxNode, above: readonly SyntaxNode[]): SyntaxNode[] {
  if (node.type === "AssignmentExpression") return endsOf(node.left);
  if (node.type === "UpdateExpression" || node.operator === "delete") return [node.argument as SyntaxNode];
  const parent = above.at(-1);
  const isHead = parent?.type === "ForInStatement" || parent?.type === "ForOfStatement";
  return isHead && parent.left === node && node.type !== "VariableDeclaration" ? endsOf(node) : [];
}

/** A variable of the function that is under way, or something that is no global's: what changes there shows. */
function mayWrite(
  target: SyntaxNode,
  node: SyntaxNode,
  above: readonly SyntaxNode[],
  names: ReadonlyMap<SyntaxNode, ReadonlySet<string>>,
  all: ReadonlySet<string>,
): boolean {
  let owner = target;
  for (; owner.type === "MemberExpression"; owner = owner.object as SyntaxNode)
    if ((owner.property as SyntaxNode).name === "prototype") return false;
  const name = String(owner.name);
  if (owner !== target)
    return owner.type !== "Identifier" || all.has(name) || name === "module" || name === "exports";
  if (owner.type !== "Identifier") return false;
  for (const scope of [...above, node].toReversed()) {
    if (names.get(scope)?.has(name)) return true;
    if (functions.has(scope.type)) return false;
  }
  // Any other variable is made by writing to it, and nothing tells what it keeps.
  return name === "module" || name === "exports";
}

/** Notes the scopes around a function that is made; false where one of them has no place to tell what it keeps. */
function noteMaking(
  made: SyntaxNode,
  above: readonly SyntaxNode[],
  names: ReadonlyMap<SyntaxNode, ReadonlySet<string>>,
  making: Set<SyntaxNode>,
): boolean {
  for (const [at, scope] of above.entries()) {
    if (!names.has(scope)) continue;
    const inner = above[at + 1] ?? made;
    if (scope.type === "SwitchStatement") return false;
    if (functions.has(scope.type) && inner !== scope.body) return false;
    if (loops.has(scope.type) && inner !== scope.body) {
      // What is gone through is worked out before there is a variable.
      if (inner === scope.right) continue;
      return false;
    }
    making.add(scope);
  }
  return true;
}

/** The call that tells what a scope keeps, at its head. */
function keeping(scope: SyntaxNode, names: ReadonlyMap<SyntaxNode, ReadonlySet<string>>): Edit[] {
  const own = scope.type === "Program" ? ["module", "exports"] : [];
  const given = `()=>[${[...own, ...(names.get(scope) ?? [])].join(",")}]`;
  const call = `${scopeKeeper}(${given})`;
  if (scope.type === "Program") {
    const last = (scope.body as SyntaxNode[]).findLast(({ directive }) => directive !== undefined);
    return [{ at: last?.end ?? 0, text: `;${call};` }];
  }
  if (functions.has(scope.type)) return atHead(scope.body as SyntaxNode, scopeKeeper, given);
  const block = scope.type === "BlockStatement" ? scope : (scope.body as SyntaxNode);
  if (block.type === "BlockStatement") return [{ at: block.start + 1, text: `${call};` }];
  return [
    { at: block.start, text: `{${call};` },
    { at: block.end, text: "}" },
  ];
}
