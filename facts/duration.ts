/** Milliseconds of each unit of a duration, the largest first; a year is 365 days. */
const units = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const;

/**
 * Milliseconds of a duration as it is written in configs, options and faults: a whole number and a unit, `"500ms"`,
 * `"30s"`, `"10m"`, `"7d"`. Undefined if it is none.
 */
export function parseMilliseconds(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d|w|y)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** Seconds of a duration, where parts of one cannot be meant; undefined if it is none, or is written in `ms`. */
export function parseSeconds(text: string): number | undefined {
  const ms = text.endsWith("ms") ? undefined : parseMilliseconds(text);
  return ms === undefined ? undefined : ms / 1_000;
}

/** A duration as people read it: `45 ms`, `2.1 s`, `12 min`, `14.5 h`. */
export function readableMilliseconds(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 120_000) return `${tenths(ms / units.s)} s`;
  return size < 7_200_000 ? `${tenths(ms / units.m)} min` : `${tenths(ms / units.h)} h`;
}

/** A number with one decimal, where that is not 0. */
export function tenths(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

/** The duration as `parseMilliseconds` reads it, in the largest unit of which it is a whole number. */
export function formatMilliseconds(ms: number): string {
  if (ms === 0) return "0s";
  const [unit, size] = Object.entries(units).find(([, size]) => ms % size === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}
