/** Condition keys that hold a statement to somebody once their values are fixed. */
const narrowingKeys: ReadonlySet<string> = new Set([
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceorgid",
  "aws:sourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:principalorgid",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:userid",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
]);

/** Operators that name who is meant. A negated one means all others, and one with IfExists whoever lacks the key. */
const narrowingOperator = /^(?:StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress)$/;

/** Bits that the network of a range of addresses needs: a wider range is everybody. */
const leastPrefix = { ipv4: 8, ipv6: 32 } as const;

/**
 * Whether a condition of an Allow to everybody makes it an Allow to somebody, as Block Public Access sees it (S3 guide,
 * "Blocking public access to your Amazon S3 storage", The meaning of "public"). The values are alternatives, so each has
 * to be fixed.
 *
 * @param key in any case
 */
export function narrows(operator: string, key: string, values: readonly string[]): boolean {
  const name = key.toLowerCase();
  if (!narrowingOperator.test(operator) || !narrowingKeys.has(name)) return false;
  return values.every((value) => isFixed(value) && (name !== "aws:sourceip" || isNarrowRange(value)));
}

/** Without wildcards and policy variables. */
function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value);
}

function isNarrowRange(range: string): boolean {
  const [address = "", bits] = range.split("/");
  return bits === undefined || Number(bits) >= leastPrefix[address.includes(":") ? "ipv6" : "ipv4"];
}
