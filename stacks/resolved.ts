import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

const resolver = new DefaultTokenResolver(new StringConcat());

/**
 * A value with its tokens resolved, as CDKTF has it for `scope`. CDKTF makes a context for each key and looks with five patterns
 * at each text, which was two thirds of a synthesis: here it is handed what may be a token, and nothing else of what
 * JSON has.
 */
export function resolved(scope: IConstruct, value: unknown, preparing = false): unknown {
  const byCdktf = (part: unknown) => Tokenization.resolve(part, { scope, preparing, resolver });
  try {
    return copied(value, byCdktf);
  } catch (error) {
    // Its own words have the path of what it cannot resolve, from the value's beginning.
    byCdktf(value);
    throw error;
  }
}

function copied(value: unknown, byCdktf: (part: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null) return isSettled(value) ? value : byCdktf(value);
  if (Array.isArray(value)) {
    // A list that is a token has it for its one element.
    if (!value.every((item) => typeof item === "object" || isSettled(item))) return byCdktf(value);
    return value.map((item) => copied(item, byCdktf)).filter((item) => item !== undefined);
  }
  const keys = Object.keys(value);
  if (!isPlain(value) || !keys.every(isSettled)) return byCdktf(value);
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    const item = copied(value[key], byCdktf);
    if (item !== undefined) result[key] = item;
  }
  return result;
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
