import { compileHeaderRules, type HeaderChange, type HeaderRuleSettings } from "../facts/site/header-rules";
import { objectPath } from "../facts/site/object-path";
import type { HeaderRule } from "./schema";

/** The config's header rules as both functions carry them. */
export function headerRuleSettings(rules: readonly HeaderRule[]): HeaderRuleSettings[] {
  return rules.map((rule) => ({
    path: rule.path,
    contentType: rule.contentType,
    status: rule.status,
    set: Object.entries(rule.set),
    remove: rule.remove,
  }));
}

/**
 * What the functions do to the answer that is a file: they see the path under which it is asked for, in which a `%` of
 * its key is `%25`, and never the key.
 */
export function fileHeaderRules(
  rules: readonly HeaderRule[],
): (file: { readonly key: string; readonly contentType: string }) => HeaderChange[] {
  const changesFor = compileHeaderRules(headerRuleSettings(rules));
  return ({ key, contentType }) => changesFor({ path: objectPath(key), status: 200, contentType });
}
