import { BlockList, isIP } from "node:net";
import { remembered } from "../../../facts/remembered";
import { compileWildcard } from "../../../facts/wildcard";

/** The request as conditions see it: lower-case key to value; undefined is a key that the request lacks. */
export type ConditionContext = (key: string) => string | undefined;
export type ConditionTest = (context: ConditionContext) => boolean;

type Comparison = (expected: string) => (actual: string) => boolean;

const equals: Comparison = (expected) => (actual) => actual === expected;
const equalsIgnoreCase: Comparison = (expected) => {
  const folded = expected.toLowerCase();
  return (actual) => actual.toLowerCase() === folded;
};
const arnLike: Comparison = (expected) => {
  const parts = splitArn(expected).map(compileWildcard);
  return remembered((actual) => {
    const actualParts = splitArn(actual);
    return (
      actualParts.length === parts.length && parts.every((matches, at) => matches(actualParts[at] ?? ""))
    );
  });
};
const ipAddress: Comparison = (expected) => {
  const [address = "", bits] = expected.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  return (actual) => list.check(actual, isIP(actual) === 6 ? "ipv6" : "ipv4");
};
const numeric =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (expected) =>
  (actual) =>
    compare(Number(actual), Number(expected));

/** Positive operators; a negated one holds when none of its values matches, also when the key is absent. */
const positive: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: compileWildcard,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: equalsIgnoreCase,
  IpAddress: ipAddress,
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
};
const negative: Readonly<Record<string, Comparison>> = {
  StringNotEquals: equals,
  StringNotEqualsIgnoreCase: equalsIgnoreCase,
  StringNotLike: compileWildcard,
  ArnNotEquals: arnLike,
  ArnNotLike: arnLike,
  NotIpAddress: ipAddress,
  NumericNotEquals: numeric((a, b) => a === b),
};

export const conditionOperators: readonly string[] = [
  ...Object.keys(positive),
  ...Object.keys(negative),
  "Null",
];

/**
 * One operator, key and its values as a test; undefined if the operator is not supported. Several values are
 * alternatives. (IAM user guide, "IAM JSON policy elements: Condition operators".)
 */
export function compileCondition(
  operator: string,
  key: string,
  values: readonly string[],
): ConditionTest | undefined {
  const name = key.toLowerCase();
  if (operator === "Null") {
    const absent = values.map((value) => value.toLowerCase() === "true");
    return (context) => absent.includes(context(name) === undefined);
  }
  const ifExists = operator.endsWith("IfExists");
  const base = ifExists ? operator.slice(0, -"IfExists".length) : operator;
  const negated = Object.hasOwn(negative, base);
  const comparison = negated ? negative[base] : Object.hasOwn(positive, base) ? positive[base] : undefined;
  if (comparison === undefined) return undefined;
  const tests = values.map(comparison);
  return (context) => {
    const actual = context(name);
    if (actual === undefined) return ifExists || negated;
    return tests.some((test) => test(actual)) !== negated;
  };
}

/** Whether a value has the form that its operator needs. */
export function valueFits(operator: string, value: string): boolean {
  if (/^(Bool|Null)/.test(operator)) return /^(true|false)$/i.test(value);
  if (operator.startsWith("Numeric")) return value !== "" && Number.isFinite(Number(value));
  if (!operator.includes("IpAddress")) return true;
  const [address = "", bits, ...rest] = value.split("/");
  const width = isIP(address) === 6 ? 128 : 32;
  const bitsFit = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
  return isIP(address) !== 0 && rest.length === 0 && bitsFit;
}

/** An ARN's six parts; colons of the last part belong to it. */
function splitArn(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
