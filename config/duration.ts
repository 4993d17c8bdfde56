import * as z from "zod";

const secondsPerUnit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

/** Seconds of a duration such as `"30s"`, `"10m"`, `"7d"` or `"1y"` (365 days); undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(s|m|h|d|w|y)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * secondsPerUnit[match[2] as keyof typeof secondsPerUnit];
}

/** A zod schema that reads a duration string and yields whole seconds. */
export const duration = z.string().transform((text, context) => {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  context.addIssue({
    code: "custom",
    message: 'expected a duration such as "30s", "10m", "12h" or "7d"',
    params: { code: "CONFIG_DURATION" },
  });
  return z.NEVER;
});
