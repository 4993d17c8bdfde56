import type { SyntaxNode } from "../../facts/syntax-tree";

/** A script's tree, whether it is a module or not; undefined for what is no script that can be parsed. */
export async function parseScript(code: string): Promise<SyntaxNode | undefined> {
  const { parse } = await import("acorn");
  for (const sourceType of ["script", "module"] as const)
    try {
      return parse(code, { ecmaVersion: "latest", sourceType }) as unknown as SyntaxNode;
    } catch {
      // It may be of the other kind, or no script at all.
    }
  return undefined;
}
