import { endOfInterpolation } from "./lexer";

/** What a template is cut into: text as it is meant, and what stands in the braces of `${}` or `%{}` as it is written. */
export type Piece = string | { readonly sign: "$" | "%"; readonly inner: string };

/**
 * Cuts a template; `$${` and `%%{` are text (Terraform language, "Strings and Templates").
 * @throws {ExpressionError} for braces that are not closed
 */
export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let literal = "";
  let at = 0;
  const flush = () => {
    if (literal !== "") pieces.push(literal);
    literal = "";
  };
  while (at < template.length) {
    const sign = template[at];
    if (template.startsWith("$${", at) || template.startsWith("%%{", at)) {
      literal += template.slice(at + 1, at + 3);
      at += 3;
    } else if ((sign === "$" || sign === "%") && template[at + 1] === "{") {
      flush();
      const end = endOfInterpolation(template, at + 2);
      pieces.push({ sign, inner: template.slice(at + 2, end) });
      at = end + 1;
    } else {
      literal += sign;
      at += 1;
    }
  }
  flush();
  return pieces;
}
