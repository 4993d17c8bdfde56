import { OutlastError } from "../../errors/outlast-error";
import { isSilence } from "../../release/aws/store-errors";

/** One thing that `status` looked at. */
export interface StatusCheck {
  /** Stable, such as `origin-primary`. */
  readonly name: string;
  readonly ok: boolean;
  /** What is true now, in a line. */
  readonly detail: string;
  /** What that comes to for what is to be done next; not printed. */
  readonly state?: "evacuated" | "no-release" | "missing";
}

/** Runs a check; what a service refuses to tell is a failed check, not the end of the others. */
export async function check(
  name: string,
  look: () => Promise<Omit<StatusCheck, "name">>,
): Promise<StatusCheck> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, ok: false, detail: unknownBecause(error) };
  }
}

/** What a failed look says. `fetch` says no more than that it failed; why is in the cause. */
export function unknownBecause(error: unknown): string {
  // Rule and mend of an error are lines of their own, and no part of one that says what is true.
  if (error instanceof OutlastError) return `unknown: ${error.value.replaceAll("\n", "; ")}`;
  if (isSilence(error as Error)) return "unknown: no answer";
  const { name: kind, message, cause } = error as Error;
  if (!(cause instanceof Error)) return `unknown: ${kind}: ${message}`;
  const { code } = cause as NodeJS.ErrnoException;
  return `unknown: ${kind}: ${message} (${cause.message || code})`;
}
