import type { HeaderRuleSettings } from "../facts/site/header-rules";
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
