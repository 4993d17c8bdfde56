import { isDisallowedToFunctions } from "../../../facts/cloudfront/forbidden-headers";
import { token, visibleText } from "../../../facts/http/token";
import { remembered } from "../../../facts/remembered";

/** URI and query string together stay below this. */
const maxTargetLength = 8_192;
/** What a header or a status line can be written with, besides control characters. */
const beyondLatin1 = /[\u0100-\uffff]/;

/** What most values are; a policy of the site's comes with every answer. */
const isUsual = remembered((value) => /^[\t\x20-\x7e]*$/.test(value));

/** Why a function may not send this header, or undefined if it may. Names in lower case. */
export function headerProblem(name: string, value: unknown): string | undefined {
  return headerNameProblem(name) ?? headerValueProblem(name, value);
}

/** Why it may not send any header of this name. */
export function headerNameProblem(name: string): string | undefined {
  if (!token.test(name)) return `"${name.slice(0, 40)}" is not a header name`;
  return isDisallowedToFunctions(name) ? `the header ${name} is disallowed` : undefined;
}

/** Why it may not send this value. */
export function headerValueProblem(name: string, value: unknown): string | undefined {
  if (typeof value === "string" && isUsual(value)) return undefined;
  if (typeof value !== "string") return `the value of ${name} is not a string`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return `the value of ${name} has control characters`;
  if (beyondLatin1.test(value)) return `the value of ${name} has characters that must be encoded`;
  return undefined;
}

/** Why a function may not describe a status like this, or undefined if it may (RFC 9112, 4: reason-phrase). */
export function descriptionProblem(text: string): string | undefined {
  if (isUsual(text)) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
  const isPhrase = !/[\x00-\x08\x0a-\x1f\x7f]/.test(text) && !beyondLatin1.test(text);
  return isPhrase ? undefined : "statusDescription has characters that no status line can have";
}

/** Why a function may not ask for this, or undefined if it may. "Restrictions on all edge functions". */
export function targetProblem(uri: string, query: string): string | undefined {
  if (!uri.startsWith("/")) return "the uri has to begin with a slash";
  if (uri.length + query.length >= maxTargetLength) return "uri and query are too long";
  if (!visibleText.test(uri) || !visibleText.test(query))
    return "uri or query has characters that must be percent-encoded";
  return undefined;
}
