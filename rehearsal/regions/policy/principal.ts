import { isJsonObject } from "../../../facts/s3/policy-document";
import { type Report, strings } from "./json";
import type { Principal } from "./policy";

const oaiArn = /^arn:aws[\w-]*:iam::cloudfront:user\/CloudFront Origin Access Identity (\S+)$/;

export interface PrincipalMatcher {
  readonly matches: (principal: Principal) => boolean;
  /** "*": anonymous callers too. */
  readonly everyone: boolean;
}

/** Principal or NotPrincipal of a statement. Users match no caller that reads here. */
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
      else tests.push(principalTest(type, name, raw.Effect === "Deny", report));
    }
  }
  const matches = (principal: Principal) => everyone || tests.some((test) => test(principal));
  if (negated) return { matches: (principal) => !matches(principal), everyone: !everyone };
  return { matches, everyone };
}

/** An account that is denied something is all that is in it; one that is allowed it still has to allow it to its own. */
function principalTest(type: string, name: string, denies: boolean, report: Report) {
  if (type === "Service")
    return (principal: Principal) => principal.type === "service" && principal.service === name;
  if (type === "CanonicalUser")
    return (principal: Principal) => principal.type === "oai" && principal.canonicalUserId === name;
  if (type === "AWS") {
    const id = oaiArn.exec(name)?.[1];
    return (principal: Principal) =>
      principal.type === "role"
        ? principal.arn === name || (denies && principal.arn.split(":")[4] === wholeAccount(name))
        : id !== undefined && principal.type === "oai" && principal.id === id;
  }
  if (type !== "Federated")
    report(`principal type ${type} is unknown: AWS, Service, CanonicalUser, Federated`);
  return () => false;
}

/** The account that a principal stands for all of, by its id or its root. */
function wholeAccount(name: string): string | undefined {
  return /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
}
