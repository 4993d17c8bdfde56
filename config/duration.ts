import * as z from "zod";
import { parseSeconds } from "../facts/duration";

/** A zod schema that reads a duration string and yields whole seconds. */
export const duration = z.string().transform((text, context) => {
  const seconds = parseSeconds(text);
  if (seconds !== undefined) return seconds;
  context.addIssue({
    code: "custom",
    message: 'expected a duration such as "30s", "10m", "12h" or "7d"',
    params: { code: "CONFIG_DURATION" },
  });
  return z.NEVER;
});
