import { outcomes, type SeenOutcome, type SeenSecond } from "../rehearsal/session/watching/shown";
import type { Seen } from "./seen";

/** Requests of the last seconds. */
export interface Recent {
  readonly seconds: number;
  readonly requests: number;
  readonly outcomes: Readonly<Record<SeenOutcome, number>>;
  readonly hits: number;
  readonly origins: Readonly<Record<string, { readonly requests: number; readonly failures: number }>>;
}

export function recent(seconds: readonly SeenSecond[], now: number, span: number): Recent {
  const within = seconds.filter(({ at }) => at > now - (span + 1) * 1_000);
  const sum = (of: (second: SeenSecond) => number) => within.reduce((total, second) => total + of(second), 0);
  const origins: Record<string, { requests: number; failures: number }> = {};
  for (const second of within)
    for (const [id, { failures, requests }] of Object.entries(second.origins)) {
      const before = origins[id] ?? { requests: 0, failures: 0 };
      origins[id] = { requests: before.requests + requests, failures: before.failures + failures };
    }
  return {
    seconds: span,
    requests: sum(({ requests }) => requests),
    outcomes: Object.fromEntries(
      outcomes.map((outcome) => [outcome, sum((second) => second.outcomes[outcome])]),
    ) as Record<SeenOutcome, number>,
    hits: sum(({ results }) => (results.Hit ?? 0) + (results.RefreshHit ?? 0)),
    origins,
  };
}

/** The one glance: whether visitors are served. */
export interface Glance {
  readonly look: "unknown" | "quiet" | "served" | "rescued" | "failed";
  readonly text: string;
  readonly detail: string;
}

export function verdict({ live, picture }: Seen, { outcomes: came, requests, seconds }: Recent): Glance {
  if (!live || picture === undefined)
    return { look: "unknown", text: "Not live", detail: "What is shown may be over." };
  const broken = picture.faults.map(({ fault }) => fault);
  const what = broken.length === 0 ? "Nothing is broken." : `Broken: ${broken.join(", ")}.`;
  const span = `in the last ${seconds} s`;
  if (picture.faults.some(({ target }) => target === "edge"))
    return { look: "failed", text: "Nobody gets an answer", detail: `The edge itself is gone. ${what}` };
  if (requests === 0) return { look: "quiet", text: "No visitor now", detail: what };
  if (came.failed > 0)
    return {
      look: "failed",
      text: `${came.failed} of ${requests} requests failed`,
      detail: `${span}. ${what}`,
    };
  const rescued = came.failover + came.stale;
  if (rescued === 0)
    return { look: "served", text: "Visitors are served", detail: `${requests} requests ${span}. ${what}` };
  const by = [
    ...(came.failover > 0 ? [`${came.failover} by the second origin`] : []),
    ...(came.stale > 0 ? [`${came.stale} from expired copies`] : []),
  ];
  return {
    look: "rescued",
    text: "Visitors are served all the same",
    detail: `${by.join(", ")} ${span}. ${what}`,
  };
}
