/**
 * Ids sort by time: `20300101T120000000-k3f9q2`. One is above `last` even where clocks of two machines differ.
 *
 * @param now milliseconds since the epoch
 * @param random in [0, 1)
 */
export function createReleaseId(now: number, random: () => number, last?: string): string {
  const time = last === undefined ? now : Math.max(now, releaseTime(last) + 1);
  const stamp = new Date(time).toISOString().replace(/[-:.Z]/g, "");
  const suffix = Array.from({ length: 6 }, () => Math.floor(random() * 36).toString(36)).join("");
  return `${stamp}-${suffix}`;
}

/** Milliseconds since the epoch at which an id was made; the epoch itself where it is none of ours. */
export function releaseTime(id: string): number {
  const [, year, month, day, hour, minute, second, ms] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})/.exec(id) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`) || 0;
}
