import { type Node, parse } from "acorn";
import { describe, expect, it } from "vitest";
import { type SyntaxNode, walk } from "../../facts/syntax-tree";

const tree = (code: string) => parse(code, { ecmaVersion: "latest" }) as Node as unknown as SyntaxNode;

describe("the walk over a syntax tree", () => {
  it("goes parents first and as the code does, and knows what stands above", () => {
    const names: string[] = [];
    walk(tree("a(b[c], d); e;"), (node, above) => {
      if (node.type === "Identifier")
        names.push(`${node.name} in ${above.at(-1)?.type}, ${above.length} deep`);
    });
    expect(names).toEqual([
      "a in CallExpression, 3 deep",
      "b in MemberExpression, 4 deep",
      "c in MemberExpression, 4 deep",
      "d in CallExpression, 3 deep",
      "e in ExpressionStatement, 2 deep",
    ]);
  });

  it("bears nesting that would end a recursion", () => {
    let nested: SyntaxNode = { type: "Literal", start: 0, end: 0 };
    for (let i = 0; i < 100_000; i += 1) nested = { type: "Unary", start: 0, end: 0, argument: nested };
    let deepest = 0;
    walk(nested, (_node, above) => {
      deepest = Math.max(deepest, above.length);
    });
    expect(deepest).toBe(100_000);
  });
});
