import { BlockList, isIP } from "node:net";
import { fieldOf, parsedJson } from "../../../facts/json";
import { compileWildcard } from "../../../facts/wildcard";

/** The one statement of a policy. */
export interface SignedStatement {
  /** With `*` for any characters, and `?` for one. */
  readonly resource: string;
  /** Seconds since the epoch. */
  readonly before: number;
  readonly after?: number;
  /** An address or a CIDR range. */
  readonly sourceIp?: string;
}

/** A policy of a signed URL or cookie; undefined where it is none (CloudFront guide, "Values that you specify in the policy statement"). */
export function readPolicy(text: string): SignedStatement | undefined {
  const statements = fieldOf(parsedJson(text), "Statement");
  const [statement, ...more] = Array.isArray(statements) ? statements : [];
  const condition = fieldOf(statement, "Condition");
  const before = fieldOf(fieldOf(condition, "DateLessThan"), "AWS:EpochTime");
  const after = fieldOf(fieldOf(condition, "DateGreaterThan"), "AWS:EpochTime");
  const sourceIp = fieldOf(fieldOf(condition, "IpAddress"), "AWS:SourceIp");
  const resource = fieldOf(statement, "Resource") ?? "*";
  if (more.length > 0 || typeof before !== "number" || typeof resource !== "string") return undefined;
  if (after !== undefined && typeof after !== "number") return undefined;
  if (sourceIp !== undefined && typeof sourceIp !== "string") return undefined;
  return {
    resource,
    before,
    ...(after !== undefined && { after }),
    ...(sourceIp !== undefined && { sourceIp }),
  };
}

/** Why a policy does not let a request in; undefined if it does. `now` is in milliseconds. */
export function policyProblem(
  { resource, before, after, sourceIp }: SignedStatement,
  { url, clientIp, now }: { readonly url: string; readonly clientIp: string; readonly now: number },
): string | undefined {
  const seconds = now / 1000;
  if (seconds >= before) return "the signature has expired";
  if (after !== undefined && seconds <= after) return "the signature does not count yet";
  if (sourceIp !== undefined && !isWithin(sourceIp, clientIp)) return `${clientIp} is not within ${sourceIp}`;
  return compileWildcard(resource)(url) ? undefined : `the policy is for ${resource}`;
}

function isWithin(range: string, address: string): boolean {
  const [network = "", prefix] = range.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  try {
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
    return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
}
