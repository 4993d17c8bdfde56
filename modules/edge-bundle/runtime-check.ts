import { createRequire, SourceMap, type SourceMapPayload } from "node:module";
import { type SyntaxNode, walk } from "../../facts/syntax-tree";
import { type EdgeProblem, edgeProblem } from "./errors";
import { runtimeRules } from "./runtime-rules";
import { declaredNames } from "./syntax-tree";

/** Loaded when first needed: most syntheses take their functions from the cache. */
const load = createRequire(import.meta.url);

/**
 * What the runtime of CloudFront Functions cannot run, in the bundled code as it would be deployed, at its place in
 * the sources. Positions of `known` globals, which synthesis puts in front of the code, are no problems.
 */
export function checkRuntime(
  code: string,
  sourceMap: SourceMapPayload,
  known: ReadonlySet<string>,
): EdgeProblem[] {
  const map = new SourceMap(sourceMap);
  const { parse }: typeof import("acorn") = load("acorn");
  const program = parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    locations: true,
  }) as unknown as SyntaxNode;
  const declared = new Set([...declaredNames(program), ...known]);
  const problems: EdgeProblem[] = [];
  walk(program, (node, above) => {
    for (const check of runtimeRules) {
      const finding = check(node, above, declared);
      if (finding === undefined) continue;
      problems.push(edgeProblem(finding.code, finding.value, sourcePlace(map, node)));
    }
  });
  return unique(problems).sort(
    (a, b) => compare(a.file ?? "", b.file ?? "") || (a.line ?? 0) - (b.line ?? 0),
  );
}

function sourcePlace(map: SourceMap, node: SyntaxNode): { file: string; line: number } {
  const start = (node.loc as { start: { line: number; column: number } }).start;
  const entry = map.findEntry(start.line - 1, start.column);
  if (!("originalSource" in entry)) return { file: "(generated)", line: start.line };
  return { file: entry.originalSource, line: entry.originalLine + 1 };
}

/** One construct in one line is one problem, however many nodes show it. */
function unique(problems: readonly EdgeProblem[]): EdgeProblem[] {
  return [...new Map(problems.map((item) => [`${item.file}:${item.line}:${item.value}`, item])).values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
