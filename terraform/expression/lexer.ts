import { ExpressionError } from "./syntax";

export interface Token {
  readonly type: "name" | "number" | "string" | "operator" | "end";
  /** For a string: what stands between its quotes, undecoded. */
  readonly text: string;
}

const operators = [
  "...",
  "=>",
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ".",
  ":",
  "?",
  "+",
  "-",
  "*",
  "/",
  "%",
  "<",
  ">",
  "!",
  "=",
];

/** Deeper nesting is no configuration but an attack on the stack. */
export const maxNesting = 100;

/** Comments count as space. */
const space = /(?:\s+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const name = /[A-Za-z_][\w-]*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Cuts an expression into tokens, the last of which is `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const blank = match(space);
    if (blank) {
      at += blank.length;
      continue;
    }
    const token = quoted(text, at) ?? word(match) ?? operator(text, at);
    if (!token) throw new ExpressionError(`unexpected ${JSON.stringify(text[at])} in ${text.slice(0, 80)}`);
    tokens.push(token);
    at += token.type === "string" ? token.text.length + 2 : token.text.length;
  }
  tokens.push({ type: "end", text: "" });
  return tokens;
}

function word(match: (pattern: RegExp) => string | undefined): Token | undefined {
  const named = match(name);
  if (named) return { type: "name", text: named };
  const digits = match(number);
  return digits ? { type: "number", text: digits } : undefined;
}

function operator(text: string, at: number): Token | undefined {
  const found = operators.find((candidate) => text.startsWith(candidate, at));
  return found ? { type: "operator", text: found } : undefined;
}

function quoted(text: string, at: number): Token | undefined {
  if (text[at] !== '"') return undefined;
  const end = endOfString(text, at + 1);
  return { type: "string", text: text.slice(at + 1, end) };
}

/** Index of the quote that closes a string whose first character is at `at`; interpolations may hold quotes. */
function endOfString(text: string, at: number, depth = 0): number {
  let i = at;
  while (i < text.length) {
    if (text[i] === "\\") i += 2;
    else if (text[i] === '"') return i;
    else if (text[i + 1] === "{" && (text[i] === "$" || text[i] === "%") && text[i - 1] !== text[i])
      i = endOfInterpolation(text, i + 2, depth + 1) + 1;
    else i += 1;
  }
  throw new ExpressionError("a string is not closed");
}

/** Index of the brace that closes an interpolation whose first character is at `at`. */
export function endOfInterpolation(text: string, at: number, nested = 0): number {
  if (nested > maxNesting) throw new ExpressionError("interpolations are nested too deeply");
  let depth = 1;
  let i = at;
  while (i < text.length) {
    if (text[i] === '"') i = endOfString(text, i + 1, nested);
    else if (text[i] === "{") depth += 1;
    else if (text[i] === "}") {
      depth -= 1;
      if (depth === 0) return i;
    }
    i += 1;
  }
  throw new ExpressionError("an interpolation is not closed");
}
