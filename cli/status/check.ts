/** One thing that `status` looked at. */
export interface Check {
  /** Stable, such as `origin-primary`. */
  readonly name: string;
  readonly ok: boolean;
  /** What is true now, in a line. */
  readonly detail: string;
}

/** Runs a check; what a service refuses to tell is a failed check, not the end of the others. */
export async function check(name: string, look: () => Promise<Omit<Check, "name">>): Promise<Check> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    const { name: kind, message } = error as Error;
    return { name, ok: false, detail: `unknown: ${kind}: ${message}` };
  }
}
