import { isNode, type SyntaxNode, walk } from "../../facts/syntax-tree";

/** A minified name with more values than this is many variables. */
const mostValues = 4;

/** The texts that expressions of a script can be, as far as the script alone says. */
export class ConstantTexts {
  readonly #values = new Map<string, Set<SyntaxNode>>();

  constructor(program: SyntaxNode) {
    walk(program, (node) => {
      if (node.type === "VariableDeclarator") this.#note(node.id, node.init);
      if (node.type === "AssignmentExpression" && node.operator === "=") this.#note(node.left, node.right);
    });
  }

  /** Every text that has been given to a variable of the name, wherever: minified names mean several things. */
  of(node: unknown): readonly string[] {
    return this.#meanings(node)
      .map((one) => this.#text(one, 0))
      .filter((text) => text !== undefined);
  }

  /** Texts in an array, or in one that is mapped to something else; what is spread into it is left out. */
  listsOf(node: unknown, depth = 0): readonly string[] {
    return this.#meanings(node).flatMap((one) => {
      if (one.type === "ArrayExpression")
        return (one.elements as unknown[]).flatMap((element) => this.of(element));
      const isMapped = one.type === "CallExpression" && nameOf(one.callee) === "map" && depth < 4;
      return isMapped ? this.listsOf((one.callee as { object?: unknown }).object, depth + 1) : [];
    });
  }

  #note(name: unknown, value: unknown): void {
    if (!isNode(name) || name.type !== "Identifier" || !isNode(value)) return;
    const known = this.#values.get(name.name as string) ?? new Set();
    this.#values.set(name.name as string, known.add(value));
  }

  #meanings(node: unknown): readonly SyntaxNode[] {
    if (!isNode(node)) return [];
    if (node.type !== "Identifier") return [node];
    const values = [...(this.#values.get(node.name as string) ?? [])];
    return values.length > mostValues ? [] : values;
  }

  /** Of a sum, a template, or `"".concat(...)` whose parts are known. A chain of names may be a circle. */
  #text(node: unknown, depth: number): string | undefined {
    if (!isNode(node) || depth > 20) return undefined;
    const textOf = (part: unknown) => this.#text(part, depth + 1);
    if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
    if (node.type === "Identifier") return textOf([...(this.#values.get(node.name as string) ?? [])][0]);
    if (node.type === "BinaryExpression" && node.operator === "+")
      return joined([node.left, node.right].map(textOf));
    if (node.type === "TemplateLiteral") {
      const quasis = node.quasis as readonly { readonly value: { readonly cooked?: string } }[];
      const parts = quasis.map(({ value }) => value.cooked);
      const between = (node.expressions as unknown[]).map(textOf);
      return joined(parts.flatMap((part, at) => (at < between.length ? [part, between[at]] : [part])));
    }
    if (node.type === "CallExpression" && nameOf(node.callee) === "concat") {
      const { object } = node.callee as { object?: unknown };
      return joined([object, ...(node.arguments as unknown[])].map(textOf));
    }
    return undefined;
  }
}

/** Name of a variable, or of the member that is taken; "" for anything else. */
export function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "ChainExpression") return nameOf(node.expression);
  if (node.type === "MemberExpression")
    return node.computed === true ? literalText(node.property) : nameOf(node.property);
  return node.type === "Identifier" ? (node.name as string) : "";
}

function literalText(node: unknown): string {
  return isNode(node) && node.type === "Literal" && typeof node.value === "string" ? node.value : "";
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.join("");
}
