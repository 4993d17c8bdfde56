import { bucketFaults } from "../../drill/check";
import type { ObjectiveResult } from "../../drill/result";
import { type Objectives, type Scenario, systems } from "../../drill/scenario";
import type { SeenSecond } from "./shown";

const done: readonly string[] = ["evacuate", "return", "invalidate", "clear-caches"];

/** What of a scenario nobody can do to what is served: functions, stores and releases of its own are the virtual clock's. */
export function liveProblems({ timeline }: Pick<Scenario, "timeline">): string[] {
  const problems = timeline.flatMap((step) => {
    if ("do" in step) return done.includes(step.do) ? [] : [step.do];
    if (!("fault" in step)) return [];
    const isOwn = Object.hasOwn(systems, step.target) || bucketFaults.some((fault) => fault === step.fault);
    return isOwn ? [`${step.target}: ${step.fault}`] : [];
  });
  return problems.length === 0 ? [] : [`${[...new Set(problems)].join(", ")} on the virtual clock alone`];
}

/** Slower than this is not how it was before. Milliseconds, as in drills. */
const slow = 1_000;

/**
 * What became of the objectives that counted seconds can show. A second knows the time of all but one in a hundred of its
 * requests: of fewer than a hundred, the longest.
 *
 * @param mended when the last fault ended
 */
export function judgeSeconds(
  objectives: Objectives,
  seconds: readonly SeenSecond[],
  mended: number,
): ObjectiveResult[] {
  const requests = seconds.reduce((sum, second) => sum + second.requests, 0);
  const failed = seconds.reduce((sum, { outcomes }) => sum + outcomes.failed, 0);
  const waits = seconds.flatMap(({ p99, requests }) => (p99 === null ? [] : [{ p99, requests }]));
  const bad = seconds.filter(({ outcomes, p99 }) => outcomes.failed > 0 || (p99 ?? 0) > slow).at(-1);
  const isLast = bad !== undefined && bad === seconds.at(-1);
  const measured = {
    availability: requests === 0 ? null : 1 - failed / requests,
    p99: allBut(waits, requests / 100),
    longestWait: Math.max(0, ...waits.map(({ p99 }) => p99)),
    // What is still wrong in the last second never became normal.
    recovery: isLast ? null : Math.max(0, bad === undefined ? 0 : bad.at + 1_000 - mended),
  };
  return (Object.keys(measured) as (keyof typeof measured)[]).flatMap((objective): ObjectiveResult[] => {
    const limit = objectives[objective];
    if (limit === undefined) return [];
    const value = measured[objective];
    const held =
      value === null
        ? objective !== "recovery"
        : objective === "availability"
          ? value >= limit
          : value <= limit;
    return [{ objective, value, limit, held }];
  });
}

/** The highest of them, but for so many of the requests. */
function allBut(waits: readonly { readonly p99: number; readonly requests: number }[], few: number): number {
  let left = few;
  for (const { p99, requests } of waits.toSorted((one, other) => other.p99 - one.p99)) {
    left -= requests;
    if (left < 0) return p99;
  }
  return 0;
}
