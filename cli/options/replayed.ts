import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import type { ReplayedLogs, ReplayingOptions } from "../../rehearsal/session/replaying";

/** Plays the requests of logs against a site, and says what came of it, as text or for a machine. @throws {OutlastError} */
export async function replayed(place: string, options: Omit<ReplayingOptions, "warn">): Promise<string> {
  useEdgeTimeZone();
  const { replayLogs } = await import("../../rehearsal/session/replaying");
  const found = await replayLogs(place, {
    ...options,
    warn: (text) => void process.stderr.write(text),
  });
  return options.json ? `${JSON.stringify(found.result, null, 2)}\n` : render(found);
}

async function render({ name, read, result }: ReplayedLogs): Promise<string> {
  const [{ summaryOf }, { mostReplayed }, { notInLogs }] = await Promise.all([
    import("../../traffic/read"),
    import("../../rehearsal/drill/replay/requests"),
    import("../../rehearsal/drill/replay/replay"),
  ]);
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
