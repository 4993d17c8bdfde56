/** One line of the table: something measured beside a yardstick in the same run. */
export interface Row {
  readonly group: string;
  readonly what: string;
  /** What was measured, in `unit`: the median of the rounds. */
  readonly measured: number;
  readonly unit: "times" | "MB" | "s" | "requests";
  /** The smallest and the largest of the rounds. */
  readonly spread?: readonly [number, number];
  /** The worst value that is good enough: the largest one, or the smallest. A row without one is there to compare. */
  readonly bar?: number;
  readonly limit?: "at most" | "at least";
  readonly met: boolean;
  /** Why there is nothing to show: what this machine lacks. */
  readonly missing?: string;
  /** The medians behind a ratio, in milliseconds. */
  readonly medians?: Readonly<Record<string, number>>;
  /** The medians behind a ratio, in requests or turns a second. */
  readonly rates?: Readonly<Record<string, number>>;
  /** The medians behind a ratio, in MB. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** What a difference is made of. */
  readonly counts?: Readonly<Record<string, number>>;
}

type Measured = Omit<Row, "bar" | "met" | "limit">;

/** A row whose value must not exceed its bar. */
export function atMost(bar: number, row: Measured): Row {
  return { ...row, bar, limit: "at most", met: row.measured <= bar };
}

/** A row whose value must reach its bar. */
export function atLeast(bar: number, row: Measured): Row {
  return { ...row, bar, limit: "at least", met: row.measured >= bar };
}

/** A row of what this machine cannot measure. A bar that nobody has seen met is missed. */
export function notMeasured(group: string, what: string, missing: string, hasBars: boolean): Row {
  return { group, what, measured: 0, unit: "times", met: !hasBars, missing };
}

/** What a row says of several rounds. */
export function ofRounds(values: readonly number[]): Pick<Row, "measured" | "spread"> {
  return { measured: median(values), spread: [Math.min(...values), Math.max(...values)] };
}

/** What a row says of rounds in each of which something and its yardstick were measured, one after the other. */
export function ofPairs(values: readonly number[], yardsticks: readonly number[]) {
  return ofRounds(values.map((value, round) => value / (yardsticks[round] ?? Number.NaN)));
}

/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of each name's values. */
export function medians<Name extends string>(
  values: Readonly<Record<Name, readonly number[]>>,
): Record<Name, number> {
  const entries = Object.entries<readonly number[]>(values).map(([name, list]) => [name, median(list)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
