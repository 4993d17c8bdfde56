import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

const resolver = new DefaultTokenResolver(new StringConcat());

const token = /(\$\{TfToken\[[\w:.-]+\]\})/;

/**
 * Resolves the tokens in values as CDKTF does for `scope`. CDKTF makes a context for each key and looks with five patterns at each
 * text, which was two thirds of a synthesis: here it is handed what may be a token, once where it is in texts, and
 * nothing else of what JSON has.
 */
export function resolverOf(scope: IConstruct, preparing = false): (value: unknown) => unknown {
  const byCdktf = (value: unknown) => Tokenization.resolve(value, { scope, preparing, resolver });
  const known = new Map<string, unknown>();

  const ofToken = (token: string): unknown => {
    if (!known.has(token)) known.set(token, byCdktf(token));
    const found = known.get(token);
    // Whoever is given an object may change it.
    return typeof found === "object" ? byCdktf(token) : found;
  };

  const ofText = (text: string): unknown => {
    const parts = text.split(token);
    // Within an expression, "${upper(${TfToken[1]})}", a token is written without its braces.
    if (parts.some((part, at) => at % 2 === 0 && (part.includes("${") || !isSettled(part))))
      return byCdktf(text);
    const found = parts.map((part, at) => (at % 2 === 0 ? part : ofToken(part)));
    if (parts.length === 3 && parts[0] === "" && parts[2] === "") return found[1];
    return found.every((part) => typeof part === "string") ? found.join("") : byCdktf(text);
  };

  const copied = (value: unknown): unknown => {
    if (typeof value === "string") return isSettled(value) ? value : ofText(value);
    if (typeof value !== "object" || value === null) return isSettled(value) ? value : byCdktf(value);
    if (Array.isArray(value)) {
      if (value.some(isInList)) return byCdktf(value);
      return value.map(copied).filter((item) => item !== undefined);
    }
    if (!isPlain(value)) return byCdktf(value);
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      // A map that is a token has it for its one key.
      if (!isSettled(key)) return byCdktf(value);
      const item = copied(value[key]);
      if (item !== undefined) result[key] = item;
    }
    return result;
  };

  return (value) => {
    try {
      return copied(value);
    } catch (error) {
      // Its own words have the path of what it cannot resolve, from the value's beginning.
      byCdktf(value);
      throw error;
    }
  };
}

/** Neither a token, nor a construct, nor anything else with ways of its own. */
function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !("resolve" in value);
}

const ofMaps: readonly unknown[] = [
  Token.STRING_MAP_TOKEN_VALUE,
  Token.NUMBER_MAP_TOKEN_VALUE,
  Token.ANY_MAP_TOKEN_VALUE,
];

/**
 * Whether nothing in a text, a number or the like can be a token (cdktf/lib/tokens/private/encoding.js): in a text these are
 * "TfToken[", and numbers of about -1e298, which is also what they are as numbers.
 */
function isSettled(value: unknown): boolean {
  if (typeof value === "string")
    return !value.includes("TfToken[") && !value.includes("e+2") && !ofMaps.includes(value);
  if (typeof value === "number") return Math.abs(value) < 1e200 && !ofMaps.includes(value);
  return typeof value !== "function";
}

/** A list that is a token has it for its one element, of a kind of its own. */
function isInList(item: unknown): boolean {
  return typeof item === "string"
    ? item.includes("#{TfToken[")
    : typeof item === "number" && !isSettled(item);
}
