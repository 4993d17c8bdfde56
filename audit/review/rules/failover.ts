import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { type ReviewRule, stays } from "../rule";
import { blocks, lost, numberAt, pairs, type ResourceValues, stringsAt, textAt } from "../values";
import { behaviours } from "./distribution";

/** Origin failover of a distribution: groups, codes, timers and what goes through them. */
export const failover: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    if (!stays(change)) return [];
    return [...groups(change), ...routes(change), ...timers(change), ...methods(change)];
  },
};

const groupId = (group: ResourceValues) => textAt(group, "origin_id") ?? "";

function groups({ before, after }: Change): StatedFinding[] {
  const kept = pairs(blocks(before, "origin_group"), blocks(after, "origin_group"), groupId);
  return kept.flatMap((group) => [...codes(group), ...members(group)]);
}

interface Pair {
  readonly key: string;
  readonly before: ResourceValues;
  readonly after: ResourceValues;
}

/** What each code stands for (CloudFront guide, Optimize high availability with origin failover). */
const meaning: Readonly<Record<string, string>> = {
  "400": "a request that S3 refuses",
  "403": "a bucket policy, key or account that is broken or locked",
  "404": "a missing object or a deleted bucket",
  "416": "a range that the object does not have",
  "429": "an origin that throttles",
  "500": "an internal error of the origin",
  "502": "an origin whose name or TLS is broken",
  "503": "an origin that refuses or does not take connections, or is throttling",
  "504": "an origin that takes the connection and then says nothing",
};
const outageCodes = ["500", "502", "503", "504"];

function codes({ key, before, after }: Pair): StatedFinding[] {
  const path = ["failover_criteria", "status_codes"] as const;
  const [was, is] = [stringsAt(before, ...path), stringsAt(after, ...path)];
  // Not known before the apply is not the same as none.
  if (is.length === 0) return [];
  const attribute = "origin_group.failover_criteria.status_codes";
  const shown = { before: was, after: is };
  const found: StatedFinding[] = [];
  const removed = lost(was, is);
  if (removed.length > 0) {
    found.push({
      ...shown,
      severity: removed.some((code) => outageCodes.includes(code)) ? "high" : "medium",
      rule: "failover-codes",
      attribute,
      title: `${key} no longer fails over on ${removed.join(", ")}`,
      why: `The replica is not asked after ${removed.map((code) => `${code}, ${meaning[code] ?? "an error"}`).join("; ")}.`,
      mend: "List 403, 500, 502, 503 and 504.",
    });
  }
  if (!was.includes("404") && is.includes("404")) {
    found.push({
      ...shown,
      severity: "medium",
      rule: "failover-on-404",
      attribute,
      title: `${key} fails over on 404`,
      why: "Pages that were deleted at the primary come back from the replica, and each wrong URL costs two requests.",
      mend: "Leave 404 out, and grant CloudFront s3:ListBucket so that a 403 means trouble.",
    });
  }
  return found;
}

function members({ key, before, after }: Pair): StatedFinding[] {
  const [was, is] = [before, after].map((group) =>
    blocks(group, "member").flatMap((member) => textAt(member, "origin_id") ?? []),
  );
  if (!was || !is || is.length === 0 || was.join() === is.join()) return [];
  const swapped = lost(was, is).length === 0 && is.length === was.length;
  return [
    {
      severity: "high",
      rule: "failover-members",
      attribute: "origin_group.member",
      title: swapped ? `${key} asks another origin first` : `${key} has other members`,
      before: was,
      after: is,
      why: swapped
        ? "The first member is the primary: all visitors move to the other region, whose content may be behind."
        : "An outage of the first member is served by the second: it has to hold the same content in another region.",
      mend: "Keep the order, and check that both origins hold the site.",
    },
  ];
}

/** Behaviours that had a second origin and have none afterwards. */
function routes({ before, after }: Change): StatedFinding[] {
  const [was, is] = [before, after].map((values) => new Set(blocks(values, "origin_group").map(groupId)));
  const later = behaviours(after);
  return [...behaviours(before)].flatMap(([path, behaviour]): StatedFinding[] => {
    const target = textAt(behaviour, "target_origin_id");
    const next = later.get(path);
    const newTarget = textAt(next, "target_origin_id");
    if (target === undefined || !was?.has(target) || next === undefined) return [];
    if (newTarget === undefined || is?.has(newTarget)) return [];
    return [
      {
        severity: path === "*" ? "critical" : "high",
        rule: "failover-removed",
        attribute: `${path === "*" ? "default" : "ordered"}_cache_behavior.target_origin_id`,
        title: `${path === "*" ? "The default behaviour" : path} no longer fails over`,
        before: target,
        after: newTarget,
        why: "It asks one origin instead of a group: an outage of that region is an outage of these pages.",
        mend: "Point the behaviour at the origin group.",
      },
    ];
  });
}

interface Timer {
  readonly path: readonly string[];
  readonly rule: string;
  readonly what: string;
  readonly unit: string;
}

const originTimers: readonly Timer[] = [
  { path: ["connection_attempts"], rule: "connection-attempts", what: "connection attempts", unit: "" },
  { path: ["connection_timeout"], rule: "connection-timeout", what: "the connection timeout", unit: " s" },
  {
    path: ["custom_origin_config", "origin_read_timeout"],
    rule: "read-timeout",
    what: "the read timeout",
    unit: " s",
  },
  {
    path: ["response_completion_timeout"],
    rule: "response-timeout",
    what: "the response completion timeout",
    unit: " s",
  },
];

function timers({ before, after }: Change): StatedFinding[] {
  const kept = pairs(
    blocks(before, "origin"),
    blocks(after, "origin"),
    (origin) => textAt(origin, "origin_id") ?? "",
  );
  return kept.flatMap((pair) => originTimers.flatMap((timer) => raised(pair, timer)));
}

function raised({ key, before, after }: Pair, { path, rule, what, unit }: Timer): StatedFinding[] {
  const [was, is] = [numberAt(before, ...path), numberAt(after, ...path)];
  if (was === undefined || is === undefined || is <= was) return [];
  return [
    {
      severity: "medium",
      rule,
      attribute: `origin.${path.join(".")}`,
      title: `${key}: ${what} raised`,
      before: `${was}${unit}`,
      after: `${is}${unit}`,
      why: "Failover has no memory: in an outage every page that is not cached waits this long before the replica is asked.",
      mend: "Keep one attempt of two or three seconds.",
    },
  ];
}

function methods({ before, after }: Change): StatedFinding[] {
  const earlier = behaviours(before);
  return [...behaviours(after)].flatMap(([path, behaviour]): StatedFinding[] => {
    const was = stringsAt(earlier.get(path), "cached_methods");
    const is = stringsAt(behaviour, "cached_methods");
    const answersOptions = stringsAt(behaviour, "allowed_methods").includes("OPTIONS");
    if (!was.includes("OPTIONS") || is.includes("OPTIONS") || is.length === 0 || !answersOptions) return [];
    return [
      {
        severity: "medium",
        rule: "options-uncached",
        attribute: "cached_methods",
        title: `${path}: OPTIONS no longer fails over`,
        before: was,
        after: is,
        why: "CloudFront fails over OPTIONS only where it caches it: cross-origin requests break in an outage.",
        mend: "Keep OPTIONS among the cached methods.",
      },
    ];
  });
}
