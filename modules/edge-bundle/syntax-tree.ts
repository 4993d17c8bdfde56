import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";

export function isFunction(node: SyntaxNode): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** Names that the program declares anywhere. Minified names are too short to hide a global's. */
export function declaredNames(program: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === "VariableDeclarator") addPattern(node.id, names);
    if (node.type === "CatchClause") addPattern(node.param, names);
    if (/^Import.*Specifier$/.test(node.type)) addPattern(node.local, names);
    if (!isFunction(node) && !node.type.startsWith("Class")) return;
    addPattern(node.id, names);
    for (const parameter of (node.params as unknown[] | undefined) ?? []) addPattern(parameter, names);
  });
  return names;
}

function addPattern(pattern: unknown, names: Set<string>): void {
  if (!isNode(pattern)) return;
  walk(pattern, (node) => {
    if (node.type === "Identifier") names.add(node.name as string);
  });
}

/** Whether an identifier stands for a variable, and is not a property's, label's or specifier's name. */
export function isReference(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (node.type !== "Identifier" || parent === undefined) return false;
  if (parent.type === "MemberExpression") return parent.object === node || parent.computed === true;
  if (parent.type === "Property") return parent.value === node || parent.computed === true;
  return !/^(LabeledStatement|BreakStatement|ContinueStatement|ExportSpecifier|ImportSpecifier|MethodDefinition|PropertyDefinition|MetaProperty)$/.test(
    parent.type,
  );
}
