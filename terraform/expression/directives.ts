import { maxNesting } from "./lexer";
import { type Expression, ExpressionError } from "./syntax";

/** What a template is made of, in its order. */
export type TemplatePart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "interpolation"; readonly expression: Expression }
  /** "if var.live", "for x in var.list", "else", "endif", "endfor" */
  | { readonly type: "directive"; readonly words: string };

type Parse = (text: string) => Expression;

/** The expression of a template's parts, whose directives nest. Terraform language, "Strings and Templates". */
export function nested(parts: readonly TemplatePart[], parse: Parse): readonly Expression[] {
  const reader = new Reader(parts, parse);
  const all = reader.until([]);
  return all.expressions;
}

class Reader {
  readonly #parts: readonly TemplatePart[];
  readonly #parse: Parse;
  #at = 0;
  #depth = 0;

  constructor(parts: readonly TemplatePart[], parse: Parse) {
    this.#parts = parts;
    this.#parse = parse;
  }

  /** Up to one of the directives that end a part, which is none at the end of it all. */
  until(ends: readonly string[]): { readonly expressions: readonly Expression[]; readonly end: string } {
    const expressions: Expression[] = [];
    this.#depth += 1;
    if (this.#depth > maxNesting) throw new ExpressionError("the template is nested too deeply");
    while (this.#at < this.#parts.length) {
      const part = this.#parts[this.#at++] as TemplatePart;
      if (part.type === "text") expressions.push({ type: "literal", value: part.text });
      else if (part.type === "interpolation") expressions.push(part.expression);
      else {
        const [word = ""] = part.words.split(/\s/, 1);
        const rest = part.words.slice(word.length);
        if (ends.includes(word) && rest.trim() === "") {
          this.#depth -= 1;
          return { expressions, end: word };
        }
        expressions.push(this.#directive(word, rest));
      }
    }
    if (ends.length > 0) throw new ExpressionError(`a template has no %{ ${ends.at(-1)} }`);
    this.#depth -= 1;
    return { expressions, end: "" };
  }

  #directive(word: string, rest: string): Expression {
    if (word === "if") {
      const test = this.#parse(rest);
      const yes = this.until(["else", "endif"]);
      const no = yes.end === "else" ? this.until(["endif"]).expressions : [];
      return { type: "conditional", test, yes: textOf(yes.expressions), no: textOf(no) };
    }
    if (word !== "for") throw new ExpressionError(`a template has an unexpected %{ ${word} }`);
    // The head of a for expression, whose value is what stands between the directives.
    const head = this.#parse(`[for ${rest} : null]`);
    if (head.type !== "for") throw new ExpressionError(`%{ for${rest} } is no loop`);
    const each: Expression = { ...head, value: textOf(this.until(["endfor"]).expressions) };
    const separator = { type: "literal", value: "" } as const;
    return { type: "call", name: "join", arguments: [separator, each], expand: false };
  }
}

function textOf(parts: readonly Expression[]): Expression {
  return { type: "template", parts };
}
