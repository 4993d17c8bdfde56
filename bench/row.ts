/** One line of the table: something measured beside a yardstick in the same run. */
export interface Row {
  readonly group: string;
  readonly what: string;
  /** What was measured, in `unit`. */
  readonly measured: number;
  readonly unit: "times" | "MB" | "s" | "requests" | "requests/s";
  /** The worst value that is good enough: the largest one, or the smallest. */
  readonly bar: number;
  readonly limit: "at most" | "at least";
  readonly met: boolean;
  /** The medians behind a ratio, in milliseconds. */
  readonly medians?: Readonly<Record<string, number>>;
  /** The medians behind a ratio, in requests a second. */
  readonly rates?: Readonly<Record<string, number>>;
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

/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
