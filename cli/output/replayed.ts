import { notInLogs } from "../../rehearsal/drill/replay/replay";
import { mostReplayed } from "../../rehearsal/drill/replay/requests";
import type { ReplayedLogs } from "../../rehearsal/session/replaying";
import { summaryOf } from "../../traffic/read";

/** What came of a replay, as a person reads it. */
export function renderReplayed({ name, read, result }: ReplayedLogs): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const { beyond, unanswered } = result.left;
  return [
    `${result.played} requests were played at ${name}: ${result.same} are answered as they were, ${result.different} are not`,
    ...(result.hitRatio
      ? [
          `of what a cache could answer, CloudFront had ${percent(result.hitRatio.logged)}, and would have ${percent(result.hitRatio.now)}`,
        ]
      : []),
    ...result.differences.flatMap(({ behavior, cause, logged, now, paths, requests }) => [
      `${String(requests).padStart(9)}  ${logged} -> ${now}, behaviour ${behavior}: ${cause}`,
      ...(paths.length > 0 ? [`           ${paths.join(", ")}`] : []),
    ]),
    ...(unanswered > 0 ? [`${unanswered} visitors left before there was an answer: not compared`] : []),
    ...(beyond > 0 ? [`${beyond} requests after the first ${mostReplayed} were not played`] : []),
    summaryOf({ ...read, backwards: 0 }),
    "No log has:",
    ...notInLogs.map((line) => `  ${line}`),
    "",
  ].join("\n");
}
