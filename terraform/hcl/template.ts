import { piecesOf } from "../expression/pieces";

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

/**
 * A string of a `.tf.json` file in Terraform's own language: what is nothing but one interpolation is its expression,
 * bare, and the rest is a quoted template. `$${` and `%%{` mean the same in both (Terraform language, "Strings and
 * Templates").
 */
export function templateText(text: string): string {
  const [first, ...more] = piecesOf(text);
  return typeof first === "object" && first.sign === "$" && more.length === 0
    ? first.inner
    : quotedTemplate(text);
}

/** As `templateText`, where a name has to stay in quotes. */
export function quotedTemplate(text: string): string {
  const pieces = piecesOf(text).map((piece) =>
    typeof piece === "string" ? literalText(piece) : `${piece.sign}{${piece.inner}}`,
  );
  return `"${pieces.join("")}"`;
}

function literalText(text: string): string {
  const units = [...Array(text.length).keys()].map((at) => escaped(text.charAt(at)));
  return units.join("").replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}

/** Control characters have no letter of their own in HCL but the three that text has. */
function escaped(unit: string): string {
  const code = unit.charCodeAt(0);
  return escapes[unit] ?? (code < 0x20 || code === 0x7f ? `\\u${code.toString(16).padStart(4, "0")}` : unit);
}
