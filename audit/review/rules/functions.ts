import type { Values } from "../../../terraform/value";
import { blocks, isOpenAt, textAt } from "../../../terraform/values-at";
import { type Change, isUnknownAfter } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule, stays } from "../rule";
import { lost } from "../values";
import { behaviours } from "./distribution";

/** Functions at the edge that go, or that lose what they did for a page. */
export const functions: ReviewRule = {
  types: ["aws_cloudfront_function", "aws_lambda_function"],
  find(change) {
    if (change.fate === "destroyed" && change.before.skip_destroy === true) return [functionLeft(change)];
    if (goes(change)) return [functionLost(change)];
    const isLost = !carriesHashes(change.after) && !isUnknownAfter(change, "code");
    return isLost && carriesHashes(change.before) ? [hashesLost] : [];
  },
};

/** Whether the code of a function of CloudFront puts the hashes of a page into its policy: its settings come first. */
function carriesHashes(values: Values): boolean {
  return /^const SETTINGS=\{.*"inlineHashes":/m.test(textAt(values, "code") ?? "");
}

const hashesLost: StatedFinding = {
  severity: "high",
  rule: "inline-hashes-off",
  attribute: "code",
  title: "Hashes of a page's inline scripts no longer join its Content-Security-Policy",
  before: "headers.inlineHashes is true",
  after: "headers.inlineHashes is false",
  why: "Browsers block the inline scripts that only those hashes let in as soon as this is applied.",
  mend: "Put what pages need into the policy first (npx outlast csp), or keep headers.inlineHashes.",
};

/** `skip_destroy`: Terraform forgets the function and asks AWS for nothing. */
function functionLeft(change: Change): StatedFinding {
  const name = textAt(change.before, "function_name") ?? change.name;
  return {
    severity: "low",
    rule: "function-left",
    attribute: "skip_destroy",
    title: `The function ${name} stays in the account, and Terraform forgets it`,
    before: name,
    after: "nothing that Terraform knows",
    why: "AWS refuses to delete it while edges hold replicas, which is for hours after the distribution has left it.",
    mend: "Delete it by hand some hours after the apply; a deployment that needs it again takes it over.",
  };
}

function functionLost(change: Change): StatedFinding {
  return {
    severity: "high",
    rule: "function-lost",
    ...(change.replacedBy[0] !== undefined && { attribute: change.replacedBy[0] }),
    title: `The function ${textAt(change.before, "name") ?? textAt(change.before, "function_name") ?? ""} ${fateWords(change)}`,
    before: textAt(change.before, "name") ?? textAt(change.before, "function_name"),
    after: change.fate === "replaced" ? "a new function" : "nothing",
    why: "AWS refuses to delete a function that a distribution still uses, and replicas of Lambda@Edge go hours later: the apply can stop half way.",
    mend: "Take it off every behaviour in one apply, and remove it in a later one.",
  };
}

/** Behaviours that lose a function, at whichever event. */
export const functionsAttached: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    if (!stays(change)) return [];
    const later = behaviours(change.after);
    return [...behaviours(change.before)].flatMap(([path, behaviour]): StatedFinding[] => {
      const next = later.get(path);
      if (next === undefined)
        return isBehaviourOpen(change.after, path) ? [] : [behaviourLost(path, behaviour)];
      if (associations.some((kind) => isOpenAt(next, kind, "event_type"))) return [];
      const removed = lost(events(behaviour), events(next));
      if (removed.length === 0) return [];
      return [
        {
          severity: "high",
          rule: "function-detached",
          insteadOf: ["folders-without-index", "root-object-missing"],
          attribute: "function_association",
          title: `${path} runs no function at ${removed.join(", ")}`,
          before: events(behaviour),
          after: events(next),
          why: "Directory pages, redirects, fast failover and headers that the function took care of are gone there.",
          mend: "Keep the association on every behaviour that serves content.",
        },
      ];
    });
  },
};

/** Whether one of a path may be there that the plan does not show. */
function isBehaviourOpen(after: Values, path: string): boolean {
  return path === "*"
    ? isOpenAt(after, "default_cache_behavior")
    : isOpenAt(after, "ordered_cache_behavior", "path_pattern");
}

function behaviourLost(path: string, behaviour: Values): StatedFinding {
  return {
    severity: "medium",
    rule: "behaviour-removed",
    attribute: "ordered_cache_behavior",
    title: `${path} has no behaviour of its own any more`,
    before: textAt(behaviour, "target_origin_id"),
    after: "the next behaviour that matches",
    why: "Its lifetimes, headers, functions and origin become those of another behaviour.",
    mend: "Check what the next matching behaviour does with these paths.",
  };
}

const associations = ["function_association", "lambda_function_association"] as const;

function events(behaviour: Values): string[] {
  const all = associations.flatMap((kind) => blocks(behaviour, kind));
  return all.flatMap((association) => textAt(association, "event_type") ?? []).sort();
}

/** Data that functions read at the edge. */
export const keyValueStores: ReviewRule = {
  types: ["aws_cloudfront_key_value_store"],
  find(change) {
    if (!goes(change)) return [];
    return [
      {
        severity: "high",
        rule: "key-value-store-lost",
        title: `The KeyValueStore ${textAt(change.before, "name") ?? ""} ${fateWords(change)}`,
        before: textAt(change.before, "arn") ?? textAt(change.before, "name"),
        after: change.fate === "replaced" ? "a new, empty store" : "nothing",
        why: "Every key goes, the evacuation switch and the redirects among them, and functions that read it fail for the time between.",
        mend: "Save its keys first, and put them into the new one before a function uses it.",
      },
    ];
  },
};
