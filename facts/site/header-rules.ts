import { compilePathPattern } from "../cloudfront/path-pattern";
import { canonicalPath } from "./path";

/** A `HeaderRule` of the config as the functions carry it: lists in place of maps, what is absent left out. */
export interface HeaderRuleSettings {
  /** CloudFront path pattern. */
  readonly path?: string;
  /** Media type in lower case, "text/html" or "text/*". */
  readonly contentType?: string;
  /** 404, or a class such as "4xx". */
  readonly status?: number | string;
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly remove: readonly string[];
}

/** One step on the response: the new value, or none to take the header away. */
export interface HeaderChange {
  readonly name: string;
  readonly value?: string;
}

/** What a rule may ask of a response. */
export interface ResponseFacts {
  /** Path of the document, after the viewer-request function. */
  readonly path: string;
  readonly status: number;
  /** As in the response; "" if there is none. */
  readonly contentType: string;
}

/** Makes the rules ready: all that does not depend on a response happens here, once. */
export function compileHeaderRules(
  rules: readonly HeaderRuleSettings[],
): (facts: ResponseFacts) => HeaderChange[] {
  const compiled = rules.map(compileRule);
  return (facts) => {
    const changes: HeaderChange[] = [];
    if (compiled.length === 0) return changes;
    const path = canonicalPath(facts.path);
    const type = mediaType(facts.contentType);
    for (let i = 0; i < compiled.length; i++) {
      const rule = compiled[i] as CompiledRule;
      if (!rule.matches(path, facts.status, type)) continue;
      for (let j = 0; j < rule.changes.length; j++) changes.push(rule.changes[j] as HeaderChange);
    }
    return changes;
  };
}

interface CompiledRule {
  readonly matches: (path: string, status: number, type: string) => boolean;
  readonly changes: readonly HeaderChange[];
}

/** Removals come before additions, so that one rule may rename a header. */
function compileRule(rule: HeaderRuleSettings): CompiledRule {
  const matchesPath = rule.path === undefined ? undefined : compilePathPattern(rule.path);
  const removals: HeaderChange[] = rule.remove.map((name) => ({ name }));
  return {
    matches: (path, status, type) =>
      matchesStatus(rule.status, status) &&
      matchesType(rule.contentType, type) &&
      (matchesPath === undefined || matchesPath(path)),
    changes: removals.concat(rule.set.map((pair) => ({ name: pair[0], value: pair[1] }))),
  };
}

function matchesStatus(wanted: number | string | undefined, status: number): boolean {
  return wanted === undefined || wanted === status || wanted === `${Math.floor(status / 100)}xx`;
}

function matchesType(wanted: string | undefined, type: string): boolean {
  if (wanted === undefined || wanted === type) return true;
  return wanted.endsWith("/*") && type.startsWith(wanted.slice(0, -1));
}

/** "Text/HTML; charset=utf-8" is text/html. */
function mediaType(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
