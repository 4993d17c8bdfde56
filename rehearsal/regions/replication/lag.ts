/** How long one copy takes, in milliseconds. */
export type Lag = (copy: {
  readonly key: string;
  readonly size: number;
  readonly destination: string;
}) => number;

/** Every copy takes that long, in milliseconds. */
export function constantLag(ms: number): Lag {
  return () => ms;
}

/**
 * Most copies near the median and a long tail, as S3's are: log-normal, `spread` 1 puts 1% above ten medians.
 * `random` is in [0, 1).
 */
export function tailedLag(median: number, spread: number, random: () => number): Lag {
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return median * Math.exp(spread * normal);
  };
}
