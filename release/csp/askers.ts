import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";
import { calledName } from "./script-values";

/** Names of a library's clients: variables and members of a script that ask for what they are given. */
export type Askers = ReadonlySet<string>;

/** What asks for an address, whoever has it. */
const anyones = /^(\$?axios|ajax|getJSON|got|ky|patch|post|request)$/;
/** What clients have, and maps, caches, sets and elements as well. */
const clientsOwn = /^(delete|get|head|options|put)$/;
const clients = /^[$_]?(axios|got|http|httpClient|ky|request|superagent)$/;
const jQuery = /^(\$|jQuery)$/;
/** What d3 reads files by. */
const readers = /^(blob|buffer|csv|dsv|html|json|svg|text|tsv|xml)$/;
/** What makes clients, and what they are told that nothing else is. */
const making = /^(create|extend)$/;
const ofClients = /^(baseURL|prefixUrl)$/;

/** What a module is imported by whose names ask. */
const library = /(^|[/@])(axios|d3|d3-fetch|got|ky|superagent)([/@]|$)/;

/** Clients that a script makes or imports; a name that stands for something else as well is none. */
export function askersOf(program: SyntaxNode): Askers {
  const found = new Map<string, boolean>();
  walk(program, (node) => {
    if (node.type === "VariableDeclarator" && isNode(node.init)) note(node.id, node.init);
    else if (node.type === "AssignmentExpression") note(node.left, node.right);
    else if (node.type === "PropertyDefinition") note(node.key, node.value);
    else if (node.type === "ImportDeclaration" && library.test(String((node.source as SyntaxNode).value)))
      for (const { local } of node.specifiers as SyntaxNode[]) found.set(calledName(local), true);
  });
  return new Set([...found].flatMap(([name, isClient]) => (isClient ? [name] : [])));

  function note(target: unknown, value: unknown): void {
    const name = calledName(target);
    if (name !== "") found.set(name, makesClient(value) && found.get(name) !== false);
  }
}

/** Whether a call asks for the address that it is given. */
export function isAsking(call: SyntaxNode, above: readonly SyntaxNode[], askers: Askers): boolean {
  const { callee } = call;
  const name = calledName(callee);
  if (call.type !== "CallExpression" || name === "") return false;
  if (anyones.test(name) || (making.test(name) && makesClient(call))) return true;
  const owner = isNode(callee) && callee.type === "MemberExpression" ? callee.object : undefined;
  if (owner === undefined) return askers.has(name);
  const by = calledName(owner);
  if (readers.test(name)) return by === "d3" || askers.has(by);
  if (!clientsOwn.test(name)) return false;
  if (clients.test(by) || askers.has(by) || makesClient(owner)) return true;
  // Minified, a client is called by any letter; what a map has is not waited for.
  return name === "get" && (jQuery.test(by) || isAwaited(above.at(-1)));
}

/** `axios.create({ baseURL })`, by whatever name a bundle has it. */
function makesClient(node: unknown): boolean {
  if (!isNode(node) || node.type !== "CallExpression" || !isNode(node.callee)) return false;
  if (!making.test(calledName(node.callee))) return false;
  return clients.test(calledName(node.callee.object)) || (node.arguments as SyntaxNode[]).some(isForClients);
}

function isForClients({ properties, type }: SyntaxNode): boolean {
  if (type !== "ObjectExpression") return false;
  return (properties as SyntaxNode[]).some(({ key }) => ofClients.test(calledName(key)));
}

function isAwaited(parent: SyntaxNode | undefined): boolean {
  return (
    parent?.type === "AwaitExpression" ||
    (parent?.type === "MemberExpression" && calledName(parent) === "then")
  );
}
