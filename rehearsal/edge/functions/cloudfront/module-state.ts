import type { Node, Program } from "acorn";
import { type SyntaxNode, walk } from "../../../../facts/syntax-tree";

/** Names by which code gets at what is not the same in two calls with the same request, or at what nobody sees it keep. */
const unlike = new Set([
  ...["Date", "random", "requestId", "context", "arguments", "globalThis", "eval", "Function"],
  ...["constructor", "prototype", "__proto__", "setPrototypeOf", "defineProperty", "defineProperties"],
]);
/** Methods that the language has of its own: everybody's, and each is an object that may be written to. */
const methods: ReadonlySet<string> = new Set(
  [Object, Function, Array, String, Number, Boolean, RegExp, Promise, Error, Uint8Array]
    .flatMap(({ prototype }) => [prototype, Object.getPrototypeOf(prototype) ?? {}])
    .flatMap((prototype) => Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    .filter(([, { value }]) => typeof value === "function")
    .map(([name]) => name),
);
/** Of an event, what is the same wherever the request is: its context has an id of its own each time. */
const ofRequest = new Set(["request", "response", "viewer"]);

/** What a module keeps between calls: the expressions that tell all of it; undefined where they might not. */
export type ModuleState = readonly string[] | undefined;

/**
 * Whether a function's answer depends on its request and its store alone, as far as its code shows, and what of its module
 * would have to change for it to depend on the calls before. Code that is written otherwise may be as good; it is called each time.
 */
export function moduleState(program: Program): ModuleState {
  const root = program as Node as SyntaxNode;
  const positions: string[] = [];
  const top = new Set<string>();
  const data = new Set<string>();
  let handler: SyntaxNode | undefined;
  for (const statement of root.body as SyntaxNode[]) {
    if (statement.type === "ImportDeclaration") {
      for (const { local } of statement.specifiers as { local: SyntaxNode }[]) top.add(nameOf(local));
    } else if (statement.type === "FunctionDeclaration") {
      top.add(nameOf(statement.id));
      if (nameOf(statement.id) === "handler") handler = statement;
    } else if (statement.type === "VariableDeclaration") {
      for (const { id, init } of statement.declarations as { id: SyntaxNode; init?: SyntaxNode | null }[]) {
        top.add(nameOf(id));
        if (init && isFunction(init) && nameOf(id) === "handler") handler = init;
        if (init && !isFunction(init) && !isData(init, data)) return undefined;
        if (init && !isFunction(init)) data.add(nameOf(id));
        if (init?.regex) positions.push(`${nameOf(id)}.lastIndex`);
      }
    } else return undefined;
  }
  return handler && isFunctionOfRequest(handler) && leavesAlone(root, top)
    ? [...top, ...positions]
    : undefined;
}

function nameOf(identifier: unknown): string {
  return String((identifier as SyntaxNode).name);
}

function isFunction({ type }: SyntaxNode): boolean {
  return type === "FunctionExpression" || type === "ArrowFunctionExpression";
}

/**
 * What JSON has, and regular expressions: nothing in it can keep what JSON of it would not show. What is worked out of
 * such values, of which `before` has the names, is a number, a text or the like, and the same each time it is loaded.
 */
function isData(node: SyntaxNode, before: ReadonlySet<string>): boolean {
  switch (node.type) {
    case "Literal":
      return true;
    case "TemplateLiteral":
      return (node.expressions as SyntaxNode[]).length === 0;
    case "UnaryExpression":
      return isData(node.argument as SyntaxNode, before);
    case "BinaryExpression":
      return [node.left as SyntaxNode, node.right as SyntaxNode].every(
        (one) => isData(one, before) || (one.type === "Identifier" && before.has(nameOf(one))),
      );
    case "ArrayExpression":
      return (node.elements as (SyntaxNode | null)[]).every(
        (one) => one !== null && !one.regex && isData(one, before),
      );
    case "ObjectExpression":
      return (node.properties as SyntaxNode[]).every(({ computed, kind, value }) => {
        const held = value as SyntaxNode;
        return kind === "init" && computed !== true && !held.regex && isData(held, before);
      });
    default:
      return false;
  }
}

/** Whether of its event a handler takes the request alone, and hands the event to nobody. */
function isFunctionOfRequest(handler: SyntaxNode): boolean {
  const [event, ...others] = handler.params as SyntaxNode[];
  if (event === undefined) return true;
  if (event.type !== "Identifier" || others.length > 0) return false;
  let isOfRequest = true;
  walk(handler, (node, above) => {
    if (node === event || node.type !== "Identifier" || node.name !== event.name) return;
    const parent = above.at(-1) as SyntaxNode;
    // Another object's property of that name, or a key.
    if (parent.type === "MemberExpression" && parent.property === node && parent.computed !== true) return;
    if (parent.type === "Property" && parent.key === node && parent.computed !== true && !parent.shorthand)
      return;
    const isPart =
      parent.type === "MemberExpression" &&
      parent.object === node &&
      parent.computed !== true &&
      ofRequest.has(nameOf(parent.property));
    if (!isPart) isOfRequest = false;
  });
  return isOfRequest;
}

/** Whether the code names nothing that differs from call to call, and writes to nothing that is everybody's. */
function leavesAlone(root: SyntaxNode, top: ReadonlySet<string>): boolean {
  const declared = new Set<string>();
  walk(root, (node) => {
    if (node.type === "VariableDeclarator") declared.add(nameOf(node.id));
    if (node.type === "CatchClause" && node.param) declared.add(nameOf(node.param));
    for (const one of (node.params ?? []) as SyntaxNode[]) declared.add(nameOf(one));
  });
  let isAlone = true;
  walk(root, (node, above) => {
    if (node.type === "ThisExpression") isAlone = false;
    if (node.type === "Identifier" && (unlike.has(nameOf(node)) || nameOf(node).startsWith("$outlast")))
      isAlone = false;
    // Names that are worked out, of what everybody has.
    if (node.type === "Literal" && unlike.has(String(node.value))) isAlone = false;
    if (node.type === "MemberExpression" && node.computed === true) {
      const { name, type } = node.object as SyntaxNode;
      if (type === "Identifier" && !declared.has(String(name)) && !top.has(String(name))) isAlone = false;
    }
    if (takesMethod(node, above)) isAlone = false;
    if (node.type === "Identifier" && node.name === "Math" && above.at(-1)?.object !== node) isAlone = false;
    const written = writtenBy(node, above);
    if (written === undefined) return;
    const owner = ownerOf(written);
    if (owner === undefined || top.has(owner) || !declared.has(owner)) isAlone = false;
  });
  return isAlone;
}

/** Whether it is one of the language's own methods, and not a call of it: what is kept there, every later call finds. */
function takesMethod(node: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  const parent = above.at(-1);
  if (node.type === "Property" && parent?.type === "ObjectPattern")
    return node.computed === true || methods.has(keyOf(node.key as SyntaxNode));
  if (node.type !== "MemberExpression" || !methods.has(keyOf(node.property as SyntaxNode))) return false;
  return !(parent?.type === "CallExpression" && parent.callee === node);
}

/** A name or a text, of what is no computed one. */
function keyOf(key: SyntaxNode): string {
  return key.type === "Literal" ? String(key.value) : String(key.name);
}

function writtenBy(node: SyntaxNode, above: readonly SyntaxNode[]): SyntaxNode | undefined {
  if (node.type === "AssignmentExpression") return node.left as SyntaxNode;
  if (node.type === "UpdateExpression") return node.argument as SyntaxNode;
  if (node.type === "UnaryExpression" && node.operator === "delete") return node.argument as SyntaxNode;
  const parent = above.at(-1);
  return parent?.type === "ForInStatement" && parent.left === node && node.type !== "VariableDeclaration"
    ? node
    : undefined;
}

/** The name at the root of `a.b.c`; undefined for what has none, such as what a call gave, which may be everybody's. */
function ownerOf(target: SyntaxNode): string | undefined {
  let at = target;
  while (at.type === "MemberExpression") at = at.object as SyntaxNode;
  return at.type === "Identifier" ? nameOf(at) : undefined;
}
