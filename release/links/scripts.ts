/** An import as a script writes it. */
export interface ScriptImport {
  readonly specifier: string;
  /** Static: the module does not run without it. What `import()` names may never be asked for. */
  readonly isStatic: boolean;
}

export interface ScriptReferences {
  readonly imports: readonly ScriptImport[];
  /** First arguments of `new URL("…", import.meta.url)`. */
  readonly urls: readonly string[];
}

const none: ScriptReferences = { imports: [], urls: [] };

/** Longest text between `new URL(` and `import.meta` that is looked at. Characters. */
const longestUrl = 2048;

/** Values of the lexer's `d` for what is no `import()`; others are places in the text. */
const lexed = { staticImport: -1, importMeta: -2 } as const;

/** Loaded and compiled for the first script that needs it: that takes longer than most sites' scripts. */
let lexer: ReturnType<typeof loadLexer> | undefined;

async function loadLexer() {
  const { init, parse } = await import("es-module-lexer/minimal");
  await init();
  return parse;
}

/**
 * What a script names literally. Everything else that it loads is made up when it runs. What cannot be read as a module,
 * which scripts of other times and kinds need not be, names nothing.
 */
export async function scriptReferences(code: string): Promise<ScriptReferences> {
  if (!code.includes("import") && !code.includes("export")) return none;
  lexer ??= loadLexer();
  const parse = await lexer;
  try {
    const [found] = parse(code);
    return {
      imports: found.flatMap(({ d, n }) =>
        n === undefined ? [] : [{ specifier: n, isStatic: d === lexed.staticImport }],
      ),
      urls: found
        .filter(({ d }) => d === lexed.importMeta)
        .map(({ s, e }) => urlAround(code, s, e))
        .filter((url) => url !== undefined),
    };
  } catch {
    return none;
  }
}

/** The literal that is resolved against an `import.meta`, which the lexer has found in code and not in a text. */
function urlAround(code: string, start: number, end: number): string | undefined {
  if (!/^\.url\s*,?\s*\)/.test(code.slice(end, end + longestUrl))) return undefined;
  const before = code.slice(Math.max(0, start - longestUrl), start);
  const match = /\bnew\s+URL\(\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$]*)`)\s*,\s*$/.exec(before);
  return match?.slice(1).find((part) => part !== undefined);
}
