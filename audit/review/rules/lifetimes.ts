import type { Values } from "../../../terraform/value";
import { blocks, numberAt, textAt } from "../../../terraform/values-at";
import { type Change, isUnknownAfter } from "../change";
import type { StatedFinding } from "../finding";
import { goes, type ReviewRule, stays } from "../rule";
import { gone, pairs } from "../values";
import { behaviours } from "./distribution";

/** How long edges may keep what they have. */
export const cachePolicies: ReviewRule = {
  types: ["aws_cloudfront_cache_policy"],
  find(change) {
    if (goes(change)) return [];
    return stays(change) ? ttls(change.before, change.after, "") : [];
  },
};

/** Lifetimes that are written on a distribution itself: those of errors, and of behaviours without a policy. */
export const lifetimes: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    if (!stays(change)) return [];
    return [...behaviourTtls(change), ...errorResponses(change)];
  },
};

function behaviourTtls({ before, after }: Change): StatedFinding[] {
  const later = behaviours(after);
  return [...behaviours(before)].flatMap(([path, behaviour]) => {
    const next = later.get(path);
    return next && !textAt(next, "cache_policy_id") ? ttls(behaviour, next, `${path}: `) : [];
  });
}

function ttls(before: Values, after: Values, prefix: string): StatedFinding[] {
  const found: StatedFinding[] = [];
  const changed = (key: string) => {
    const [was, is] = [numberAt(before, key), numberAt(after, key)];
    return was !== undefined && is !== undefined && was !== is ? { was, is } : undefined;
  };
  const least = changed("min_ttl");
  if (least && least.is > least.was) {
    found.push({
      severity: least.was === 0 ? "high" : "medium",
      rule: "min-ttl-raised",
      insteadOf: ["min-ttl"],
      attribute: "min_ttl",
      title: `${prefix}everything is kept for at least ${least.is} s`,
      before: `${least.was} s`,
      after: `${least.is} s`,
      why: "A minimum above 0 overrules no-store and private: an answer meant for one visitor is served to others.",
      mend: "Keep min_ttl at 0.",
    });
  }
  const standard = changed("default_ttl");
  if (standard && standard.is > standard.was) {
    found.push({
      severity: "medium",
      rule: "default-ttl-raised",
      attribute: "default_ttl",
      title: `${prefix}pages without Cache-Control are kept longer`,
      before: `${standard.was} s`,
      after: `${standard.is} s`,
      why: "Visitors see an old page for that long after a release, wherever nothing invalidates it; what a failover cached stays too.",
      mend: "Give files a Cache-Control, and invalidate what a release changes.",
    });
  }
  const most = changed("max_ttl");
  if (most && most.is < most.was) {
    found.push({
      severity: most.is === 0 ? "high" : "medium",
      rule: "max-ttl-lowered",
      attribute: "max_ttl",
      title: most.is === 0 ? `${prefix}caching is switched off` : `${prefix}the longest lifetime is cut`,
      before: `${most.was} s`,
      after: `${most.is} s`,
      why: "It is also the limit of stale-while-revalidate and stale-if-error: there are fewer stale pages to serve when both regions fail.",
      mend: "Keep max_ttl as long as the longest stale window.",
    });
  }
  return found;
}

const errorCode = (response: Values) => String(numberAt(response, "error_code") ?? "");

function errorResponses(change: Change): StatedFinding[] {
  if (isUnknownAfter(change, "custom_error_response")) return [];
  const [was, is] = [
    blocks(change.before, "custom_error_response"),
    blocks(change.after, "custom_error_response"),
  ];
  const removed = gone(was, is, errorCode).map(
    (response): StatedFinding => ({
      severity: "low",
      rule: "error-response-removed",
      attribute: "custom_error_response",
      title: `${errorCode(response)} has no rule of its own any more`,
      before: textAt(response, "response_page_path") ?? `${numberAt(response, "error_caching_min_ttl")} s`,
      after: "CloudFront's own page, kept for 10 s",
      why: "Visitors see a bare error, and edges hold it for 10 s after the origin is well again.",
      mend: "Keep a rule for 404, 500, 502, 503 and 504.",
    }),
  );
  return [...removed, ...pairs(was, is, errorCode).flatMap(heldLonger)];
}

function heldLonger({ key, before, after }: ReturnType<typeof pairs>[number]): StatedFinding[] {
  const [was, is] = [numberAt(before, "error_caching_min_ttl"), numberAt(after, "error_caching_min_ttl")];
  if (was === undefined || is === undefined || is <= was) return [];
  return [
    {
      severity: "medium",
      rule: "error-ttl-raised",
      insteadOf: ["error-caching"],
      attribute: "custom_error_response.error_caching_min_ttl",
      title: `Edges hold a ${key} longer`,
      before: `${was} s`,
      after: `${is} s`,
      why: "Visitors see the error for that long after the origin is well again, or after the page was published.",
      mend: "Keep 1 s for 5xx and about 10 s for 404.",
    },
  ];
}
