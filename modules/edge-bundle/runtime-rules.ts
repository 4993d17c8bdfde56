import type { SyntaxNode } from "../../facts/syntax-tree";
import type { EdgeBundleCode } from "./errors";
import {
  absentMethods,
  COMMONJS_REQUIRE,
  documentedGlobals,
  documentedMembers,
  dynamicCode,
  importableModules,
  timers,
} from "./runtime-globals";
import { isFunction, isReference } from "./syntax-tree";

/** What was found, without its place. */
export interface RuntimeFinding {
  readonly code: EdgeBundleCode;
  readonly value: string;
}

type Rule = (
  node: SyntaxNode,
  above: readonly SyntaxNode[],
  declared: ReadonlySet<string>,
) => RuntimeFinding | undefined;

/** ES 6 and later without a mention on the page; esbuild lowers what it can before this is asked. */
const absentSyntax: Readonly<Record<string, string>> = {
  ClassDeclaration: "class",
  ClassExpression: "class",
  ForOfStatement: "for-of",
  ArrayPattern: "destructuring",
  ObjectPattern: "destructuring",
  AssignmentPattern: "default parameter",
  SpreadElement: "spread",
  ChainExpression: "optional chaining",
  YieldExpression: "yield",
  TaggedTemplateExpression: "tagged template",
  MetaProperty: "meta property",
  ImportExpression: "import()",
  WithStatement: "with",
  DebuggerStatement: "debugger",
};

const syntax: Rule = (node) => {
  const name = absentSyntax[node.type] ?? absentForm(node);
  return name === undefined ? undefined : { code: "EDGE_RUNTIME_SYNTAX", value: name };
};

function absentForm(node: SyntaxNode): string | undefined {
  if (node.generator === true) return "generator";
  if (node.operator === "??") return "nullish coalescing";
  if (typeof node.operator === "string" && /^(\?\?|\|\||&&)=$/.test(node.operator))
    return "logical assignment";
  if (node.type === "Literal" && typeof node.bigint === "string") return "BigInt";
  if (node.type === "CatchClause" && node.param === null) return "catch without a parameter";
  if (node.type === "Property" && node.shorthand === true) return "shorthand property";
  if (node.type === "Property" && node.method === true) return "shorthand method";
  if (node.type === "Property" && node.computed === true) return "computed property name";
  return undefined;
}

/** ES 5.1 and named groups; the flags are those whose accessors are listed. */
const regularExpression: Rule = (node) => {
  const regex = node.regex as { pattern: string; flags: string } | undefined;
  if (node.type !== "Literal" || regex === undefined) return undefined;
  const flag = /[^gimy]/.exec(regex.flags)?.[0];
  if (flag !== undefined) return { code: "EDGE_RUNTIME_REGEXP", value: `flag ${flag}` };
  const unescaped = regex.pattern.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "");
  if (/\(\?<[=!]/.test(unescaped)) return { code: "EDGE_RUNTIME_REGEXP", value: "lookbehind" };
  return undefined;
};

/** The runtime awaits in async functions only, and takes neither async closures nor awaits among arguments. */
const asynchronous: Rule = (node, above) => {
  if (node.async === true && isFunction(node) && above.some(isFunction))
    return { code: "EDGE_RUNTIME_ASYNC", value: "async function within a function" };
  if (node.type !== "AwaitExpression") return undefined;
  if (!above.some(isFunction))
    return { code: "EDGE_RUNTIME_ASYNC", value: "await outside an async function" };
  const isArgument = above.some(
    (outer, i) => isCall(outer) && (outer.arguments as SyntaxNode[]).includes(above[i + 1] ?? node),
  );
  return isArgument ? { code: "EDGE_RUNTIME_ASYNC", value: "await in an argument" } : undefined;
};

const moduleImport: Rule = (node) => {
  if (node.type !== "ImportDeclaration") return undefined;
  const module = (node.source as SyntaxNode).value as string;
  if (importableModules.has(module)) return undefined;
  return { code: "EDGE_RUNTIME_MODULE", value: `module ${JSON.stringify(module)}` };
};

const globalName: Rule = (node, above, declared) => {
  const name = node.name as string;
  if (!isReference(node, above.at(-1)) || declared.has(name) || documentedGlobals.has(name)) return undefined;
  if (name === COMMONJS_REQUIRE) return { code: "EDGE_RUNTIME_MODULE", value: "require()" };
  if (dynamicCode.has(name)) return { code: "EDGE_RUNTIME_DYNAMIC_CODE", value: name };
  if (timers.has(name)) return { code: "EDGE_RUNTIME_TIMER", value: name };
  return { code: "EDGE_RUNTIME_GLOBAL", value: name };
};

const member: Rule = (node, _above, declared) => {
  if (node.type !== "MemberExpression" || node.computed === true) return undefined;
  const object = (node.object as SyntaxNode).name as string | undefined;
  const name = (node.property as SyntaxNode).name as string;
  const members = object === undefined || declared.has(object) ? undefined : documentedMembers.get(object);
  const isAbsent = members === undefined ? absentMethods.has(name) : !members.has(name);
  return isAbsent ? { code: "EDGE_RUNTIME_METHOD", value: `${object ?? ""}.${name}` } : undefined;
};

/** The runtime logs one value a call. */
const consoleLog: Rule = (node) => {
  if (!isCall(node) || (node.arguments as SyntaxNode[]).length < 2) return undefined;
  const callee = node.callee as SyntaxNode;
  if ((callee.object as SyntaxNode | undefined)?.name !== "console") return undefined;
  return { code: "EDGE_RUNTIME_METHOD", value: "console.log with several arguments" };
};

function isCall(node: SyntaxNode): boolean {
  return node.type === "CallExpression" || node.type === "NewExpression";
}

export const runtimeRules: readonly Rule[] = [
  syntax,
  regularExpression,
  asynchronous,
  moduleImport,
  globalName,
  member,
  consoleLog,
];
