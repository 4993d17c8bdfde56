import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";

/** What is known of a text that code makes: all of it, or how it begins. */
export interface KnownText {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Texts that variables stand for; a name that stands for several is left out: minified code uses each many times. */
export type Constants = ReadonlyMap<string, string | undefined>;

export function constantsOf(program: SyntaxNode): Constants {
  const found = new Map<string, string | undefined>();
  walk(program, (node) => {
    if (node.type !== "VariableDeclarator" || !isNode(node.init)) return;
    const name = calledName(node.id);
    const known = knownText(node.init, new Map());
    found.set(name, found.has(name) || !known?.isWhole ? undefined : known.text);
  });
  return found;
}

/** The text of an expression, as far as its code says it. */
export function knownText(node: unknown, constants: Constants): KnownText | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal") return typeof node.value === "string" ? whole(node.value) : undefined;
  if (node.type === "Identifier") {
    const text = constants.get(node.name as string);
    return text === undefined ? undefined : whole(text);
  }
  if (node.type === "TemplateLiteral") {
    const quasis = node.quasis as readonly { readonly value: { readonly cooked?: string } }[];
    const parts = quasis.flatMap(({ value }, at) => [
      whole(value.cooked ?? ""),
      ...(node.expressions as unknown[]).slice(at, at + 1).map((part) => knownText(part, constants)),
    ]);
    return parts.reduce(joined);
  }
  if (node.type === "BinaryExpression" && node.operator === "+") {
    return joined(knownText(node.left, constants), knownText(node.right, constants));
  }
  // new URL("./worker.js", import.meta.url), and new Request("…").
  if (node.type === "NewExpression" && /^(URL|Request)$/.test(calledName(node.callee)))
    return knownText((node.arguments as unknown[])[0], constants);
  return undefined;
}

function whole(text: string): KnownText {
  return { text, isWhole: true };
}

/** Two texts in a row, as far as they are known from the beginning. */
function joined(left: KnownText | undefined, right: KnownText | undefined): KnownText | undefined {
  if (left === undefined || !left.isWhole) return left;
  if (right !== undefined) return { text: left.text + right.text, isWhole: right.isWhole };
  return left.text === "" ? undefined : { ...left, isWhole: false };
}

/** Name of a variable, or of the member that is taken; "" for anything else. */
export function calledName(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "MemberExpression")
    return node.computed === true
      ? (knownText(node.property, new Map())?.text ?? "")
      : calledName(node.property);
  if (node.type === "ChainExpression") return calledName(node.expression);
  return node.type === "Identifier" ? (node.name as string) : "";
}

/** Members of an object literal whose values are known, by name. */
export function knownMembers(node: unknown, constants: Constants): Map<string, KnownText> {
  const members = new Map<string, KnownText>();
  if (!isNode(node) || node.type !== "ObjectExpression") return members;
  for (const property of node.properties as SyntaxNode[]) {
    const key = property.key as SyntaxNode | undefined;
    const known = knownText(property.value, constants);
    const name = calledName(key) || (key?.type === "Literal" ? String(key.value) : "");
    if (known !== undefined) members.set(name, known);
  }
  return members;
}
