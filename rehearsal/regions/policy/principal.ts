import { isJsonObject } from "../../../facts/s3/policy-document";
import { type Report, strings } from "./json";
import type { Principal } from "./policy";

const oaiArn = /^arn:aws[\w-]*:iam::cloudfront:user\/CloudFront Origin Access Identity (\S+)$/;

export interface PrincipalMatcher {
  readonly matches: (principal: Principal) => boolean;
  /** "*": anonymous callers too. */
  readonly everyone: boolean;
}

/** Principal or NotPrincipal of a statement. Accounts, roles and users match no caller that reads here. */
export function parsePrincipal(raw: Record<string, unknown>, report: Report): PrincipalMatcher {
  const negated = raw.NotPrincipal !== undefined;
  const value = negated ? raw.NotPrincipal : raw.Principal;
  if (value === undefined || (negated && raw.Principal !== undefined)) {
    report("give one of Principal and NotPrincipal");
    return { matches: () => false, everyone: false };
  }
  const entries = isJsonObject(value) ? Object.entries(value) : [["AWS", value] as const];
  const tests: ((principal: Principal) => boolean)[] = [];
  let everyone = false;
  for (const [type, given] of entries) {
    for (const name of strings(given, `Principal ${type}`, report)) {
      if (name === "*" && (type === "AWS" || type === "*")) everyone = true;
      else tests.push(principalTest(type, name, report));
    }
  }
  const matches = (principal: Principal) => everyone || tests.some((test) => test(principal));
  if (negated) return { matches: (principal) => !matches(principal), everyone: !everyone };
  return { matches, everyone };
}

function principalTest(type: string, name: string, report: Report) {
  if (type === "Service")
    return (principal: Principal) => principal.type === "service" && principal.service === name;
  if (type === "CanonicalUser")
    return (principal: Principal) => principal.type === "oai" && principal.canonicalUserId === name;
  if (type === "AWS") {
    const id = oaiArn.exec(name)?.[1];
    return (principal: Principal) => id !== undefined && principal.type === "oai" && principal.id === id;
  }
  if (type !== "Federated")
    report(`principal type ${type} is unknown: AWS, Service, CanonicalUser, Federated`);
  return () => false;
}
