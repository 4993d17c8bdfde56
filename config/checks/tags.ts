import { planTag } from "../../facts/site/plan-tag";
import { siteTag } from "../names";
import { type ConfigFinding, reporter } from "../problem";
import { safeNamedValue } from "../safe-value";
import type { ConfigCheck } from "./check";

/** AWS's 50, less the stack's own "outlast:site" and the name that a health check has. */
const mostTags = 48;
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const rules = {
  TAG_KEY_INVALID: {
    severity: "error",
    rule: "A tag's key has 1 to 128 letters, digits, spaces and _.:/=+-@.",
    mend: "Correct the key.",
  },
  TAG_VALUE_INVALID: {
    severity: "error",
    rule: "A tag's value has up to 256 letters, digits, spaces and _.:/=+-@.",
    mend: "Correct the value.",
  },
  TAG_KEY_RESERVED: {
    severity: "error",
    rule: 'AWS keeps keys that begin with "aws:" for itself, and the stacks the keys "outlast:site" and "outlast:pricing".',
    mend: "Choose another key.",
  },
  TAGS_TOO_MANY: {
    severity: "error",
    rule: "A resource takes at most 50 tags, of which the stacks need two.",
    mend: "Remove tags.",
  },
  TAG_KEYS_ALIKE: {
    severity: "error",
    rule: "IAM tells no upper from lower case in the keys of a role's tags, and refuses two that are alike (IAM guide, Tagging IAM resources).",
    mend: "Keep one of them.",
  },
} as const;

const report = reporter(rules);

/** Tags that every taggable AWS resource takes. */
export const tagsCheck: ConfigCheck = {
  rules,
  find({ tags }) {
    const entries = Object.entries(tags);
    const found = entries.flatMap(([key, value]) => tagFindings(key, value));
    const seen = new Set<string>();
    for (const [key] of entries) {
      const alike = key.toLowerCase();
      if (seen.has(alike)) found.push(report("TAG_KEYS_ALIKE", ["tags", key], key));
      seen.add(alike);
    }
    if (entries.length > mostTags) found.push(report("TAGS_TOO_MANY", ["tags"], `${entries.length} tags`));
    return found;
  },
};

function tagFindings(key: string, value: string): ConfigFinding[] {
  const path = ["tags", key];
  if (/^aws:/i.test(key) || [siteTag, planTag].includes(key.toLowerCase()))
    return [report("TAG_KEY_RESERVED", path, key)];
  const found: ConfigFinding[] = [];
  if (key === "" || key.length > 128 || !characters.test(key)) {
    found.push(report("TAG_KEY_INVALID", path, key));
  }
  if (value.length > 256 || !characters.test(value)) {
    found.push(report("TAG_VALUE_INVALID", path, safeNamedValue(key, value)));
  }
  return found;
}
