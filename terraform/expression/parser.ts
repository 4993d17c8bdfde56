import { nested, type TemplatePart } from "./directives";
import { maxNesting, type Token, tokenize } from "./lexer";
import { piecesOf } from "./pieces";
import { type Expression, ExpressionError } from "./syntax";

/**
 * Parses a string of a `.tf.json` file: a template, in which `${...}` is an expression. A string that is nothing
 * but one interpolation has that expression's own type. Terraform, "JSON Configuration Syntax".
 */
export function parseTemplate(text: string): Expression {
  const parts = nested(partsOf(text), parseExpression);
  if (parts.length === 0) return { type: "literal", value: "" };
  return parts.length === 1 ? (parts[0] as Expression) : { type: "template", parts };
}

/** A `~` inside a brace takes the white space beside it away. */
function partsOf(text: string): readonly TemplatePart[] {
  const pieces = piecesOf(text);
  const inner = (at: number) => {
    const piece = pieces[at];
    return typeof piece === "object" ? piece.inner : "";
  };
  return pieces.flatMap((piece, at): TemplatePart[] => {
    if (typeof piece === "string") {
      const begun = endsStripping(inner(at - 1)) ? piece.trimStart() : piece;
      const done = inner(at + 1).startsWith("~") ? begun.trimEnd() : begun;
      return done === "" ? [] : [{ type: "text", text: done }];
    }
    const words = piece.inner.slice(
      Number(piece.inner.startsWith("~")),
      piece.inner.length - Number(endsStripping(piece.inner)),
    );
    if (piece.sign === "%") return [{ type: "directive", words: words.trim() }];
    return [{ type: "interpolation", expression: parseExpression(words) }];
  });
}

function endsStripping(inner: string): boolean {
  return inner.length > 1 && inner.endsWith("~");
}

/** Parses what stands inside `${...}`. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

/** Binary operators, loosest first. */
const levels = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]] as const;

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
/** A sum of more terms is no configuration either. */
const maxTerms = 1_000;

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(): Expression {
    this.#enter();
    const test = this.#binary(0);
    let result = test;
    if (this.#accept("?")) {
      const yes = this.expression();
      this.#expect(":");
      result = { type: "conditional", test, yes, no: this.expression() };
    }
    this.#depth -= 1;
    return result;
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > maxNesting) throw new ExpressionError("the expression is nested too deeply");
  }

  expectEnd(): void {
    if (this.#peek().type !== "end") throw this.#unexpected();
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (let terms = 1; ; terms++) {
      const operator = operators.find((candidate) => this.#accept(candidate));
      if (!operator) return left;
      if (terms > maxTerms) throw new ExpressionError("the expression is too long");
      left = { type: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    for (const operator of ["!", "-"] as const) {
      if (!this.#accept(operator)) continue;
      this.#enter();
      const operand = this.#unary();
      this.#depth -= 1;
      return { type: "unary", operator, operand };
    }
    return this.#postfix(this.#primary());
  }

  #postfix(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.#accept(".")) of = this.#afterDot(of);
      else if (this.#accept("[")) of = this.#afterBracket(of);
      else return of;
    }
  }

  #afterDot(of: Expression): Expression {
    if (this.#accept("*")) return this.#splat(of);
    const token = this.#next();
    if (token.type === "number")
      return { type: "index", of, key: { type: "literal", value: Number(token.text) } };
    if (token.type !== "name") throw this.#unexpected();
    return { type: "attribute", of, name: token.text };
  }

  #afterBracket(of: Expression): Expression {
    if (this.#accept("*")) {
      this.#expect("]");
      return this.#splat(of);
    }
    const key = this.expression();
    this.#expect("]");
    return { type: "index", of, key };
  }

  #splat(of: Expression): Expression {
    const each: string[] = [];
    while (this.#accept(".")) each.push(this.#name());
    return { type: "splat", of, each };
  }

  #primary(): Expression {
    const token = this.#next();
    if (token.type === "number") return { type: "literal", value: Number(token.text) };
    if (token.type === "string") return stringTemplate(token.text);
    if (token.type === "name") return this.#named(token.text);
    if (token.text === "(") {
      const inner = this.expression();
      this.#expect(")");
      return inner;
    }
    if (token.text === "[") return this.#list();
    if (token.text === "{") return this.#object();
    throw this.#unexpected();
  }

  #named(name: string): Expression {
    if (name === "true" || name === "false") return { type: "literal", value: name === "true" };
    if (name === "null") return { type: "literal", value: null };
    if (!this.#accept("(")) return { type: "root", name };
    const list: Expression[] = [];
    let expand = false;
    while (!this.#accept(")")) {
      list.push(this.expression());
      if (this.#accept("...")) expand = true;
      if (!this.#accept(",")) {
        this.#expect(")");
        break;
      }
    }
    return { type: "call", name, arguments: list, expand };
  }

  #list(): Expression {
    if (this.#acceptName("for")) return this.#for("]");
    const items: Expression[] = [];
    while (!this.#accept("]")) {
      items.push(this.expression());
      if (!this.#accept(",")) {
        this.#expect("]");
        break;
      }
    }
    return { type: "list", items };
  }

  #object(): Expression {
    if (this.#acceptName("for")) return this.#for("}");
    const entries: [Expression, Expression][] = [];
    while (!this.#accept("}")) {
      const key = this.expression();
      if (!this.#accept("=")) this.#expect(":");
      entries.push([key.type === "root" ? { type: "literal", value: key.name } : key, this.expression()]);
      this.#accept(",");
    }
    return { type: "object", entries };
  }

  #for(close: "]" | "}"): Expression {
    const names = [this.#name()];
    if (this.#accept(",")) names.push(this.#name());
    if (!this.#acceptName("in")) throw this.#unexpected();
    const of = this.expression();
    this.#expect(":");
    const first = this.expression();
    const value = close === "}" ? this.#valueOfFor() : first;
    const isGrouped = close === "}" && this.#accept("...");
    const when = this.#acceptName("if") ? this.expression() : undefined;
    this.#expect(close);
    const ofObject = close === "}" && { key: first, isGrouped };
    return { type: "for", names, of, value, ...ofObject, ...(when && { when }) };
  }

  #valueOfFor(): Expression {
    this.#expect("=>");
    return this.expression();
  }

  #name(): string {
    const token = this.#next();
    if (token.type !== "name") throw this.#unexpected();
    return token.text;
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.type !== "end") this.#at += 1;
    return token;
  }

  #accept(operator: string): boolean {
    const token = this.#peek();
    if (token.type !== "operator" || token.text !== operator) return false;
    this.#at += 1;
    return true;
  }

  #acceptName(name: string): boolean {
    const token = this.#peek();
    if (token.type !== "name" || token.text !== name) return false;
    this.#at += 1;
    return true;
  }

  #expect(operator: string): void {
    if (!this.#accept(operator)) throw this.#unexpected();
  }

  #unexpected(): ExpressionError {
    const token = this.#peek();
    return new ExpressionError(
      token.type === "end" ? "the expression ends too early" : `unexpected "${token.text}"`,
    );
  }
}

/** A quoted string: escapes are HCL's, and it may hold interpolations of its own. */
function stringTemplate(raw: string): Expression {
  if (!raw.includes("\\")) return parseTemplate(raw);
  const text = raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, character: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (escapes[character] ?? character),
  );
  return parseTemplate(text);
}
