import { type Program, parse } from "acorn";
import { type SyntaxNode, walk } from "../../../../facts/syntax-tree";
import type { LambdaFunction } from "../../model";
import { isBounded } from "../isolation/bounded";
import { hasTick, meter } from "../isolation/meter";
import { atOnce } from "./at-once";
import { keptScopes } from "./kept-scopes";
import { RememberedEvents } from "./remembered-events";

/** A function that needs nothing of Node: one CommonJS module, and what the language itself has. */
export interface SelfContained {
  /** With its counter. */
  readonly code: string;
  /** The same, where it leaves no promise if its handler is what it seems to be (`atOnce`). */
  readonly codeAtOnce: string | undefined;
  /** Whether that counter bounds every call. */
  readonly bounded: boolean;
  /** Name under which the module exports the handler. */
  readonly handler: string;
  /** What it came to for events, wherever its code was loaded; undefined where that does not show all that it keeps. */
  readonly events: RememberedEvents | undefined;
}

/** What a metered context has, with the meaning that it has in Node. `eval` and the like are left out on purpose. */
const languageGlobals = new Set(
  (
    "Array ArrayBuffer BigInt Boolean DataView Date Error EvalError Float32Array Float64Array Infinity Int16Array " +
    "Int32Array Int8Array JSON Map Math NaN Number Object Promise RangeError ReferenceError Reflect RegExp Set String " +
    "Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array WeakMap WeakSet console " +
    "decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt undefined " +
    "arguments module exports"
  ).split(" "),
);

/** Names that mean something in a Node.js module and nothing in a metered context. */
const nodeNames = new Set(
  [...Object.getOwnPropertyNames(globalThis), "require", "__filename", "__dirname"].filter(
    (name) => !languageGlobals.has(name),
  ),
);

const refusedNodes = new Set([
  "ExportAllDeclaration",
  "ExportDefaultDeclaration",
  "ExportNamedDeclaration",
  "ImportDeclaration",
  "ImportExpression",
  "MetaProperty",
  "WithStatement",
]);

/** As many as a project has functions, with room: every rehearsal of a site loads the same ones again. */
const remembered = 16;
const known = new Map<string, SelfContained | undefined>();

/**
 * The function, where its code shows that it needs nothing of Node; undefined where it does, or may. Scopes are not
 * worked out: a name of Node's is one name too many, even where a local variable has it.
 */
export function selfContained(fn: LambdaFunction): SelfContained | undefined {
  const dot = fn.handler.lastIndexOf(".");
  const file = fn.files.get(`${fn.handler.slice(0, dot)}.js`);
  if (file === undefined || fn.files.has("package.json")) return undefined;
  const code = Buffer.from(file).toString("utf8");
  const id = `${fn.handler} ${code}`;
  if (!known.has(id)) {
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(id, read(code, fn.handler.slice(dot + 1)));
  }
  return known.get(id);
}

function read(code: string, handler: string): SelfContained | undefined {
  const program = parsed(code);
  if (program === undefined || hasTick(program) || !needsOnlyTheLanguage(program)) return undefined;
  const changes = atOnce(code, program);
  const scopes = keptScopes(program, languageGlobals, changes !== undefined);
  return {
    code: meter(code, program, changes === undefined ? scopes : []),
    codeAtOnce: changes && meter(code, program, [...changes, ...(scopes ?? [])]),
    bounded: isBounded(program),
    handler,
    events: scopes && new RememberedEvents(),
  };
}

function parsed(code: string): Program | undefined {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "script", allowReturnOutsideFunction: true });
  } catch {
    return undefined;
  }
}

function needsOnlyTheLanguage(program: Program): boolean {
  const notReferences = new Set<unknown>();
  const classes: SyntaxNode[] = [];
  let isAlone = true;
  walk(program as unknown as SyntaxNode, (node) => {
    if (refusedNodes.has(node.type) || showsItsPlace(node)) isAlone = false;
    if (node.type === "ClassBody") classes.push(node);
    // Outside classes, `this` may be Node's global object.
    if (node.type === "ThisExpression" && !classes.some((body) => isWithin(node, body))) isAlone = false;
    notReferences.add(fieldName(node));
    if (node.type === "Identifier" && !notReferences.has(node) && nodeNames.has(node.name as string)) {
      isAlone = false;
    }
  });
  return isAlone;
}

/** The child of a node that is a mere name: a property's, or a label. */
function fieldName(node: SyntaxNode): unknown {
  if (node.type === "MemberExpression") return node.computed ? undefined : node.property;
  if (["Property", "MethodDefinition", "PropertyDefinition"].includes(node.type)) {
    return node.computed ? undefined : node.key;
  }
  return node.label;
}

/** Fields by which a function could tell where it runs: code made from text, stacks, and most of the console. */
const telling = new Set([
  "constructor",
  "stack",
  "stackTraceLimit",
  "captureStackTrace",
  "prepareStackTrace",
]);
const consoleMethods = new Set(["log", "info", "warn", "error", "debug"]);

function showsItsPlace(node: SyntaxNode): boolean {
  if (node.type === "Literal") return telling.has(node.value as string);
  if (node.type !== "MemberExpression") return false;
  const name = node.computed ? undefined : ((node.property as SyntaxNode).name as string);
  if ((node.object as SyntaxNode).name === "console") return !consoleMethods.has(name ?? "");
  return telling.has(name ?? "");
}

function isWithin(node: SyntaxNode, outer: SyntaxNode): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}
