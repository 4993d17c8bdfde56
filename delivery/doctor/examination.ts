import { OutlastError } from "../../errors/outlast-error";
import type { StatusCheck } from "../../operations/status/check";

/** What was looked at, and what a deployment would meet that was not, each with why. */
export interface Examination {
  readonly checks: readonly StatusCheck[];
  readonly notLookedAt: readonly string[];
}

/** All of them as one. */
export function together(parts: readonly Examination[]): Examination {
  return {
    checks: parts.flatMap(({ checks }) => checks),
    notLookedAt: parts.flatMap(({ notLookedAt }) => notLookedAt),
  };
}

/** Looks at something; what could not be seen is said, and is no finding. */
export async function looking(
  what: string,
  look: () => Promise<readonly StatusCheck[]>,
): Promise<Examination> {
  try {
    return { checks: await look(), notLookedAt: [] };
  } catch (error) {
    return { checks: [], notLookedAt: [`${what}: ${whyNot(error as Error)}`] };
  }
}

function whyNot(error: Error): string {
  if (error instanceof OutlastError) return error.value ?? error.code;
  const { message, name } = error;
  return name === "Error" || message === "" ? message || name : `${name}: ${message}`;
}
