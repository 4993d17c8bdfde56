import type { Planned } from "../value";
import { asNumber, asString } from "./as-type";
import { UnknownError } from "./syntax";

/** More is no width of a column. */
const widest = 100;

/**
 * `%s`, `%d`, `%f`, `%t`, `%q`, `%v` and `%%`, with a width, zeros in front and digits behind the point; other verbs are
 * refused (Terraform, "format Function").
 */
export function format(template: string, values: readonly Planned[]): string {
  let next = 0;
  return template.replace(
    /%(?:%|([-0]?)(\d*)(?:\.(\d+))?(.))/g,
    (verb, flag, width, digits, kind?: string) => {
      if (kind === undefined) return "%";
      const text = shownBy(kind, values[next++], digits);
      if (text === undefined || Number(width) > widest || Number(digits ?? 0) > widest)
        throw new UnknownError(`format verb ${verb} is not evaluated`);
      return padded(text, flag, Number(width));
    },
  );
}

function shownBy(kind: string, value: Planned | undefined, digits: string | undefined): string | undefined {
  if (kind === "f") return asNumber(value).toFixed(Number(digits ?? 6));
  if (digits !== undefined) return undefined;
  if (kind === "q") return JSON.stringify(asString(value));
  if (kind === "d") return String(Math.trunc(asNumber(value)));
  return kind === "s" || kind === "v" || kind === "t" ? asString(value) : undefined;
}

function padded(text: string, flag: string, width: number): string {
  if (flag === "-") return text.padEnd(width);
  if (flag !== "0") return text.padStart(width);
  const sign = /^-\d/.test(text) ? "-" : "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
