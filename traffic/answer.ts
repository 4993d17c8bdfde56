import { statusKinds } from "./classes";
import type { CountedTraffic } from "./counted";
import { type Grouping, groupingOf } from "./query";

/** A row of an engine's answer to `profileQuery`: the text of each column, undefined for NULL. */
export type AnswerRow = Readonly<Record<string, string | undefined>>;

export interface Answered {
  readonly counted: CountedTraffic;
  /** Lines that are no request. */
  readonly noRequests: number;
}

/** What an engine has counted; undefined where there was no request. */
export function countedOf(rows: readonly AnswerRow[], k: number): Answered | undefined {
  const rowsOf = (grouping: Grouping) =>
    rows.filter(({ grouped_by }) => groupingOf(Number(grouped_by)) === grouping);
  const all = rowsOf("all");
  const total = all.find(({ is_request }) => is_request === "true");
  if (total === undefined) return undefined;
  const byName = (grouping: Grouping) => {
    const counts = new Map<string, number>();
    // In the order of names, and those that have none last.
    const named = rowsOf(grouping).toSorted((a, b) => order(a.name, b.name));
    for (const row of named) {
      // A name of the log's own that is "other" is told with those that have none.
      const name = row.name ?? "other";
      counts.set(name, (counts.get(name) ?? 0) + number(row, "requests"));
    }
    return Object.fromEntries(counts);
  };
  const hours = byName("hour");
  const counted: CountedTraffic = {
    ...{ k, from: total.first_hour ?? "", to: total.last_hour ?? "" },
    ...{ requests: number(total, "requests"), bytes: number(total, "bytes"), bots: number(total, "bots") },
    ...{ pageViews: number(total, "page_views"), hits: number(total, "hits") },
    ...{ conditional: number(total, "conditional"), ranges: number(total, "ranges") },
    hours: Array.from({ length: 24 }, (_, at) => hours[String(at).padStart(2, "0")] ?? 0),
    ...{ locations: byName("location"), countries: byName("country"), methods: byName("method") },
    ...{ distributions: byName("distribution"), statuses: byName("status_kind"), devices: byName("device") },
    paths: rowsOf("path").flatMap((row) =>
      row.name === undefined
        ? []
        : [
            {
              ...{ path: row.name, requests: number(row, "requests") },
              ...{ bytes: number(row, "bytes"), hits: number(row, "hits") },
              statuses: statusKinds.map((kind) => number(row, `s${kind}`)),
            },
          ],
    ),
  };
  const rest = all.find(({ is_request }) => is_request === "false");
  return { counted, noRequests: rest === undefined ? 0 : number(rest, "requests") };
}

function order(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined)
    return Number(one === undefined) - Number(other === undefined);
  return one < other ? -1 : 1;
}

function number(row: AnswerRow, column: string): number {
  return Number(row[column] ?? 0);
}
