import { type Node, type Program, parse } from "acorn";
import { type SyntaxNode, walk } from "../../../../facts/syntax-tree";
import type { CloudFrontFunction } from "../../model";

/** Code that the runtime cannot load: CloudFront answers 503 to every request of the behaviour. */
export class UnsupportedLanguageError extends Error {
  constructor(
    readonly line: number,
    readonly feature: string,
  ) {
    super(`line ${line}: ${feature}`);
  }
}

type Runtime = CloudFrontFunction["runtime"];

/** What modern JavaScript has and both runtimes have not, by syntax node. */
const unsupported: Readonly<Record<string, string>> = {
  ClassDeclaration: "classes",
  ClassExpression: "classes",
  ForOfStatement: "for-of",
  ObjectPattern: "destructuring",
  ArrayPattern: "destructuring",
  AssignmentPattern: "default parameters",
  SpreadElement: "spread",
  ChainExpression: "optional chaining",
  YieldExpression: "generators",
  ImportExpression: "dynamic import",
  MetaProperty: "import.meta and new.target",
  WithStatement: "with",
  DebuggerStatement: "debugger",
  ExportNamedDeclaration: "export",
  ExportDefaultDeclaration: "export",
  ExportAllDeclaration: "export",
};

/** Of what ES 6 and later have of regular expressions, named groups alone are listed. */
const lookbehind = /\(\?<[=!]/;

const onlyIn20: Readonly<Record<string, string>> = {
  AwaitExpression: "await",
  ImportDeclaration: "import",
};

/**
 * Parses a function's code and refuses what its runtime cannot run. CloudFront guide, "JavaScript runtime 2.0
 * features" and "JavaScript runtime 1.0 features": ES 5.1 and a list of later additions.
 * @throws {UnsupportedLanguageError}
 */
export function parseFunction(code: string, runtime: Runtime): Program {
  const program = parseModule(code);
  walk(program as Node as SyntaxNode, (node) => {
    const feature = unsupportedFeature(node, runtime);
    if (feature) throw new UnsupportedLanguageError(node.loc?.start.line ?? 0, `${feature} in ${runtime}`);
  });
  return program;
}

function parseModule(code: string): Program {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number }; message: string };
    throw new UnsupportedLanguageError(loc?.line ?? 0, message);
  }
}

function unsupportedFeature(node: SyntaxNode, runtime: Runtime): string | undefined {
  if (node.type in unsupported) return unsupported[node.type];
  if (node.type === "LogicalExpression" && node.operator === "??") return "nullish coalescing";
  if (node.type === "AssignmentExpression" && /^(\|\||&&|\?\?)=$/.test(node.operator as string)) {
    return "logical assignment";
  }
  if (node.type === "Literal" && typeof node.bigint === "string") return "BigInt";
  if (node.type === "Literal" && node.regex) {
    const { pattern } = node.regex as { pattern: string };
    if (lookbehind.test(pattern)) return "lookbehind";
  }
  if (node.generator === true) return "generators";
  if (runtime === "cloudfront-js-2.0") return undefined;
  if (node.type in onlyIn20) return onlyIn20[node.type];
  if (node.async === true) return "async functions";
  if (node.type === "VariableDeclaration" && node.kind !== "var") return `${node.kind}`;
  return undefined;
}
