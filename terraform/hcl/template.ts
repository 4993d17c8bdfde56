import { endOfInterpolation } from "../expression/lexer";

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
  if (text.startsWith("${") && endOfInterpolation(text, 2) === text.length - 1) return text.slice(2, -1);
  return quotedTemplate(text);
}

/** As `templateText`, where a name has to stay in quotes. */
export function quotedTemplate(text: string): string {
  let out = "";
  let at = 0;
  while (at < text.length) {
    if (/^[$%]{2}\{/.test(text.slice(at, at + 3))) {
      out += text.slice(at, at + 3);
      at += 3;
    } else if (text.startsWith("${", at)) {
      const end = endOfInterpolation(text, at + 2) + 1;
      out += text.slice(at, end);
      at = end;
    } else {
      out += escaped(text.charAt(at));
      at += 1;
    }
  }
  return `"${out}"`;
}

/** Control characters have no letter of their own in HCL but the three that text has. */
function escaped(unit: string): string {
  const code = unit.charCodeAt(0);
  return escapes[unit] ?? (code < 0x20 || code === 0x7f ? `\\u${code.toString(16).padStart(4, "0")}` : unit);
}
