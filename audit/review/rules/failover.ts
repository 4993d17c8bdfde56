import type { Values } from "../../../terraform/value";
import { blocks, isOpenAt, numberAt, stringsAt, textAt } from "../../../terraform/values-at";
import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { type ReviewRule, stays } from "../rule";
import { lost, pairs } from "../values";
import { behaviours } from "./distribution";

/** Origin failover of a distribution: groups, codes, timers and what goes through them. */
export const failover: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    if (!stays(change)) return [];
    return [...groups(change), ...routes(change), ...timers(change)];
  },
};

const groupId = (group: Values) => textAt(group, "origin_id") ?? "";

function groups({ before, after }: Change): StatedFinding[] {
  const kept = pairs(blocks(before, "origin_group"), blocks(after, "origin_group"), groupId);
  return kept.flatMap((group) => [...codes(group), ...members(group)]);
}

interface Pair {
  readonly key: string;
  readonly before: Values;
  readonly after: Values;
}

/** What each code stands for (CloudFront guide, Optimize high availability with origin failover), but for outages. */
const meaning: Readonly<Record<string, string>> = {
  "400": "a request that S3 refuses",
  "403": "a bucket policy, key or account that is broken or locked",
  "404": "a missing object or a deleted bucket",
  "416": "a range that the object does not have",
  "429": "an origin that throttles",
};

/** Codes of outages are a rule of the audit's: a group never does without them. */
function codes({ key, before, after }: Pair): StatedFinding[] {
  const path = ["failover_criteria", "status_codes"] as const;
  const [was, is] = [stringsAt(before, ...path), stringsAt(after, ...path)];
  const removed = lost(was, is).filter((code) => code in meaning);
  // Not known before the apply is not the same as none.
  if (is.length === 0 || removed.length === 0) return [];
  return [
    {
      severity: "medium",
      rule: "failover-codes",
      insteadOf: ["failover-code-403"],
      attribute: "origin_group.failover_criteria.status_codes",
      title: `${key} no longer fails over on ${removed.join(", ")}`,
      before: was,
      after: is,
      why: `The replica is not asked after ${removed.map((code) => `${code}, ${meaning[code]}`).join("; ")}.`,
      mend: "List 403, 500, 502, 503 and 504.",
    },
  ];
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
  const isOpen = isOpenAt(after, "origin_group", "origin_id");
  const origins = blocks(after, "origin").map((origin) => textAt(origin, "origin_id"));
  return [...behaviours(before)].flatMap(([path, behaviour]): StatedFinding[] => {
    const target = textAt(behaviour, "target_origin_id");
    const next = later.get(path);
    const newTarget = textAt(next, "target_origin_id");
    if (target === undefined || !was?.has(target) || next === undefined) return [];
    if (newTarget === undefined || is?.has(newTarget)) return [];
    // What is no origin is a group that the plan does not show.
    if (isOpen && !origins.includes(newTarget)) return [];
    return [
      {
        severity: path === "*" ? "critical" : "high",
        rule: "failover-removed",
        insteadOf: ["group-unused", "failover-missing"],
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
      insteadOf: ["failover-timers"],
      attribute: `origin.${path.join(".")}`,
      title: `${key}: ${what} raised`,
      before: `${was}${unit}`,
      after: `${is}${unit}`,
      why: "Failover has no memory: in an outage every page that is not cached waits this long before the replica is asked.",
      mend: "Keep one attempt of two or three seconds.",
    },
  ];
}
